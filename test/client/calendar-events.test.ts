import { describe, expect, it } from 'vitest'
import { byDay, eventsOf, placeDeliveries, ribbonRowsOn, ribbonsOf } from '../../client/features/calendar/events.ts'
import { countsOf } from '../../client/features/calendar/wording.ts'
import { campaign, delivery } from './support.ts'

const office = 'Asia/Ho_Chi_Minh'

describe('deliveries on the calendar', () => {
  it('stand on the office’s clock, whatever zone they were planned in', () => {
    const abroad = delivery('a', {
      dueAt: '2026-05-12T16:30:00.000Z',
      localTime: '2026-05-12T18:30',
      zone: 'Europe/Paris',
    })
    expect(placeDeliveries([abroad], office)[0]?.localTime).toBe('2026-05-12T23:30')
    expect(placeDeliveries([abroad], 'Asia/Tokyo')[0]?.localTime).toBe('2026-05-13T01:30')
  })

  it('stand earliest first and by their day', () => {
    const placed = placeDeliveries(
      [delivery('late', { localTime: '2026-05-13T08:00' }), delivery('early', { localTime: '2026-05-12T20:00' })],
      office,
    )
    expect(placed.map(({ delivery }) => delivery.id)).toEqual(['early', 'late'])
    expect([...byDay(placed).keys()]).toEqual(['2026-05-12', '2026-05-13'])
  })

  it('stand nowhere without a time', () => {
    expect(placeDeliveries([delivery('a', { dueAt: null, localTime: null, zone: null })], office)).toEqual([])
  })

  it('are points in time: the last minute of a day does not reach into the next', () => {
    const placed = placeDeliveries([delivery('a', { localTime: '2026-05-12T23:59' })], office)
    const [month] = eventsOf(placed, true, false)
    expect([month?.start, month?.end]).toEqual(['2026-05-12T23:59', '2026-05-12T23:59'])
    const [week] = eventsOf(placed, true, true)
    expect(String(week?.end).slice(0, 10)).toBe('2026-05-12')
    // A grid of hours draws nothing for no length at all.
    expect(Date.parse(`${week?.end}Z`)).toBeGreaterThan(Date.parse(`${week?.start}Z`))
  })

  it('can be dragged only where somebody may edit and nothing is out yet', () => {
    const placed = placeDeliveries([delivery('a'), delivery('b', { state: 'published' })], office)
    expect(eventsOf(placed, true, false).map(({ startEditable }) => startEditable)).toEqual([true, false])
    expect(eventsOf(placed, false, false).map(({ startEditable }) => startEditable)).toEqual([false, false])
  })

  it('are counted by what became of them', () => {
    const states = ['published', 'published', 'scheduled', 'retrying', 'failed', 'held', 'draft'] as const
    const counts = countsOf(states.map((state, index) => delivery(String(index), { state })))
    expect(counts).toEqual({ all: 7, published: 2, scheduled: 2, trouble: 2 })
  })
})

describe('campaigns as ribbons', () => {
  const may = { from: '2026-04-27', to: '2026-06-01' }

  it('are drawn when they touch the month and last no longer than one', () => {
    const shown = ribbonsOf(
      [
        campaign('festival', '2026-05-08', '2026-05-17'),
        campaign('half a year', '2026-01-01', '2026-06-30'),
        campaign('june', '2026-06-01', '2026-06-05'),
        campaign('put away', '2026-05-08', '2026-05-09', true),
      ],
      may,
    )
    expect(shown.map(({ campaign }) => campaign.id)).toEqual(['festival'])
  })

  it('leave room for each other, the shortest on top, and never more than two', () => {
    const ribbons = ribbonsOf(
      [
        campaign('ten days', '2026-05-08', '2026-05-17'),
        campaign('three days', '2026-05-10', '2026-05-12'),
        campaign('twenty days', '2026-05-01', '2026-05-20'),
      ],
      may,
    )
    expect(ribbons.map(({ campaign, row }) => [campaign.id, row])).toEqual([
      ['three days', 0],
      ['ten days', 1],
    ])
    expect(['2026-05-07', '2026-05-10', '2026-05-17'].map((day) => ribbonRowsOn(ribbons, day))).toEqual([0, 2, 2])
  })
})
