import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Rule } from '../../server/contract/series.ts'
import { assertRule, datesOf, occurrencesOf, skippedMonths } from '../../server/domain/recurrence.ts'

const zones = [
  'Asia/Ho_Chi_Minh',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
] as const
type Given = Partial<Omit<Rule, 'pattern'>> & Pick<Rule, 'pattern'>
const rule = (given: Given): Rule => {
  const end = given.count == null && given.until == null ? { count: 10 } : {}
  return Rule.parse({ time: '09:00', zone: 'Asia/Ho_Chi_Minh', startsOn: '2027-01-01', ...end, ...given })
}
const now = new Date('2026-11-23T00:00:00Z')
const dates = (given: Given) => datesOf(rule(given))
const instants = (given: Given) => occurrencesOf(rule(given), []).map(({ dueAt }) => dueAt.toISOString().slice(0, 16))
const codeOf = (given: Given, exceptions: string[] = []) => {
  try {
    assertRule(rule(given), exceptions, now)
    return null
  } catch (error) {
    return (error as { errors: { path: string; code: string }[] }).errors[0]
  }
}

describe('a rule', () => {
  it('goes out every so many days from its first', () => {
    expect(dates({ pattern: { freq: 'daily', interval: 3 }, count: 4 })).toEqual([
      '2027-01-01',
      '2027-01-04',
      '2027-01-07',
      '2027-01-10',
    ])
  })

  it('goes out on the named days of every second week, counted from the week it begins in', () => {
    const pattern = { freq: 'weekly', interval: 2, weekdays: [5, 1] } as const
    expect(dates({ pattern: { ...pattern, weekdays: [5, 1] }, startsOn: '2027-01-06', count: 4 })).toEqual([
      '2027-01-08',
      '2027-01-18',
      '2027-01-22',
      '2027-02-01',
    ])
  })

  it('passes over months without the wished day, and says which', () => {
    const given: Given = {
      pattern: { freq: 'monthly', interval: 1, on: { day: 31 } },
      startsOn: '2027-01-01',
      until: '2027-06-30',
    }
    expect(dates(given)).toEqual(['2027-01-31', '2027-03-31', '2027-05-31'])
    expect(skippedMonths(rule(given))).toEqual(['2027-02', '2027-04', '2027-06'])
  })

  it('knows the last day of a month, the second Tuesday and the last Friday', () => {
    const monthly = (on: Extract<Rule['pattern'], { freq: 'monthly' }>['on']) =>
      dates({ pattern: { freq: 'monthly', interval: 1, on }, count: 3 })
    expect(monthly({ day: -1 })).toEqual(['2027-01-31', '2027-02-28', '2027-03-31'])
    expect(monthly({ nth: 2, weekday: 2 })).toEqual(['2027-01-12', '2027-02-09', '2027-03-09'])
    expect(monthly({ nth: -1, weekday: 5 })).toEqual(['2027-01-29', '2027-02-26', '2027-03-26'])
  })

  it('ends on its last day, that day included', () => {
    expect(dates({ pattern: { freq: 'daily', interval: 1 }, until: '2027-01-02' })).toEqual([
      '2027-01-01',
      '2027-01-02',
    ])
  })

  it('counts what is left out, as calendars do', () => {
    const given = rule({ pattern: { freq: 'daily', interval: 1 }, count: 3 })
    expect(occurrencesOf(given, ['2027-01-02']).map(({ date }) => date)).toEqual(['2027-01-01', '2027-01-03'])
  })
})

describe('when clocks change', () => {
  const daily = { freq: 'daily', interval: 1 } as const

  it('what falls into the gap goes out later by its length, on its own day, and keeps its time on the others', () => {
    const given: Given = { pattern: daily, zone: 'Europe/Berlin', time: '02:30', startsOn: '2027-03-27', count: 3 }
    expect(instants(given)).toEqual(['2027-03-27T01:30', '2027-03-28T01:30', '2027-03-29T00:30'])
    expect(occurrencesOf(rule(given), []).map(({ localTime, note }) => [localTime, note])).toEqual([
      ['2027-03-27T02:30', null],
      ['2027-03-28T03:30', 'gap'],
      ['2027-03-29T02:30', null],
    ])
  })

  it('what comes twice goes out the first time', () => {
    const given: Given = { pattern: daily, zone: 'Europe/Berlin', time: '02:30', startsOn: '2027-10-31', count: 2 }
    expect(instants(given)).toEqual(['2027-10-31T00:30', '2027-11-01T01:30'])
    expect(occurrencesOf(rule(given), []).map(({ note }) => note)).toEqual(['overlap', null])
  })

  it('the gap of half an hour moves by half an hour', () => {
    const given: Given = {
      pattern: daily,
      zone: 'Australia/Lord_Howe',
      time: '02:15',
      startsOn: '2027-10-03',
      count: 1,
    }
    expect(occurrencesOf(rule(given), [])).toMatchObject([{ localTime: '2027-10-03T02:45', note: 'gap' }])
  })

  it('nothing moves in Hải Phòng', () => {
    const given = rule({ pattern: daily, time: '02:30', until: '2027-12-31' })
    expect(occurrencesOf(given, []).every(({ note, localTime }) => !note && localTime.endsWith('02:30'))).toBe(true)
  })
})

describe('a rule that cannot be followed is refused', () => {
  const daily = { freq: 'daily', interval: 1 } as const

  it('without an end, or with two, or with one before its beginning', () => {
    const parse = (end: object) => {
      const result = Rule.safeParse({ pattern: daily, time: '09:00', zone: 'UTC', startsOn: '2027-01-01', ...end })
      return result.error?.issues[0]?.message
    }
    expect(parse({})).toBe('end-required')
    expect(parse({ count: 3, until: '2027-02-01' })).toBe('two-ends')
    expect(parse({ until: '2026-12-31' })).toBe('ends-before-start')
    expect(parse({ count: 0 })).toBe('too-few')
    expect(parse({ count: 401 })).toBe('too-many')
  })

  it('when it goes out more than 400 times, or over more than three years', () => {
    expect(codeOf({ pattern: daily, until: '2028-02-04' })).toBeNull()
    expect(codeOf({ pattern: daily, until: '2028-02-05' })).toMatchObject({ code: 'too-many-occurrences' })
    const yearly = { freq: 'monthly', interval: 12, on: { day: 1 } } as const
    expect(codeOf({ pattern: yearly, count: 4 })).toBeNull()
    expect(codeOf({ pattern: yearly, count: 5 })).toMatchObject({ path: 'rule.count', code: 'too-far' })
    expect(codeOf({ pattern: yearly, until: '2030-01-02' })).toMatchObject({ code: 'too-far' })
    expect(codeOf({ pattern: daily, startsOn: '9999-12-31' })).toMatchObject({ path: 'rule.startsOn', code: 'too-far' })
    expect(codeOf({ pattern: daily, startsOn: '0001-01-01' })).toMatchObject({ code: 'too-far' })
  })

  it('when it never goes out, or all of it is over or left out', () => {
    const never = { freq: 'monthly', interval: 12, on: { day: 30 } } as const
    expect(codeOf({ pattern: never, startsOn: '2027-02-01' })).toMatchObject({ code: 'no-occurrence' })
    expect(codeOf({ pattern: daily, startsOn: '2026-11-01', until: '2026-11-20' })).toMatchObject({
      code: 'no-occurrence',
    })
    expect(codeOf({ pattern: daily, count: 1 }, ['2027-01-01'])).toMatchObject({ code: 'no-occurrence' })
  })
})

describe('every rule', () => {
  const interval = fc.integer({ min: 1, max: 14 })
  const weekday = fc.integer({ min: 1, max: 7 })
  const pattern: fc.Arbitrary<Rule['pattern']> = fc.oneof(
    fc.record({ freq: fc.constant('daily' as const), interval }),
    fc.record({
      freq: fc.constant('weekly' as const),
      interval,
      weekdays: fc.uniqueArray(weekday, { minLength: 1, maxLength: 7 }),
    }),
    fc.record({
      freq: fc.constant('monthly' as const),
      interval,
      on: fc.oneof(
        fc.record({ day: fc.constantFrom(-1, 1, 15, 28, 29, 30, 31) }),
        fc.record({ nth: fc.constantFrom(-1, 1, 2, 3, 4), weekday }),
      ) as fc.Arbitrary<Extract<Rule['pattern'], { freq: 'monthly' }>['on']>,
    }),
  )
  const anyRule = fc
    .record({
      pattern,
      zone: fc.constantFrom(...zones),
      hour: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 23 })),
      minute: fc.constantFrom(0, 1, 15, 29, 30, 45, 59),
      startDay: fc.integer({ min: 20_818, max: 22_000 }),
      end: fc.oneof(
        fc.record({ count: fc.integer({ min: 1, max: 60 }), until: fc.constant(null) }),
        fc.record({ count: fc.constant(null), days: fc.integer({ min: 0, max: 390 }) }),
      ),
      leftOut: fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 5 }),
    })
    .map(({ pattern: wanted, zone, hour, minute, startDay, end, leftOut }) => ({
      exceptions: leftOut.map((days) => dayAt(startDay + days)),
      rule: {
        ...{ pattern: wanted, zone, time: `${two(hour)}:${two(minute)}`, startsOn: dayAt(startDay) },
        ...{ count: end.count, until: 'days' in end ? dayAt(startDay + end.days) : null },
      },
    }))

  it('goes out exactly when a slow look at every day and every clock says so', () => {
    fc.assert(
      fc.property(anyRule, ({ rule: wanted, exceptions }) => {
        const slow = slowly(wanted, exceptions)
        expect(occurrencesOf(wanted, exceptions).map(({ date, dueAt }) => [date, dueAt.toISOString()])).toEqual(slow)
      }),
      { numRuns: 300 },
    )
  })

  it('never goes out twice at an instant or out of its order', () => {
    fc.assert(
      fc.property(anyRule, ({ rule: wanted }) => {
        const times = occurrencesOf(wanted, []).map(({ dueAt }) => dueAt.getTime())
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
      }),
      { numRuns: 100 },
    )
  })
})

const two = (value: number) => String(value).padStart(2, '0')
const dayAt = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10)

/** Asks of every day by itself whether the rule names it, and looks on the clock for the instant. */
function slowly({ pattern, startsOn, until, count, time, zone }: Rule, exceptions: readonly string[]) {
  const found: [string, string][] = []
  const start = new Date(`${startsOn}T00:00:00Z`)
  let named = 0
  for (const day = new Date(start); named < (count ?? 1_000); day.setUTCDate(day.getUTCDate() + 1)) {
    const date = day.toISOString().slice(0, 10)
    if (until !== null && date > until) break
    if (day.getTime() > start.getTime() + 1_097 * 86_400_000) break
    if (!names(pattern, start, day) || !withinYears(start, day)) continue
    named += 1
    if (!exceptions.includes(date)) found.push([date, firstInstant(`${date}T${time}`, zone).toISOString()])
  }
  return found
}

/** One day more than three years is still looked at: the rule is refused by it. */
function withinYears(start: Date, day: Date): boolean {
  const end = new Date(start)
  end.setUTCFullYear(end.getUTCFullYear() + 3)
  return day.getTime() <= end.getTime() + 86_400_000
}

function names(pattern: Rule['pattern'], start: Date, day: Date): boolean {
  const days = Math.round((day.getTime() - start.getTime()) / 86_400_000)
  const weekday = day.getUTCDay() || 7
  if (pattern.freq === 'daily') return days % pattern.interval === 0
  if (pattern.freq === 'weekly') {
    const weeks = Math.floor((days + (start.getUTCDay() || 7) - 1) / 7)
    return weeks % pattern.interval === 0 && pattern.weekdays.includes(weekday)
  }
  const months = (day.getUTCFullYear() - start.getUTCFullYear()) * 12 + day.getUTCMonth() - start.getUTCMonth()
  if (months % pattern.interval !== 0) return false
  const ofMonth = day.getUTCDate()
  const length = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate()
  const { on } = pattern
  if ('day' in on) return on.day === -1 ? ofMonth === length : ofMonth === on.day
  if (weekday !== on.weekday) return false
  return on.nth === -1 ? ofMonth + 7 > length : Math.ceil(ofMonth / 7) === on.nth
}

const clocks = new Map<string, Intl.DateTimeFormat>()
function clock(instant: number, zone: string): string {
  const format =
    clocks.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  clocks.set(zone, format)
  return format.format(instant).replace(' ', 'T')
}

/** The first quarter of an hour at which the clock shows the time; where it jumps over it, as long after the jump. */
function firstInstant(wished: string, zone: string): Date {
  const from = Date.parse(`${wished}Z`) - 15 * 3_600_000
  let before = from
  for (let instant = from; instant < from + 30 * 3_600_000; instant += 900_000) {
    const shown = clock(instant, zone)
    if (shown === wished) return new Date(instant)
    if (shown > wished) {
      const ahead = Date.parse(`${wished}Z`) - Date.parse(`${clock(before, zone)}Z`)
      return new Date(before + ahead)
    }
    before = instant
  }
  throw new Error(`${wished} in ${zone}`)
}
