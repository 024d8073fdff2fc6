import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { droppedTime, isCancellable, isMovable, isPast } from '../../client/features/calendar/moving.ts'
import {
  type CalendarQuery,
  calendarViews,
  deliveryStates,
  filterLists,
  filterSearch,
  filterWords,
  noFilters,
  readCalendarQuery,
  writeCalendarQuery,
} from '../../client/features/calendar/query.ts'
import { rangeOf, stepped } from '../../client/features/calendar/range.ts'
import { addDays, addMonths, daysBetween, isDate, startOfWeek } from '../../client/lib/dates.ts'

const defaults = { view: 'month', today: '2026-05-12' } as const
const read = (search: string) => readCalendarQuery(new URLSearchParams(search), defaults)

describe('the address bar of the calendar', () => {
  it('shows this month when it says nothing', () => {
    expect(read('')).toEqual({
      view: 'month',
      date: '2026-05-12',
      ...noFilters,
      zone2: null,
      delivery: null,
    })
  })

  it('holds view, day, every filter and the open delivery', () => {
    const query = read(
      'view=week&date=2026-05-18&channel=a&channel=b&state=failed&campaign=c&unit=u&author=p&approver=q&platform=zalo&kind=video&tone=positive&language=en&text=lễ+hội&match=exact&zone2=Europe/Paris&delivery=d',
    )
    expect(query).toMatchObject({ view: 'week', date: '2026-05-18', channel: ['a', 'b'], state: ['failed'] })
    expect(query).toMatchObject({ campaign: ['c'], unit: ['u'], text: 'lễ hội', delivery: 'd' })
    expect(query).toMatchObject({ author: ['p'], approver: ['q'], platform: ['zalo'], kind: ['video'], match: 'exact' })
    expect(query).toMatchObject({ tone: ['positive'], language: ['en'], zone2: 'Europe/Paris' })
  })

  it('falls back instead of failing when somebody mistyped it', () => {
    expect(
      read(
        'view=decade&date=2026-02-30&state=exploded&kind=opera&language=Klingon&match=perhaps&zone2=Mars/Crater&channel=',
      ),
    ).toEqual(read(''))
    expect(read('date=..%2F..').date).toBe('2026-05-12')
  })

  it('stays plain for a plain calendar', () => {
    expect(writeCalendarQuery(read(''), defaults).toString()).toBe('')
  })

  it('keeps the filters of a person apart from the day and the view they were used on', () => {
    const query = read('view=day&date=2026-05-18&delivery=d&state=failed&tone=critical&text=cầu&match=exact')
    const remembered = read(filterSearch(query))
    for (const list of filterLists) expect(remembered[list]).toEqual(query[list])
    expect(remembered).toMatchObject({ view: 'month', date: '2026-05-12', delivery: null, text: 'cầu', match: 'exact' })
  })

  it('reads back exactly what it wrote', () => {
    const ids = fc.uniqueArray(fc.uuid(), { maxLength: 5 })
    const queries: fc.Arbitrary<CalendarQuery> = fc.record({
      view: fc.constantFrom(...calendarViews),
      date: fc.integer({ min: -4000, max: 4000 }).map((days) => addDays('2026-05-12', days)),
      channel: ids,
      state: fc.subarray([...deliveryStates]),
      platform: fc.subarray([...filterWords.platform]),
      ...{ campaign: ids, unit: ids, author: ids, approver: ids },
      kind: fc.subarray([...filterWords.kind]),
      tone: fc.subarray([...filterWords.tone]),
      language: fc.subarray(['vi', 'en', 'zh']),
      match: fc.constantFrom('loose', 'exact'),
      text: fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.trim()),
      zone2: fc.constantFrom(null, 'Europe/Paris', 'Asia/Ho_Chi_Minh', 'UTC'),
      delivery: fc.option(fc.uuid()),
    })
    fc.assert(
      fc.property(queries, (query) => {
        const written = writeCalendarQuery(query, defaults).toString()
        expect(read(written)).toEqual(query)
      }),
    )
  })
})

describe('the days a view shows', () => {
  it('shows whole weeks from Monday around a month', () => {
    expect(rangeOf('month', '2026-05-12')).toEqual({ from: '2026-04-27', to: '2026-06-01' })
    expect(rangeOf('month', '2026-02-01')).toEqual({ from: '2026-01-26', to: '2026-03-02' })
  })

  it('starts a week on Monday, also when asked on a Sunday', () => {
    expect(rangeOf('week', '2026-05-17')).toEqual({ from: '2026-05-11', to: '2026-05-18' })
    expect(startOfWeek('2026-05-11')).toBe('2026-05-11')
  })

  it('steps by what is shown, and a month never skips a short one', () => {
    expect(stepped('month', '2026-01-31', 1)).toBe('2026-02-01')
    expect(stepped('week', '2026-05-12', -1)).toBe('2026-05-05')
    expect(stepped('day', '2026-12-31', 1)).toBe('2027-01-01')
    expect(addMonths('2028-01-31', 1)).toBe('2028-02-29')
  })

  it('counts days by the calendar', () => {
    expect(daysBetween('2026-02-27', '2026-03-02')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01'])
    expect(isDate('2026-02-29')).toBe(false)
    expect(isDate('2028-02-29')).toBe(true)
  })
})

describe('moving a delivery', () => {
  it('takes out of the line what is not on its way, by key, menu or many at once alike', () => {
    const cancellable = deliveryStates.filter((state) => isCancellable({ state }))
    expect(cancellable).toEqual(['draft', 'scheduled', 'retrying', 'failed'])
  })

  it('is offered until something of it is out, under way or taken back', () => {
    const movable = deliveryStates.filter((state) => isMovable({ state }))
    expect(movable).toEqual(['draft', 'scheduled', 'retrying', 'failed', 'missed', 'held'])
  })

  it('keeps the clock time when dropped on another day of the month', () => {
    expect(droppedTime('2026-05-12T09:42', '2026-05-20T00:00:00', true)).toBe('2026-05-20T09:42')
  })

  it('takes day and time from the slot when dropped in a week', () => {
    expect(droppedTime('2026-05-12T09:42', '2026-05-20T11:15:00', false)).toBe('2026-05-20T11:15')
  })

  it('counts the minute that is running as past', () => {
    expect(isPast('2026-05-12T09:42', '2026-05-12T09:42')).toBe(true)
    expect(isPast('2026-05-12T09:43', '2026-05-12T09:42')).toBe(false)
  })
})
