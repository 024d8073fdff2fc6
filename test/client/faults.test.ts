import { readFileSync } from 'node:fs'
import i18next, { type TFunction } from 'i18next'
import { beforeAll, describe, expect, it } from 'vitest'
import { ApiError } from '../../client/lib/api.ts'
import { faultSentence, fieldErrors, problemSentence } from '../../client/ui/faults.ts'
import { platformWords, reasonSentence } from '../../client/ui/reasons.ts'
import { problems } from '../../server/domain/errors.ts'

const languages = ['vi', 'en'] as const
const translators = {} as Record<(typeof languages)[number], TFunction<'common'>>
const textsOf = (language: string) =>
  JSON.parse(readFileSync(new URL(`../../client/locales/${language}/common.json`, import.meta.url), 'utf8'))

beforeAll(async () => {
  for (const lng of languages) {
    const i18n = i18next.createInstance()
    await i18n.init({
      lng,
      fallbackLng: false,
      resources: { [lng]: { common: textsOf(lng), other: {} } },
      // As a page's `t`: its own texts first.
      defaultNS: 'other',
      interpolation: { escapeValue: false },
    })
    translators[lng] = i18n.getFixedT(lng, 'other') as unknown as TFunction<'common'>
  }
})

const refusal = (code: string, errors?: { path: string; code: string; values?: Record<string, string | number> }[]) =>
  new ApiError({ type: '', title: code, status: 409, code, ...(errors && { errors }) })
const isSentence = /^[\p{Lu}“{].*[.:?]$/u

describe.each(languages)('in %s', (language) => {
  it.each([...Object.keys(problems), 'offline'])('the refusal "%s" has a sentence of its own', (code) => {
    const sentence = problemSentence(translators[language], refusal(code))
    expect(sentence).toMatch(isSentence)
    expect(sentence).not.toBe(problemSentence(translators[language], new Error('a fault of ours')))
  })

  it.each([
    'rate-limited',
    'unreachable',
    'platform-down',
    'outcome-unknown',
    'rejected',
    'credentials-expired',
    'credentials-revoked',
  ])('the fault "%s" is told with the platform’s name, and says what is out', (code) => {
    const sentence = faultSentence(translators[language], { code }, 'Threads')
    expect(sentence).toMatch(isSentence)
    expect(sentence).toContain('Threads')
    expect(sentence).not.toContain('{{')
  })

  it('a code nobody knows still gets a sentence', () => {
    expect(problemSentence(translators[language], refusal('moon-phase'))).toMatch(isSentence)
    expect(faultSentence(translators[language], { code: 'moon-phase' }, 'X')).toMatch(isSentence)
    expect(faultSentence(translators[language], { code: 'rejected', problem: 'moon-phase' }, 'X')).toMatch(isSentence)
  })
})

describe('a sentence', () => {
  it('tells the reason rather than the kind, with its values', () => {
    const twin = [{ path: 'content', code: 'same-text', values: { channel: 'Port City' } }]
    expect(problemSentence(translators.en, refusal('same-text', twin))).toMatch(/^The channel “Port City”/)
    expect(problemSentence(translators.en, refusal('conflict', [{ path: 'role', code: 'last-admin' }]))).toBe(
      'At least one active administrator has to stay. Nothing was changed.',
    )
  })

  it('of a refused form points at the fields, which carry the reasons', () => {
    const error = refusal('validation', [
      { path: 'name', code: 'too-long', values: { max: 120 } },
      { path: 'input.host', code: 'moon-phase' },
    ])
    expect(problemSentence(translators.en, error)).toMatch(/marked fields/)
    expect(fieldErrors(translators.en, error)).toEqual({
      name: 'Longer than 120 characters.',
      'input.host': 'This value is not right.',
    })
  })

  it('never says that nothing was posted when a part of it is out, or may be', () => {
    const failed = { state: 'failed', changedSinceRelease: false, lateLimitMinutes: 15 } as const
    const fault = { code: 'unreachable' }
    const none = reasonSentence(translators.en, { ...failed, fault, isPartlyOut: false }, 'X')
    const some = reasonSentence(translators.en, { ...failed, fault, isPartlyOut: true }, 'X')
    const unknown = reasonSentence(
      translators.en,
      { ...failed, state: 'unconfirmed', fault: null, isPartlyOut: false },
      'X',
    )
    expect(none).toContain('Nothing was posted')
    expect(some).not.toContain('Nothing was posted')
    expect(unknown).not.toContain('Nothing was posted')
    expect(unknown).toContain('look at the channel')
  })

  it('quotes the platform’s words, not our own codes', () => {
    expect(platformWords({ code: 'rejected', detail: 'Image too big' })).toBe('Image too big')
    expect(platformWords({ code: 'rejected', detail: 'media-too-large' })).toBeNull()
    expect(platformWords(null)).toBeNull()
  })
})
