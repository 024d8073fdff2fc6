import { describe, expect, it } from 'vitest'
import { check, type MediaFacts, type VariantDraft } from '../../connectors/rules/check.ts'
import { profiles } from '../../connectors/rules/profiles.ts'

const variant = (given: Partial<VariantDraft> = {}): VariantDraft => ({
  title: null,
  parts: ['Chào buổi sáng'],
  language: 'vi',
  media: [],
  options: {},
  ...given,
})
const picture = (given: Partial<MediaFacts> = {}): MediaFacts => ({
  kind: 'image',
  mimeType: 'image/jpeg',
  bytes: 200_000,
  width: 1200,
  height: 900,
  durationMs: null,
  alt: 'Cảng lúc bình minh',
  ...given,
})
const film = (given: Partial<MediaFacts> = {}) =>
  picture({ kind: 'video', mimeType: 'video/mp4', durationMs: 30_000, ...given })
const codes = (draft: VariantDraft, platform: keyof typeof profiles) =>
  check(draft, profiles[platform]).map(({ code }) => code)

describe('the check of a variant', () => {
  it('finds nothing in a plain text', () => {
    expect(codes(variant(), 'bluesky')).toEqual([])
  })

  it.each([
    ['text-too-long', 'bluesky', variant({ parts: ['a'.repeat(301)] })],
    ['text-too-many-bytes', 'bluesky', variant({ parts: ['👨‍👩‍👧‍👦'.repeat(121)] })],
    ['text-required', 'bluesky', variant({ parts: [' '] })],
    ['title-required', 'wordpress', variant()],
    ['title-too-long', 'wordpress', variant({ title: 'a'.repeat(161) })],
    ['media-required', 'instagram', variant()],
    ['too-many-parts', 'facebook', variant({ parts: ['một', 'hai'] })],
    ['too-many-images', 'bluesky', variant({ media: Array.from({ length: 5 }, () => picture()) })],
    ['too-many-videos', 'mastodon', variant({ media: [film(), film()] })],
    ['mixed-media', 'mastodon', variant({ media: [picture(), film()] })],
    ['media-not-offered', 'bluesky', variant({ media: [picture({ kind: 'document', mimeType: 'application/pdf' })] })],
    ['video-too-long', 'bluesky', variant({ media: [film({ durationMs: 180_001 })] })],
    ['media-too-large', 'bluesky', variant({ media: [film({ bytes: 100_000_001 })] })],
    ['media-type', 'instagram', variant({ media: [picture({ mimeType: 'image/png' })] })],
    ['media-too-large', 'x', variant({ media: [picture({ bytes: 6_800_000 })] })],
    ['media-too-many-pixels', 'mastodon', variant({ media: [picture({ width: 10_000, height: 10_000 })] })],
    ['video-too-long', 'instagram', variant({ media: [film({ durationMs: 1_000_000 })] })],
    ['alt-missing', 'bluesky', variant({ media: [picture({ alt: ' ' })] })],
    ['alt-too-long', 'mastodon', variant({ media: [picture({ alt: 'a'.repeat(1_501) })] })],
  ] as const)('finds %s on %s', (code, platform, draft) => {
    expect(codes(draft, platform)).toEqual([code])
  })

  it('takes each limit at its edge', () => {
    expect(codes(variant({ parts: ['a'.repeat(300)] }), 'bluesky')).toEqual([])
    expect(codes(variant({ media: Array.from({ length: 4 }, () => picture()) }), 'bluesky')).toEqual([])
    expect(codes(variant({ media: [film({ bytes: 100_000_000, durationMs: 180_000 })] }), 'bluesky')).toEqual([])
    expect(codes(variant({ media: [picture({ bytes: 5_000_000 })] }), 'x')).toEqual([])
    expect(codes(variant({ title: 'a'.repeat(160) }), 'wordpress')).toEqual([])
  })

  it('lets the text be empty when there is a picture', () => {
    expect(codes(variant({ parts: [''], media: [picture()] }), 'mastodon')).toEqual([])
  })

  it('puts errors before warnings, and says by how much', () => {
    const findings = check(variant({ parts: ['a'.repeat(310)], media: [picture({ alt: '' })] }), profiles.bluesky)
    expect(findings.map(({ level }) => level)).toEqual(['error', 'warning'])
    expect(findings[0]?.values).toEqual({ over: 10, max: 300 })
  })
})
