import { describe, expect, it } from 'vitest'
import { clockTime, weekOf, workingDays } from '../../client/features/channels/slots.ts'
import { spreadSlots } from '../../client/features/composer/slots.ts'
import { newVariant } from '../../client/features/composer/variants.ts'

describe('times that are typed', () => {
  it('are read as people write them, put in order, each once', () => {
    expect(clockTime(['20:00', '8', '8h30', '08:00', '11.15', '7g'])).toEqual([
      '07:00',
      '08:00',
      '08:30',
      '11:15',
      '20:00',
    ])
  })

  it('are left out when they are none', () => {
    expect(clockTime(['24:00', '8:60', 'trưa', '', '123'])).toEqual([])
  })
})

it('a week has seven days, Monday first', () => {
  expect(weekOf([{ weekday: 7, time: '08:00' }])[6]).toEqual(['08:00'])
  expect(workingDays(['08:00']).map(({ length }) => length)).toEqual([1, 1, 1, 1, 1, 0, 0])
})

it('versions for one channel take its free slots one after the other; a channel without one is named', () => {
  const open = [
    { key: 'a vi', variant: newVariant('a', 'vi', null) },
    { key: 'a en', variant: newVariant('a', 'en', null) },
    { key: 'b vi', variant: newVariant('b', 'vi', null) },
  ]
  const slot = (localTime: string) => ({ localTime, zone: 'Asia/Ho_Chi_Minh', at: '' })
  const found = [
    { channelId: 'a', free: [slot('2026-05-18T08:00'), slot('2026-05-18T20:00'), slot('2026-05-19T08:00')] },
    { channelId: 'b', free: [] },
  ]
  const { times, without } = spreadSlots(open, found)
  expect([...times]).toEqual([
    ['a vi', '2026-05-18T08:00'],
    ['a en', '2026-05-18T20:00'],
  ])
  expect(without).toEqual(['b'])
})
