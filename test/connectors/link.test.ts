import { describe, expect, it } from 'vitest'
import { placeLink } from '../../connectors/rules/link.ts'

const link = 'https://example.vn/lich'

describe('the link of a post', () => {
  it('stands after the first part where the platform reads links from the text', () => {
    expect(placeLink(['Mời xem', 'hai'], link, { linkCard: 'server' }, false)).toEqual([`Mời xem\n\n${link}`, 'hai'])
  })

  it('is left to the card where the platform takes one from us, unless pictures take its place', () => {
    expect(placeLink(['Mời xem'], link, { linkCard: 'client' }, false)).toEqual(['Mời xem'])
    expect(placeLink(['Mời xem'], link, { linkCard: 'client' }, true)).toEqual([`Mời xem\n\n${link}`])
  })

  it('is not said twice, and is enough by itself', () => {
    expect(placeLink([`Xem ${link} nhé`], link, {}, false)).toEqual([`Xem ${link} nhé`])
    expect(placeLink([''], link, {}, false)).toEqual([link])
    expect(placeLink(['Chữ'], null, {}, false)).toEqual(['Chữ'])
  })
})
