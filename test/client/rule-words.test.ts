import i18next, { type TFunction } from 'i18next'
import { beforeAll, describe, expect, it } from 'vitest'
import en from '../../client/locales/en/series.json' with { type: 'json' }
import vi from '../../client/locales/vi/series.json' with { type: 'json' }
import { ruleSentence, weeklyFrom } from '../../client/ui/rule-words.ts'
import type { Pattern } from '../../server/contract/series.ts'

const words: Partial<Record<'vi' | 'en', TFunction<'series'>>> = {}
beforeAll(async () => {
  const texts = i18next.createInstance()
  await texts.init({ lng: 'vi', ns: ['series'], resources: { vi: { series: vi }, en: { series: en } } })
  for (const language of ['vi', 'en'] as const) words[language] = texts.getFixedT(language, 'series')
})

const sentence = (language: 'vi' | 'en', pattern: Pattern, end: { count?: number; until?: string } = { count: 10 }) => {
  const t = words[language]
  if (!t) throw new Error('no texts')
  const rule = { pattern, time: '09:00', zone: 'UTC', startsOn: '2027-01-01', until: null, count: null, ...end }
  return ruleSentence(t, rule, language)
}

describe('a rule in words', () => {
  it('names its days, its time and its end in both languages', () => {
    const pattern: Pattern = { freq: 'weekly', interval: 1, weekdays: [4, 1] }
    expect(sentence('en', pattern)).toBe('every week on Monday and Thursday at 09:00, 10 times')
    expect(sentence('vi', pattern)).toBe('1 tuần một lần vào Thứ Hai và Thứ Năm lúc 09:00, 10 lần')
  })

  it('tells the last Friday from the last day', () => {
    const monthly = (on: Extract<Pattern, { freq: 'monthly' }>['on']) =>
      sentence('en', { freq: 'monthly', interval: 2, on }, { until: '2027-12-31' })
    expect(monthly({ nth: -1, weekday: 5 })).toBe('every 2 months on the last Friday at 09:00, until 31/12/2027')
    expect(monthly({ day: -1 })).toBe('on the last day of every 2 months at 09:00, until 31/12/2027')
    expect(monthly({ day: 15 })).toBe('every 2 months on day 15 at 09:00, until 31/12/2027')
  })
})

describe('a new rule', () => {
  it('begins at the time the post was planned for, on that day of the week', () => {
    expect(weeklyFrom('2027-01-03T17:00', '2026-12-31T10:00', 'UTC')).toMatchObject({
      ...{ startsOn: '2027-01-03', time: '17:00', pattern: { freq: 'weekly', weekdays: [7] } },
    })
  })

  it('begins tomorrow morning when there is no time, or it is over', () => {
    for (const planned of [null, '2026-12-30T10:00'])
      expect(weeklyFrom(planned, '2026-12-31T10:00', 'UTC')).toMatchObject({ startsOn: '2027-01-01', time: '09:00' })
  })
})
