import { describe, expect, it } from 'vitest'
import { foldAt } from '../../client/features/composer/previews/fold.ts'
import { boxOf, isUpright, shownAtOnce } from '../../client/features/composer/previews/frame.ts'
import { looks } from '../../client/features/composer/previews/looks.ts'
import { piecesOf } from '../../client/features/composer/previews/pieces.ts'
import { type Platform, platforms } from '../../connectors/rules/platforms.ts'

const family = '👨‍👩‍👧‍👦'
// Decomposed: each letter carries its marks as characters of their own.
const combining = 'Tiếng Việt đường phố '.normalize('NFD')
const breaks = (text: string) =>
  new Set([...new Intl.Segmenter('vi', { granularity: 'grapheme' }).segment(text)].map(({ index }) => index))
const marks = (platform: Platform, text: string, overflowAt: number | null = null) =>
  piecesOf(text, looks[platform].marks, overflowAt)
    .filter(({ kind }) => kind !== 'words')
    .map(({ kind, text: words }) => [kind, words])

describe.each(platforms)('the preview of %s', (platform) => {
  const look = looks[platform]

  it('shows a short text whole', () => {
    expect(foldAt('Mở cửa bảo tàng', look.fold)).toBeNull()
    expect(foldAt('', look.fold)).toBeNull()
  })

  it.each([
    ['emoji', family.repeat(1_000)],
    ['combining marks', combining.repeat(300)],
    ['line breaks', 'một\r\nhai\n'.repeat(200)],
    ['one word', 'a'.repeat(5_000)],
  ])('never cuts a character in half: %s', (_, text) => {
    const at = foldAt(text, look.fold)
    if (at !== null) expect(breaks(text)).toContain(at)
    if (look.fold !== null && !look.fold.words) expect(at).not.toBeNull()
  })

  it('draws the whole text again from its pieces, with what is too long marked', () => {
    const text = 'Xem https://haiphong.example.vn/a, #HảiPhòng2026 cùng @phong.example.vn nhé 🇻🇳!'
    for (const overflowAt of [null, 0, 7, 30, text.length]) {
      const pieces = piecesOf(text, look.marks, overflowAt)
      const words = (over: boolean) =>
        pieces
          .filter((piece) => piece.over === over)
          .map((piece) => piece.text)
          .join('')
      expect(words(false)).toBe(text.slice(0, overflowAt ?? text.length))
      expect(words(true)).toBe(overflowAt === null ? '' : text.slice(overflowAt))
    }
  })

  it('shows every file or says how many are left', () => {
    for (const count of [0, 1, 2, 3, 4, 5, 6, 20]) {
      const { shown, rest } = shownAtOnce(count, look)
      expect(shown + rest).toBe(count)
    }
  })

  it('keeps Vietnamese readable on both backgrounds', () => {
    for (const { page, words, quiet, link } of [look.light, look.dark])
      for (const ink of [words, quiet, link]) expect(contrast(ink, page)).toBeGreaterThanOrEqual(4.5)
  })
})

describe('where a text is cut', () => {
  it('goes back to the end of the last whole word', () => {
    expect(foldAt('một hai ba bốn', { characters: 9, basis: 'approximate' })).toBe(8)
  })
  it('counts line breaks as lines', () => {
    expect(foldAt('a\nb\nc\nd', { lines: 3, perLine: 40, basis: 'approximate' })).toBe(5)
  })
  it('leaves fewer lines of a long Mastodon text than it shows of a shorter one', () => {
    const lines = (count: number) => Array.from({ length: count }, () => 'dòng').join('\n')
    expect(foldAt(lines(32), looks.mastodon.fold)).toBeNull()
    const text = lines(40)
    expect(
      text
        .slice(0, foldAt(text, looks.mastodon.fold) ?? 0)
        .trimEnd()
        .split('\n'),
    ).toHaveLength(15)
  })
  it('takes 55 words of a WordPress text', () => {
    const text = Array.from({ length: 60 }, (_, at) => `từ${at}`).join(' ')
    expect(
      text
        .slice(0, foldAt(text, looks.wordpress.fold) ?? 0)
        .trim()
        .split(' '),
    ).toHaveLength(55)
  })
  it('cuts nothing but spaces off', () => {
    expect(foldAt('abc   \n', { characters: 3, basis: 'approximate' })).toBeNull()
  })
})

describe('what can be pressed', () => {
  const text = 'Xem https://haiphong.example.vn/a. #HảiPhòng #1 @haiphong @haiphong.bsky.social a@b.vn'
  it.each<[Platform, string[][]]>([
    [
      'facebook',
      [
        ['link', 'https://haiphong.example.vn/a'],
        ['tag', '#HảiPhòng'],
      ],
    ],
    [
      'instagram',
      [
        ['tag', '#HảiPhòng'],
        ['mention', '@haiphong'],
        ['mention', '@haiphong.bsky.social'],
      ],
    ],
    [
      'bluesky',
      [
        ['link', 'https://haiphong.example.vn/a'],
        ['tag', '#HảiPhòng'],
        ['mention', '@haiphong.bsky.social'],
      ],
    ],
    ['email', [['link', 'https://haiphong.example.vn/a']]],
    ['zalo', []],
  ])('%s', (platform, expected) => {
    expect(marks(platform, text)).toEqual(expected)
  })
  it('needs no scheme on X, unlike on Facebook', () => {
    expect(marks('x', 'mở haiphong.gov.vn')).toEqual([['link', 'haiphong.gov.vn']])
    expect(marks('facebook', 'mở haiphong.gov.vn')).toEqual([])
  })
  it('is no tag inside an address', () => {
    expect(marks('mastodon', 'https://a.vn/x#phan')).toEqual([['link', 'https://a.vn/x#phan']])
  })
})

describe('the box of a picture', () => {
  const picture = (width: number, height: number) => [{ kind: 'image', width, height }]
  it('is cropped to what Instagram allows', () => {
    expect(boxOf(picture(600, 1200), 'instagram', 'post', looks.instagram)).toEqual({ ratio: 0.8, cuts: true })
    expect(boxOf(picture(1000, 1000), 'instagram', 'post', looks.instagram)).toEqual({ ratio: 1, cuts: false })
  })
  it('stands upright for reels, stories, shorts and TikTok', () => {
    expect(isUpright('instagram', 'reel')).toBe(true)
    expect(isUpright('youtube', 'video')).toBe(false)
    expect(boxOf(picture(1080, 1920), 'tiktok', 'video', looks.tiktok)).toEqual({ ratio: 9 / 16, cuts: false })
    expect(boxOf(picture(1920, 1080), 'youtube', 'short', looks.youtube).cuts).toBe(true)
  })
})

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}
