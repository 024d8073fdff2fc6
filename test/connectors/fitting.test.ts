import { describe, expect, it } from 'vitest'
import { capabilitiesFor } from '../../connectors/rules/capabilities.ts'
import { check, type MediaFacts } from '../../connectors/rules/check.ts'
import {
  centred,
  fittableCodes,
  type PictureLimits,
  planFitting,
  sharedLimits,
} from '../../connectors/rules/fitting.ts'
import { profiles } from '../../connectors/rules/profiles.ts'

const MB = 1_000_000
const picture = (given: Partial<MediaFacts> = {}): MediaFacts => ({
  ...{ kind: 'image', mimeType: 'image/jpeg', bytes: MB, width: 1_600, height: 1_200, durationMs: null, alt: 'Cảng' },
  ...given,
})
const imagesOf = (platform: keyof typeof profiles, form: string | null = null) => {
  const { images } = capabilitiesFor(profiles[platform], { options: { form }, media: [{ kind: 'image' }] })
  if (!images) throw new Error('takes no pictures')
  return images
}
const codes = (medium: MediaFacts, limits: PictureLimits) =>
  check(
    { title: null, parts: ['x'], language: 'vi', media: [medium], options: {} },
    {
      text: { max: 100, unit: 'utf16', requiredWithoutMedia: false },
      images: { max: 1, ...limits },
      delivery: profiles.facebook.delivery,
      sources: [],
    },
  ).map(({ code }) => code)
/** The facts of what a plan leads to, at the most it may weigh. */
const after = (medium: MediaFacts, limits: PictureLimits, choice = centred) => {
  const plan = planFitting(medium, limits, choice)
  if (!plan) throw new Error('no plan')
  const { type: mimeType, width, height, maxBytes: bytes } = plan
  return { plan, facts: { ...medium, mimeType, width, height, bytes } }
}

describe('a plan', () => {
  const jpeg: PictureLimits = { maxBytes: MB, types: ['image/jpeg'] }
  it.each<[string, string, Partial<MediaFacts>, PictureLimits, string[]]>([
    ['turns a PNG into a JPEG', 'media-type', { mimeType: 'image/png' }, jpeg, ['flatten', 'convert']],
    ['says that a GIF stands still', 'media-type', { mimeType: 'image/gif' }, jpeg, ['still', 'flatten', 'convert']],
    ['makes it lighter', 'media-too-large', { bytes: 9 * MB }, jpeg, ['compress']],
    ['has fewer pixels', 'media-too-many-pixels', {}, { ...jpeg, maxPixels: 100_000 }, ['resize']],
    ['crops what is too wide', 'media-ratio', { width: 4_000 }, { ...jpeg, ratio: { min: 0.8, max: 1.91 } }, ['crop']],
    ['crops what is too tall', 'media-ratio', { height: 4_000 }, { ...jpeg, ratio: { min: 0.8, max: 1.91 } }, ['crop']],
    ['enlarges a little', 'media-too-small', { width: 400, height: 300 }, { ...jpeg, minSide: 500 }, ['enlarge']],
  ])('%s, after which the check is silent', (_, code, given, limits, kinds) => {
    expect(fittableCodes).toContain(code)
    expect(codes(picture(given), limits)).toEqual([code])
    const { plan, facts } = after(picture(given), limits)
    expect(plan.steps.map(({ kind }) => kind)).toEqual(kinds)
    expect(codes(facts, limits)).toEqual([])
  })

  it('is there for nothing that fits, and for no film, sound or document', () => {
    expect(planFitting(picture(), jpeg, centred)).toBeNull()
    for (const kind of ['video', 'audio', 'document'] as const)
      expect(planFitting(picture({ kind, mimeType: 'video/mp4' }), jpeg, centred)).toBeNull()
  })

  it('is not made where nothing worth looking at would come of it', () => {
    expect(planFitting(picture({ width: 100, height: 75 }), { ...jpeg, minSide: 500 }, centred)).toBeNull()
    expect(planFitting(picture({ mimeType: 'image/png' }), { ...jpeg, types: ['image/gif'] }, centred)).toBeNull()
    expect(planFitting(picture({ width: 9_000 }), { ...jpeg, minSide: 900, maxPixels: 1_000_000 }, centred)).toBeNull()
  })

  it('keeps in sight what a person points at, and never leaves the picture', () => {
    const wide = picture({ width: 4_000, height: 1_000 })
    const limits = { ...jpeg, ratio: { min: 0.8, max: 2 } }
    const crop = (x: number) =>
      planFitting(wide, limits, { ...centred, shaping: { kind: 'crop', x, y: 0.5 } })?.steps[0]
    expect(crop(0)).toEqual({ kind: 'crop', left: 0, top: 0, width: 2_000, height: 1_000 })
    expect(crop(0.5)).toMatchObject({ left: 1_000 })
    expect(crop(1)).toMatchObject({ left: 2_000 })
  })

  it('letterboxes to the nearest allowed shape, within bounds for a panorama', () => {
    const limits = imagesOf('instagram')
    const { plan, facts } = after(picture({ width: 12_000, height: 1_500 }), limits, {
      shaping: { kind: 'letterbox' },
      background: '#102030',
    })
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['resize', 'letterbox'])
    expect(plan.width * plan.height).toBeLessThanOrEqual(24_000_000)
    expect(codes(facts, limits)).toEqual([])
  })

  it('keeps see-through parts where the platform takes a type that has them', () => {
    const heavy = picture({ mimeType: 'image/png', bytes: 9 * MB })
    expect(planFitting(heavy, imagesOf('bluesky'), centred)?.type).toBe('image/webp')
    expect(planFitting(heavy, imagesOf('instagram'), centred)?.steps).toContainEqual({
      ...{ kind: 'flatten', background: '#ffffff' },
    })
  })

  it('can serve several channels at once, and says when none could', () => {
    const shared = sharedLimits([imagesOf('instagram'), imagesOf('bluesky'), imagesOf('tiktok', 'photos')])
    expect(shared).toMatchObject({ types: ['image/jpeg'], maxBytes: MB, maxPixels: 1_920 * 1_080 })
    expect(sharedLimits([imagesOf('instagram'), imagesOf('x', 'gif')])).toBeNull()
    expect(sharedLimits([])).toBeNull()
  })
})
