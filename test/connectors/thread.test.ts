import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { besideMedia } from '../../connectors/rules/capabilities.ts'
import { profiles } from '../../connectors/rules/profiles.ts'
import { bytesOf, findLinks, measureText } from '../../connectors/rules/text.ts'
import { joinThread, numbersOf, splitThread, withoutNumbers } from '../../connectors/rules/thread.ts'

const family = '👨‍👩‍👧‍👦'
const short = (max: number) => ({ ...profiles.bluesky, text: { ...profiles.bluesky.text, max } })

describe('splitting a text into a thread', () => {
  it('leaves alone what fits, and what goes to a platform without threads', () => {
    expect(splitThread('Chào buổi sáng. ', profiles.bluesky)).toEqual(['Chào buổi sáng. '])
    expect(splitThread('a'.repeat(5_000), profiles.linkedin)).toHaveLength(1)
    expect(splitThread(' '.repeat(400), profiles.bluesky)).toHaveLength(1)
  })

  it('cuts after a sentence or a line', () => {
    expect(splitThread('Một hai ba. Bốn năm sáu! Bảy tám chín.', short(26))).toEqual([
      'Một hai ba. Bốn năm sáu!',
      'Bảy tám chín.',
    ])
    expect(splitThread('Một hai ba\nbốn năm sáu bảy', short(18))).toEqual(['Một hai ba', 'bốn năm sáu bảy'])
    expect(splitThread('海防港今天开放。欢迎各位市民前来参观。', short(12))).toEqual([
      '海防港今天开放。',
      '欢迎各位市民前来参观。',
    ])
  })

  it('takes an abbreviation for no end of a sentence', () => {
    expect(splitThread('Hội nghị họp. Chủ tịch TP. Hải Phòng dự.', short(30))).toEqual([
      'Hội nghị họp.',
      'Chủ tịch TP. Hải Phòng dự.',
    ])
  })

  it('cuts a long sentence between words, and a long word between characters', () => {
    expect(splitThread('một hai ba bốn năm', short(10))).toEqual(['một hai ba', 'bốn năm'])
    expect(splitThread(family.repeat(5), short(2))).toEqual([family.repeat(2), family.repeat(2), family])
  })

  it('leaves no scrap at the start when the next sentence is long', () => {
    expect(splitThread('Tin. Cảng biển mở rộng thêm hai bến mới', short(30))[0]).toBe('Tin. Cảng biển mở rộng thêm')
  })

  it.each([
    'https://example.vn/mot-duong-dan-rat-dai?a=1&b=2',
    '@phong.bao-chi@may-chu.example',
    '#HảiPhòng_2026',
    'hop.thu@haiphong.gov.vn',
  ])('never cuts %s, even where it is too long', (whole) => {
    expect(splitThread(`Xem ${whole} nhé mọi người`, short(12))).toContain(whole)
  })

  it('numbers the parts within the limit, also when there are ten and more', () => {
    const parts = splitThread('Câu này dài hai mươi. '.repeat(40), short(50), { numbered: true })
    expect(parts.length).toBeGreaterThan(9)
    expect(parts[0]).toMatch(new RegExp(` \\(1/${parts.length}\\)$`))
    for (const part of parts) expect(measureText(part, short(50)).overflowAt).toBeNull()
  })

  it('leaves the first part shorter beside media, where the platform wants that', () => {
    const beside = { ...short(20), text: { ...short(20).text, maxBesideMedia: 8 } }
    expect(splitThread('Một hai. Ba bốn năm. Sáu.', beside, { hasMedia: true })).toEqual([
      'Một hai.',
      'Ba bốn năm. Sáu.',
    ])
    expect(splitThread('Một hai ba', beside, { hasMedia: true })).toEqual(['Một hai', 'ba'])
    expect(splitThread('Một hai ba', beside)).toEqual(['Một hai ba'])
  })

  it('numbers a thread once, however often it is cut, and anew when parts went or came', () => {
    const parts = splitThread('Một hai ba. Bốn năm sáu! Bảy tám chín.', short(20), { numbered: true })
    expect(parts).toEqual(['Một hai ba. (1/3)', 'Bốn năm sáu! (2/3)', 'Bảy tám chín. (3/3)'])
    expect(numbersOf(parts)).toBe('right')
    expect(splitThread(parts, short(20), { numbered: true })).toEqual(parts)
    const changed = [...parts.slice(1), 'Mười.']
    expect(numbersOf(changed)).toBe('wrong')
    expect(splitThread(changed, short(20), { numbered: true })).toEqual([
      ...['Bốn năm sáu! (1/3)', 'Bảy tám chín. (2/3)', 'Mười. (3/3)'],
    ])
    expect(splitThread(parts, short(20))).toEqual(['Một hai ba.', 'Bốn năm sáu!', 'Bảy tám chín.'])
  })

  it('takes what somebody wrote for no number of its own', () => {
    expect(withoutNumbers(['Vòng loại (1/2)', 'Kết quả'])).toEqual(['Vòng loại (1/2)', 'Kết quả'])
    expect(numbersOf(['Vòng loại (1/2)'])).toBe('none')
    expect(splitThread('Ngắn (1/1)', short(20), { numbered: true })).toEqual(['Ngắn (1/1)'])
  })

  it('joins parts: sentences as paragraphs, what was cut within one with a space, Chinese with none', () => {
    expect(joinThread(['Một hai. (1/3)', 'Ba bốn (2/3)', 'năm. (3/3)'])).toBe('Một hai.\n\nBa bốn năm.')
    expect(joinThread(['海防港今天', '开放'])).toBe('海防港今天开放')
    expect(joinThread(['Một.', ' ', 'Hai'])).toBe('Một.\n\nHai')
  })

  it('counts the warning in front of every part', () => {
    const mastodon = { ...profiles.mastodon, text: { ...profiles.mastodon.text, max: 20 } }
    for (const part of splitThread('một hai ba bốn năm sáu', mastodon, { contentWarning: 'cẩn thận' }))
      expect(part.length).toBeLessThanOrEqual(12)
  })

  it('cuts 60,000 characters in under a second', () => {
    const text = 'Hải Phòng hôm nay tổ chức lễ hội, xem https://example.vn/le-hoi nhé. '.repeat(870)
    const start = performance.now()
    expect(splitThread(text, profiles.bluesky, { numbered: true }).length).toBeGreaterThan(200)
    expect(performance.now() - start).toBeLessThan(1_000)
  })

  it('loses nothing, keeps every link, cuts no character, and fits', () => {
    const pieces = fc.constantFrom(
      ...['a', 'Hải', ' ', '. ', '\n', '\n\n', 'ế', 'e\u0302\u0301', family, '港', '。', '🇻🇳', '1️⃣'],
      ...[' https://vn.example/x?y=1 ', ' @a@b.vn ', ' #cảng ', '(', '"', '…', '\r\n'],
    )
    fc.assert(
      fc.property(
        fc.array(pieces, { minLength: 1, maxLength: 300 }),
        fc.constantFrom(profiles.bluesky, profiles.x, profiles.mastodon, profiles.threads),
        fc.integer({ min: 40, max: 120 }),
        fc.boolean(),
        fc.boolean(),
        (given, profile, max, numbered, hasMedia) => {
          const text = given.join('')
          const capabilities = {
            ...profile,
            text: { ...profile.text, max, maxBytes: max * 6, maxBesideMedia: max - 8 },
          }
          const parts = splitThread(text, capabilities, { numbered, hasMedia })
          const bare = withoutNumbers(parts)
          expect(joinThread(parts, text)).toBe(text)
          expect(splitThread(parts, capabilities, { numbered, hasMedia })).toEqual(parts)
          expect(bare.join('').replace(/\s/gu, '')).toBe(text.replace(/\s/gu, ''))
          expect(parts.flatMap((part) => findLinks(part)).map(({ url }) => url)).toEqual(
            findLinks(text).map(({ url }) => url),
          )
          const starts = new Set(Array.from(new Intl.Segmenter('vi').segment(text), ({ index }) => index))
          let at = 0
          for (const part of bare) {
            at = text.indexOf(part, at)
            expect(starts).toContain(at)
            at += part.length
          }
          for (const [index, part] of parts.entries()) {
            const limits = index === 0 && hasMedia ? besideMedia(capabilities) : capabilities
            expect(measureText(part, limits).overflowAt).toBeNull()
            expect(bytesOf(part)).toBeLessThanOrEqual(max * 6)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})
