import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { platforms } from '../../connectors/rules/platforms.ts'
import { profiles } from '../../connectors/rules/profiles.ts'
import { findLinks, measureText } from '../../connectors/rules/text.ts'

const family = '👨‍👩‍👧‍👦'

describe('the length of a text', () => {
  it('is counted by Bluesky in characters that people see', () => {
    expect(measureText(family.repeat(3), profiles.bluesky).used).toBe(3)
    expect(measureText('Tiếng Việt', profiles.bluesky).used).toBe(10)
    expect(measureText('Tiếng Việt'.normalize('NFD'), profiles.bluesky).used).toBe(10)
  })

  it('is the same whether or not something in it has to be taken apart', () => {
    const ranges = [
      [0x20, 0x2ff],
      [0x1e00, 0x1eff],
      [0x2010, 0x205f],
    ] as const
    const letters = ranges.flatMap(([from, to]) =>
      Array.from({ length: to - from + 1 }, (_, at) => String.fromCharCode(from + at)),
    )
    const apart = ' e\u0301'
    for (const platform of platforms.filter((name) => profiles[name].text.unit !== 'weighted')) {
      const used = (text: string) => measureText(text, profiles[platform]).used
      for (const letter of letters) {
        const text = `${letter}a${letter}`
        expect(used(text), `U+${letter.charCodeAt(0).toString(16)} on ${platform}`).toBe(
          used(text + apart) - used(apart),
        )
      }
    }
  })

  it('is counted by Mastodon with 23 for a link however long, and the host of a mention left out', () => {
    const link = `https://example.vn/${'x'.repeat(200)}`
    expect(measureText(`Xem ${link} nhé`, profiles.mastodon).used).toBe('Xem  nhé'.length + 23)
    expect(measureText('Chào @phong@may-chu.example!', profiles.mastodon).used).toBe('Chào @phong!'.length)
  })

  it('is counted by X with its weights', () => {
    expect(measureText('a'.repeat(280), profiles.x)).toEqual({ used: 280, max: 280, overflowAt: null })
    expect(measureText('港'.repeat(140), profiles.x).used).toBe(280)
    expect(measureText(family, profiles.x).used).toBe(2)
    // Vietnamese letters with a tone mark (U+1EA0 to U+1EF9) weigh two each: 14 letters, two of them "ả".
    expect(measureText('Cảng Hải Phòng', profiles.x).used).toBe(16)
    expect(measureText('Cảng Hải Phòng'.normalize('NFD'), profiles.x).used).toBe(16)
    expect(measureText('https://example.vn/a-very-long-path-indeed', profiles.x).used).toBe(23)
  })

  it('is counted by Telegram in UTF-16 units', () => {
    expect(measureText('🚢', profiles.telegram).used).toBe(2)
  })

  it('counts the content warning where the platform does', () => {
    expect(measureText('abc', profiles.mastodon, 'cẩn thận').used).toBe(11)
    expect(measureText('abc', profiles.bluesky, 'cẩn thận').used).toBe(3)
  })

  it('says from where on it is too long', () => {
    expect(measureText('a'.repeat(301), profiles.bluesky).overflowAt).toBe(300)
    expect(measureText(`${'a'.repeat(299)}${family}b`, profiles.bluesky).overflowAt).toBe(299 + family.length)
  })

  it('never becomes too long inside a character, and never shrinks when text is added', () => {
    const piece = fc.constantFrom(
      'a',
      ' ',
      'ế',
      'e\u0302\u0301',
      family,
      '港',
      '🇻🇳',
      'https://vn.example/x ',
      '@a@b.c ',
      '\n',
      '1️⃣',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 400 }), fc.constantFrom(...platforms), (pieces, platform) => {
        const text = pieces.join('')
        const { used, max, overflowAt } = measureText(text, profiles[platform])
        expect(overflowAt === null).toBe(used <= max)
        if (overflowAt === null) return
        const starts = [...new Intl.Segmenter('vi').segment(text)].map(({ index }) => index)
        expect(starts).toContain(overflowAt)
        expect(measureText(text.slice(0, overflowAt), profiles[platform]).used).toBeLessThanOrEqual(max)
      }),
      { numRuns: 200 },
    )
  })
})

describe('links in a text', () => {
  it('end before the punctuation of the sentence', () => {
    const text = 'Xem https://a.vn/b. (Hoặc https://a.vn/c_(d)), hay https://a.vn/?q=1&r=2!'
    expect(findLinks(text).map(({ url }) => url)).toEqual([
      'https://a.vn/b',
      'https://a.vn/c_(d)',
      'https://a.vn/?q=1&r=2',
    ])
  })

  it('need a host', () => {
    expect(findLinks('http:// và https://')).toEqual([])
  })
})
