import { describe, expect, it } from 'vitest'
import { editingOf } from '../../connectors/rules/capabilities.ts'
import { platforms } from '../../connectors/rules/platforms.ts'
import { profiles } from '../../connectors/rules/profiles.ts'
import { resolveContent } from '../../server/domain/content-hash.ts'
import { changedPositions, isEditable, withWords, wordsAfter } from '../../server/domain/edit.ts'

describe('what can be changed of an item that is out', () => {
  it('is what the platform lets one change', () => {
    const kinds = platforms.map((platform) => [platform, editingOf(profiles[platform], null)])
    expect(Object.fromEntries(kinds)).toEqual({
      facebook: {},
      youtube: { title: true },
      tiktok: null,
      zalo: { title: true, whole: true },
      x: null,
      instagram: null,
      threads: null,
      linkedin: {},
      telegram: {},
      bluesky: null,
      mastodon: {},
      wordpress: { title: true },
      email: { title: true, whole: true },
    })
  })

  it('is nothing of a story or of a Telegram poll', () => {
    expect(editingOf(profiles.facebook, 'story')).toBeNull()
    expect(editingOf(profiles.telegram, 'poll')).toBeNull()
    expect(editingOf(profiles.facebook, 'reel')).toEqual({})
  })

  it('ends when its time is over', () => {
    const publishedAt = new Date('2026-05-18T02:00:00Z')
    const hourly = { withinMs: 3_600_000 }
    expect(isEditable(hourly, publishedAt, new Date('2026-05-18T02:59:59Z'))).toBe(true)
    expect(isEditable(hourly, publishedAt, new Date('2026-05-18T03:00:00Z'))).toBe(false)
    expect(isEditable({}, publishedAt, new Date('2036-05-18T03:00:00Z'))).toBe(true)
    expect(isEditable(null, publishedAt, publishedAt)).toBe(false)
    expect(isEditable({}, null, publishedAt)).toBe(false)
  })
})

describe('what an item says after a change', () => {
  const wordsBefore = { title: 'Cũ', parts: ['một', 'hai', 'ba'] }
  const wordsAfterIt = { title: 'Mới', parts: ['một!', 'hai', 'ba!'] }
  const after = (done: number[], before: typeof wordsBefore | null = wordsBefore) =>
    wordsAfter({ wordsBefore: before, wordsAfter: wordsAfterIt, done })

  it('is what took effect, part by part', () => {
    expect(after([0, 1, 2])).toEqual(wordsAfterIt)
    expect(after([0, 1])).toEqual({ title: 'Mới', parts: ['một!', 'hai', 'ba'] })
    expect(after([1])).toEqual(wordsBefore)
  })

  it('is not known when what stood there is not, and not every part was changed', () => {
    expect(after([0, 1], null)).toBeNull()
    expect(after([0, 1, 2], null)).toEqual(wordsAfterIt)
  })

  it('asks the platform for the parts alone that change; the headline goes with the first', () => {
    expect(changedPositions(wordsBefore, wordsAfterIt)).toEqual([0, 2])
    expect(changedPositions(wordsBefore, { ...wordsBefore, title: 'Khác' })).toEqual([0])
    expect(changedPositions(null, wordsBefore)).toEqual([0, 1, 2])
    expect(changedPositions(wordsBefore, wordsBefore)).toEqual([])
  })
})

describe('words over what is out', () => {
  const content = {
    channelId: 'c',
    language: 'vi',
    capabilities: profiles.facebook,
    title: null,
    parts: null,
    options: {},
    sourceText: { title: '', text: 'Lịch mới', link: 'https://example.vn/cu' },
    credit: 'Sở Du lịch',
    machineMarks: {},
    media: [],
  }
  const said = (text: string, more: object = {}) =>
    resolveContent(withWords({ ...content, ...more }, { title: null, parts: [text] })).parts

  it('do not bring back a link that was taken out', () => {
    expect(said('Lịch đã sửa: https://example.vn/moi')).toEqual([
      'Lịch đã sửa: https://example.vn/moi\n\nNguồn: Sở Du lịch',
    ])
  })

  it('keep the source of what a unit made, however it is deleted', () => {
    expect(said('Lịch đã sửa')).toEqual(['Lịch đã sửa\n\nNguồn: Sở Du lịch'])
    expect(said('Lịch đã sửa\n\nNguồn: Sở Du lịch')).toEqual(['Lịch đã sửa\n\nNguồn: Sở Du lịch'])
  })

  it('leave a card as it is', () => {
    const linkedin = withWords({ ...content, capabilities: profiles.linkedin }, { title: null, parts: ['Sửa'] })
    expect(resolveContent(linkedin)).toMatchObject({ link: 'https://example.vn/cu' })
  })
})
