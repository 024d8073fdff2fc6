import type { TFunction } from 'i18next'
import type { Rule } from '../../server/contract/series.ts'
import { formatDay } from '../lib/time.ts'

type SeriesT = TFunction<'series'>

/** Monday is 1. 2024 began on one. @param width as `Intl` writes it */
export function weekdayLabel(weekday: number, language: string, width: 'short' | 'long'): string {
  const day = new Date(Date.UTC(2024, 0, weekday))
  return new Intl.DateTimeFormat(language, { weekday: width, timeZone: 'UTC' }).format(day)
}

/** A rule as a sentence: "every week on Monday at 09:00, 10 times". */
export function ruleSentence(t: SeriesT, rule: Rule, language: string): string {
  const { time, until, count } = rule
  const end =
    until === null
      ? t('series:rule.count', { count: count ?? 1 })
      : t('series:rule.until', { date: formatDay(`${until}T00:00`) })
  return t('series:rule.whole', { pattern: patternWords(t, rule, language), time, end })
}

function patternWords(t: SeriesT, { pattern }: Rule, language: string): string {
  const count = pattern.interval
  switch (pattern.freq) {
    case 'daily':
      return t('series:rule.daily', { count })
    case 'weekly': {
      const names = pattern.weekdays.toSorted().map((weekday) => weekdayLabel(weekday, language, 'long'))
      return t('series:rule.weekly', { count, days: new Intl.ListFormat(language).format(names) })
    }
    case 'monthly': {
      const { on } = pattern
      if ('nth' in on) {
        const day = weekdayLabel(on.weekday, language, 'long')
        return t('series:rule.monthlyNth', { count, day, nth: t(`series:rule.nth.${on.nth}`) })
      }
      return on.day === -1
        ? t('series:rule.monthlyLast', { count })
        : t('series:rule.monthlyDay', { count, day: on.day })
    }
  }
}

/** Monday is 1. @param date `2026-05-18` */
export const weekdayOf = (date: string) => new Date(`${date}T00:00:00Z`).getUTCDay() || 7

/** Where a new rule begins: every week from that time, ten times. @param now the office's wall time */
export function weeklyFrom(localTime: string | null, now: string, zone: string): Rule {
  const start = localTime && localTime > now ? localTime : `${tomorrow(now)}T09:00`
  const startsOn = start.slice(0, 10)
  const pattern = { freq: 'weekly', interval: 1, weekdays: [weekdayOf(startsOn)] } as const
  return {
    pattern: { ...pattern, weekdays: [...pattern.weekdays] },
    time: start.slice(11),
    zone,
    startsOn,
    until: null,
    count: 10,
  }
}

function tomorrow(now: string): string {
  return new Date(Date.parse(`${now.slice(0, 10)}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}
