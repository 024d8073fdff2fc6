import { describe, expect, it } from 'vitest'
import { type AheadDelivery, byHour, narrow } from '../../client/features/next-day/hours.ts'

const zone = 'Asia/Ho_Chi_Minh'
const ahead = (at: string, whyNot: AheadDelivery['whyNot'] = []) => ({ at, whyNot }) as AheadDelivery
const shape = (deliveries: readonly AheadDelivery[], inZone: string) =>
  byHour(deliveries, inZone).map(({ from, until, deliveries: within }) => [from, until, within.length])

describe('the next 24 hours, hour by hour', () => {
  it('are the hours of the office’s clock, over midnight, without empty ones', () => {
    const deliveries = ['2026-05-18T15:05:00Z', '2026-05-18T15:59:59Z', '2026-05-18T16:00:00Z', '2026-05-18T23:30:00Z']
    expect(
      shape(
        deliveries.map((at) => ahead(at)),
        zone,
      ),
    ).toEqual([
      ['2026-05-18T22:00', '23:00', 2],
      ['2026-05-18T23:00', '00:00', 1],
      ['2026-05-19T06:00', '07:00', 1],
    ])
  })

  it('begin on the hour where zones are half an hour off', () => {
    expect(shape([ahead('2026-05-18T03:29:00Z'), ahead('2026-05-18T03:30:00Z')], 'Asia/Kolkata')).toEqual([
      ['2026-05-18T08:00', '09:00', 1],
      ['2026-05-18T09:00', '10:00', 1],
    ])
  })

  it('are two where an hour comes twice in autumn, and leave out the one that spring skips', () => {
    const autumn = [ahead('2026-10-25T00:30:00Z'), ahead('2026-10-25T01:30:00Z')]
    expect(shape(autumn, 'Europe/Paris')).toEqual([
      ['2026-10-25T02:00', '02:00', 1],
      ['2026-10-25T02:00', '03:00', 1],
    ])
    expect(shape([ahead('2026-03-29T00:30:00Z'), ahead('2026-03-29T01:30:00Z')], 'Europe/Paris')).toEqual([
      ['2026-03-29T01:00', '03:00', 1],
      ['2026-03-29T03:00', '04:00', 1],
    ])
  })

  it('are narrowed to what goes out, or to what will not', () => {
    const [out, blocked] = [ahead('2026-05-18T03:00:00Z'), ahead('2026-05-18T04:00:00Z', ['changed'])]
    expect(narrow([out, blocked], 'all')).toEqual([out, blocked])
    expect(narrow([out, blocked], 'out')).toEqual([out])
    expect(narrow([out, blocked], 'blocked')).toEqual([blocked])
  })
})
