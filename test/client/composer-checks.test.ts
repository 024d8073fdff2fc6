import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countVerdicts, createChecker, type Surroundings } from '../../client/features/composer/checks.ts'
import { emptyDraft, type PostDraft } from '../../client/features/composer/draft.ts'
import { newVariant, withSource } from '../../client/features/composer/variants.ts'
import { wordsOf } from '../../connectors/rules/same-text.ts'
import { textHash } from '../../server/domain/content-hash.ts'
import { capabilities, channel } from './support.ts'

const surroundings = (...channels: Surroundings['channels']): Surroundings => ({
  channels,
  pauses: [],
  altRequired: false,
})
const on = (...ids: string[]) => ids.map((id) => newVariant(id, 'vi', null))
const draft = (variants: PostDraft['variants'], text = 'Mở cửa bảo tàng'): PostDraft => ({
  ...withSource(emptyDraft('vi'), 'vi', { text }),
  variants,
})
const codes = (draftToCheck: PostDraft, around: Surroundings) =>
  createChecker()(draftToCheck, around).map(({ problems }) => problems.map(({ code }) => code))

describe('the check while writing', () => {
  it('finds nothing wrong with a short text on a good channel', () => {
    const [result] = createChecker()(draft(on('a')), surroundings(channel('a')))
    expect(result).toMatchObject({ verdict: 'ok', problems: [] })
  })

  it('says by how much a text is too long, as the channel counts, and from where', () => {
    const around = surroundings(channel('a', { capabilities: capabilities({ max: 5 }) }))
    const [result] = createChecker()(draft(on('a'), 'Mở cửa!'), around)
    expect(result?.verdict).toBe('error')
    expect(result?.problems).toMatchObject([{ code: 'text-too-long', values: { over: 2 } }])
    expect(result?.measures).toMatchObject([{ used: 7, max: 5, overflowAt: 5 }])
  })

  it('refuses the same text on two accounts of one platform and names the other one', () => {
    const around = surroundings(channel('a'), channel('b'))
    expect(codes(draft(on('a', 'b')), around)).toEqual([['same-text'], ['same-text']])
    const [first] = createChecker()(draft(on('a', 'b')), around)
    expect(first?.problems[0]?.values).toEqual({ channel: 'Kênh b' })
  })

  it('is not fooled by other capitals, spaces or punctuation', () => {
    const [one, two] = on('a', 'b')
    const variants = [
      { ...one, parts: ['Mở cửa!'] },
      { ...two, parts: ['mở   CỬA'] },
    ] as PostDraft['variants']
    expect(codes(draft(variants), surroundings(channel('a'), channel('b')))).toEqual([['same-text'], ['same-text']])
  })

  it('allows the same text on another platform, and different texts on one', () => {
    expect(codes(draft(on('a', 'b')), surroundings(channel('a'), channel('b', { platform: 'threads' })))).toEqual([
      [],
      [],
    ])
    const [one, two] = on('a', 'b')
    const variants = [
      { ...one, parts: ['Một'] },
      { ...two, parts: ['Hai'] },
    ] as PostDraft['variants']
    expect(codes(draft(variants), surroundings(channel('a'), channel('b')))).toEqual([[], []])
  })

  it('knows two texts as the same exactly when the server does', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'A', 'ợ', 'Ợ', ' ', '\n', '.', '\u200b', '1'), maxLength: 6 })
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(wordsOf([one]) === wordsOf([other])).toBe(textHash({ parts: [one] }) === textHash({ parts: [other] }))
      }),
    )
  })

  it('holds back a channel that cannot publish, and warns of one that is paused', () => {
    const around: Surroundings = {
      channels: [
        channel('a', { state: 'needs-reconnect' }),
        channel('b', { platform: 'threads', attested: false }),
        channel('c', { platform: 'telegram', attested: false, practice: true }),
        channel('d', { platform: 'tiktok' }),
      ],
      altRequired: false,
      pauses: [
        {
          id: 'pause',
          scope: 'platform',
          scopeId: 'tiktok',
          reason: 'chờ xác minh',
          createdBy: 'Cán bộ',
          createdAt: '2026-05-12T02:10:00Z',
          endedAt: null,
          held: 5,
        },
      ],
    }
    expect(codes(draft(on('a', 'b', 'c', 'd')), around)).toEqual([
      ['channel-needs-reconnect'],
      ['channel-not-attested'],
      [],
      ['channel-paused'],
    ])
    expect(countVerdicts(createChecker()(draft(on('a', 'b', 'c', 'd')), around))).toEqual({
      ok: 1,
      warning: 1,
      error: 2,
    })
  })

  it('counts the link that will stand in the text, and shows where the card will lead', () => {
    const link = 'https://baotang.example.vn'
    const linked = withSource(draft(on('a')), 'vi', { text: 'Mở cửa', link })
    const checkedOn = (linkCard: 'client' | 'server') => {
      const around = surroundings(channel('a', { capabilities: { ...capabilities(), linkCard } }))
      return createChecker()(linked, around)[0]
    }
    expect(checkedOn('server')).toMatchObject({ link, measures: [{ used: `Mở cửa\n\n${link}`.length }] })
    expect(checkedOn('client')).toMatchObject({ link, measures: [{ used: 'Mở cửa'.length }] })
  })

  it('measures again only what a change concerns', () => {
    const check = createChecker()
    const around = surroundings(channel('a'), channel('b', { platform: 'threads', language: 'en' }))
    const variants = [newVariant('a', 'vi', null), newVariant('b', 'en', null)]
    const before = { ...withSource(draft(variants), 'en', { text: 'The museum opens' }), variants }
    const first = check(before, around)
    const second = check(withSource(before, 'vi', { text: 'Bảo tàng mở cửa' }), around)
    expect(second[0]).not.toBe(first[0])
    expect(second[1]).toBe(first[1])
  })
})
