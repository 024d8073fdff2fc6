import { describe, expect, it } from 'vitest'
import { placeCredit } from '../../connectors/rules/credit.ts'
import { profiles } from '../../connectors/rules/profiles.ts'

describe('the source of what a partner unit made', () => {
  it('is named after the first part, in the language of the text', () => {
    expect(placeCredit(['Mời xem', 'hai'], 'Sở Du lịch', 'vi', profiles.bluesky, false)).toEqual([
      'Mời xem\n\nNguồn: Sở Du lịch',
      'hai',
    ])
    expect(placeCredit(['Come and see'], 'Department of Tourism', 'en', profiles.x, false)).toEqual([
      'Come and see\n\nSource: Department of Tourism',
    ])
  })

  it('is left to the platform where there is a place for it', () => {
    expect(placeCredit(['Mời xem'], 'Sở Du lịch', 'vi', profiles.wordpress, false)).toEqual(['Mời xem'])
  })

  it('is not said twice, and not where there is none', () => {
    expect(placeCredit(['Ảnh: Sở Du lịch'], 'Sở Du lịch', 'vi', {}, false)).toEqual(['Ảnh: Sở Du lịch'])
    expect(placeCredit(['Mời xem'], null, 'vi', {}, false)).toEqual(['Mời xem'])
    expect(placeCredit([''], 'Sở Du lịch', 'vi', {}, true)).toEqual(['Nguồn: Sở Du lịch'])
    expect(placeCredit([''], 'Sở Du lịch', 'vi', {}, false)).toEqual([''])
  })
})
