import fc from 'fast-check'
import twitterText from 'twitter-text'
import { describe, expect, it } from 'vitest'
import { profiles } from '../../connectors/rules/profiles.ts'
import { measureText } from '../../connectors/rules/text.ts'
import { topLevelDomains } from '../../connectors/rules/x/domains.ts'
import { findXLinks } from '../../connectors/rules/x/links.ts'
import { weigh } from '../../connectors/rules/x/weight.ts'

/** What X's own library says. */
const official = (text: string) => twitterText.parseTweet(text).weightedLength
const officialLinks = (text: string) =>
  twitterText.extractUrlsWithIndices(text).map(({ url, indices }) => ({ start: indices[0], length: url.length }))

const vietnamese = [
  'Cảng Hải Phòng đón chuyến tàu đầu tiên của năm',
  'Lễ hội Hoa Phượng Đỏ – Hải Phòng 2026: “Tỏa sáng bên bờ sóng”…',
  'ế ề ễ ể ệ ố ồ ỗ ổ ộ ứ ừ ữ ử ự ắ ằ ẵ ẳ ặ đ Đ ư Ư ơ Ơ',
  'Ủy ban nhân dân thành phố thông báo: 15 giờ 30, ngày 02/9.',
]
const emoji = [
  ...[
    '😀',
    '👨‍👩‍👧‍👦',
    '👩‍👩‍👦',
    '👨‍👧',
    '👩‍❤️‍💋‍👨',
    '👨‍❤️‍👨',
    '👩🏽‍🚀',
    '👨‍⚕️',
    '🧑‍🚀',
    '🕵️‍♀️',
    '🕵🏻‍♂️',
    '🏃🏿‍♀️',
    '🏋️‍♂️',
    '🤼‍♂️',
    '🧞‍♀️',
  ],
  ...[
    '👍',
    '👍🏿',
    '☝️',
    '☝🏽',
    '☝️🏽',
    '✌️',
    '⚓',
    '⚓️',
    '☀️',
    '☀',
    '☀︎',
    '❤️',
    '❤️‍🔥',
    '❤️‍🩹',
    '™️',
    '©️',
    '©',
    '®',
    '♟️',
    '🏳️‍🌈',
    '🏴‍☠️',
    '👁‍🗨',
    '👁️‍🗨️',
  ],
  ...[
    '🇻🇳',
    '🇻🇳🇯🇵',
    '🇦🇻🇳',
    '🇻',
    '🇽🇽',
    '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    '🏴󠁧󠁢󠁳󠁣󠁴󠁿',
    '🏴󠁵󠁳󠁴󠁸󠁿',
    '1️⃣',
    '#️⃣',
    '*⃣',
    '10️⃣',
    '1️',
    '🫡',
    '🫱🏽‍🫲🏻',
    '😶‍🌫️',
    '🧑‍🧑‍🧒',
    '🐦‍⬛',
    '🪼',
  ],
  ...['\u200d', '\ufe0f', '\u{1f3fb}', '👨‍', '👨‍👩‍', '\ud83d', '\udc68', '😀️', 'a️', '⌚️', '⌚︎', '🀄️'],
]
const links = [
  ...[
    'https://haiphong.gov.vn',
    'http://haiphong.gov.vn/tin-tuc/123?a=1&b=2#muc',
    'HTTPS://HAIPHONG.GOV.VN/A',
    'http://localhost:3000',
    'https://127.0.0.1/a',
  ],
  ...[
    'example.vn',
    'example.com',
    'x.ai',
    'www.example.vn/tin',
    'example.vn?x=1',
    'example.vn:8080/a',
    'example.vn:8080',
    'example.vn/',
    'haiphong.gov.vn.',
    '(example.vn)',
    'example.vn, example.com',
    'a.b.c.d.example.vn',
  ],
  ...[
    'tàu.vn',
    'cảng-hải-phòng.vn',
    'http://cảng.vn/đường-đi',
    'https://例え.jp/あ',
    '例え.jp',
    '港.公司',
    'http://港.公司',
    '中文example.com',
    '中文example.com/a',
    'example.com中文',
    'example.com.公司/a',
    'xn--fiqs8s.com',
    'http://xn--fiqs8s',
    'xn--é.com',
  ],
  ...[
    'https://vi.wikipedia.org/wiki/H%E1%BA%A3i_Ph%C3%B2ng_(th%C3%A0nh_ph%E1%BB%91)',
    'https://a.vn/b_(c)_(d)',
    'https://a.vn/b_(c_(d))',
    'https://a.vn/(b',
    'https://a.vn/b)',
    'https://a.vn/@ai/bai',
    'https://a.vn/b.',
    'https://a.vn/b!',
    'https://a.vn/b…',
    'https://a.vn/?q=a?',
    'https://a.vn/Hải',
    'https://a.vn/про',
  ],
  ...[
    'https://t.co/abc123',
    'https://t.co/abc123/more',
    `https://t.co/${'a'.repeat(41)}`,
    't.co/abc',
    'https://t.co/abc?x=1',
    'https://t.co/',
  ],
  ...[
    'lien.he@haiphong.gov.vn',
    '@haiphong.vn',
    '#example.vn',
    '$example.vn',
    '＠example.vn',
    '-example.vn',
    '_example.vn',
    '.example.vn',
    '/example.vn',
    'a/example.vn',
    '\u202aexample.vn',
    '\u200fexample.vn',
    '\ufeffexample.vn',
    'ftp://example.vn',
    'e.g. this',
    'xong.Tiếp',
    'Xong.vn',
    '2.5',
    '1.vn',
    'a..vn',
    'a_b.vn',
    'a_b.c.vn',
    'a-.vn',
    '-a.vn',
    'example.vnx',
    'example.vn-a',
    'example.vn+a',
    'example.vn@a',
    'example.VN',
  ],
  ...[
    `${'a'.repeat(63)}.vn`,
    `${'a'.repeat(64)}.vn`,
    `https://${'a'.repeat(64)}.vn`,
    `${'港'.repeat(20)}.vn`,
    `https://${'港'.repeat(60)}.vn`,
    `https://${'ê'.repeat(50)}.vn`,
    `${'中文'.repeat(30)}example.com`,
    `https://a.vn/${'b'.repeat(4080)}`,
    `https://a.vn/${'b'.repeat(4090)}`,
    'a。b.vn',
    'http://a。b.vn',
  ],
]
const others = [
  '',
  ' ',
  '\n',
  '港口',
  'こんにちは',
  '안녕하세요',
  'ﷺ',
  'سلام',
  'नमस्ते',
  'ไทย',
  '‘’“”…–—‹›',
  '\u2009\u200b\u200c',
  '†‡•‰′″‼⁉',
  '€₫',
  '𝔘',
  '\ufffe',
  'a\u0301\u0323',
  '\u1100\u1161',
  '①②',
  '@haiphong',
  '@a_b',
  '#HảiPhòng',
  '$VNM',
  '\t',
  '\r\n',
  '½',
  'ß',
  'ſ',
  'K',
  'İ',
]

const table = [...vietnamese, ...emoji, ...links, ...others]
const forms = (text: string) => [text, text.normalize('NFD'), text.normalize('NFC')]

describe('X’s measure', () => {
  it.each(table)('weighs “%s” as X’s own library does, composed and decomposed, alone and in a sentence', (text) => {
    for (const form of forms(text))
      for (const written of [
        form,
        `Xem ${form} nhé`,
        `${form}${form}`,
        `a${form}`,
        `港${form}港`,
        `(${form})`,
        `${form}.`,
      ]) {
        expect({ written, weight: weigh(written) }).toEqual({ written, weight: official(written) })
        expect({ written, links: findXLinks(written) }).toEqual({ written, links: officialLinks(written) })
      }
  })

  it('weighs every pair of these as the library does', () => {
    const wrong = table.flatMap((one) =>
      table.flatMap((other) => {
        const text = one.slice(0, 120) + other.slice(0, 120)
        return weigh(text) === official(text) ? [] : [text]
      }),
    )
    expect(wrong).toEqual([])
  })

  it('knows the same top-level domains', () => {
    const wrong = topLevelDomains.filter((name) => weigh(`trang.${name}`) !== official(`trang.${name}`))
    expect(wrong).toEqual([])
    expect(topLevelDomains.filter((name) => officialLinks(`http://trang.${name}`).length !== 1)).toEqual([])
  })

  it('weighs every single sign, alone, coloured, toned and joined, as the library does', () => {
    const wrong: string[] = []
    for (let code = 0; code <= 0x1ffff; code += 1) {
      const sign = String.fromCodePoint(code)
      for (const text of [`${sign}\ufe0f`, `${sign}\u{1f3fd}`, `${sign}\u200d♀️`, `👩‍${sign}`])
        if (weigh(text) !== official(text)) wrong.push(text)
    }
    expect(wrong).toEqual([])
  }, 60_000)

  it('weighs every pair of flag letters as the library does', () => {
    const letters = Array.from({ length: 26 }, (_, index) => String.fromCodePoint(0x1f1e6 + index))
    const wrong = letters.flatMap((one) =>
      letters.map((other) => one + other).filter((pair) => weigh(`${pair}🇻🇳`) !== official(`${pair}🇻🇳`)),
    )
    expect(wrong).toEqual([])
  })

  it('weighs any text as the library does', () => {
    const piece = fc.oneof(
      fc.constantFrom(...table.filter((text) => text.length < 200)),
      fc.constantFrom(
        ...'.-_/@#:?()=&!, \n\u200d\ufe0f',
        '://',
        'http',
        'https://',
        '.vn',
        '.com',
        'www.',
        '\u{1f3fb}',
        '👨',
        '👩',
        '♀️',
        '港',
      ),
      fc.string({ maxLength: 6 }),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom(...topLevelDomains).map((name) => `.${name}`),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = pieces.join('')
        expect(weigh(text)).toBe(official(text))
        expect(findXLinks(text)).toEqual(officialLinks(text))
      }),
      { numRuns: 20_000 },
    )
  }, 60_000)

  it('finds the last place before which a text is short enough, outside links and characters', () => {
    const link = 'example.vn/tin-tuc'
    expect(measureText(`${'a'.repeat(256)} ${link}`, profiles.x)).toEqual({ used: 280, max: 280, overflowAt: null })
    expect(measureText(`${'a'.repeat(257)} ${link}`, profiles.x)).toEqual({ used: 281, max: 280, overflowAt: 258 })
    expect(measureText(`${'a'.repeat(279)}👨‍👩‍👧‍👦`, profiles.x)).toEqual({ used: 281, max: 280, overflowAt: 279 })
    expect(measureText('ế'.normalize('NFD').repeat(141), profiles.x)).toEqual({ used: 282, max: 280, overflowAt: 420 })
  })

  it('takes its time from no long text', () => {
    const text = 'Cảng Hải Phòng đón tàu: example.vn/tin 👨‍👩‍👧‍👦 và https://haiphong.gov.vn. '.repeat(350)
    const started = performance.now()
    expect(measureText(text, profiles.x).overflowAt).not.toBeNull()
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})
