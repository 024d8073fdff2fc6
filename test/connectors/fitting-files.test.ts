import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { capabilitiesFor } from '../../connectors/rules/capabilities.ts'
import { check, type MediaFacts } from '../../connectors/rules/check.ts'
import { centred, type FittingChoice, fittableCodes, planFitting } from '../../connectors/rules/fitting.ts'
import { profiles } from '../../connectors/rules/profiles.ts'
import { fitImage } from '../../server/media/fit.ts'
import { inspectFile } from '../../server/media/inspect.ts'

let folder: string
const files = new Map<string, MediaFacts>()
const framed: FittingChoice = { shaping: { kind: 'letterbox' }, background: '#ffffff' }

async function factsOf(path: string): Promise<MediaFacts> {
  const bytes = (await stat(path)).size
  const facts = await inspectFile(path, bytes, path)
  if ('problem' in facts) throw new Error(facts.problem)
  return { ...facts, bytes, alt: 'Cảng' }
}

const noise = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({
    create: { width, height, channels, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: 40 } },
  })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'haidang-fit-'))
  const half = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#ff0000' } })
    .png()
    .toBuffer()
  const frame = (shade: number) => Buffer.alloc(120 * 400 * 3, shade)
  const made: Record<string, Sharp> = {
    // Red on the left as stored, so on top as seen.
    'turned.jpg': sharp({ create: { width: 1_200, height: 400, channels: 3, background: '#0000ff' } })
      .composite([{ input: half, left: 0, top: 0 }])
      .jpeg()
      .withExif({ IFD3: { GPSLatitude: '20/1 51/1 0/1', GPSLatitudeRef: 'N' } })
      .withMetadata({ orientation: 6 }),
    'alpha.png': sharp({
      create: { width: 900, height: 300, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    }).png(),
    'heavy.png': noise(1_300, 900).png(),
    'wide.webp': noise(1_400, 300).webp(),
    'photo.avif': sharp({ create: { width: 500, height: 400, channels: 3, background: '#227755' } }).avif({
      effort: 0,
    }),
    'moving.gif': sharp(Buffer.concat([frame(20), frame(220)]), {
      raw: { width: 120, height: 800, channels: 3, pageHeight: 400 },
    }).gif({ delay: [100, 100] }),
    'print.jpg': sharp({ create: { width: 500, height: 900, channels: 3, background: '#cc4411' } })
      .toColourspace('cmyk')
      .jpeg(),
    'panorama.jpg': sharp({ create: { width: 12_000, height: 900, channels: 3, background: '#336699' } }).jpeg(),
  }
  for (const [name, image] of Object.entries(made)) {
    const path = join(folder, name)
    await writeFile(path, await image.toBuffer())
    files.set(name, await factsOf(path))
  }
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

async function fitted(name: string, platform: keyof typeof profiles, choice = centred) {
  const { images } = profiles[platform]
  const facts = files.get(name)
  const plan = facts && images && planFitting(facts, images, choice)
  if (!plan) throw new Error('no plan')
  const bytes = await fitImage(join(folder, name), plan)
  if (bytes === 'too-heavy') throw new Error(bytes)
  return bytes
}
const pixel = async (bytes: Buffer, left: number, top: number) => [
  ...(await sharp(bytes).extract({ left, top, width: 1, height: 1 }).removeAlpha().raw().toBuffer()),
]

describe('a fitted picture', () => {
  const platforms = (Object.keys(profiles) as (keyof typeof profiles)[]).flatMap((platform) => {
    const forms = profiles[platform].forms?.map(({ name }) => name) ?? [null]
    return forms.map((form) => [platform, form] as const)
  })
  it.each(platforms)('pleases the check of %s (%s)', { timeout: 120_000 }, async (platform, form) => {
    const options = { form }
    const { images } = capabilitiesFor(profiles[platform], { options, media: [] })
    if (!images) return
    const wrong = (medium: MediaFacts) =>
      check({ title: 'x', parts: ['x'], language: 'vi', media: [medium], options }, profiles[platform]).filter(
        ({ code }) => fittableCodes.has(code),
      )
    for (const [name, facts] of files)
      for (const choice of [centred, framed]) {
        const plan = planFitting(facts, images, choice)
        // Nothing becomes a GIF here.
        const isPossible = images.types.some((type) => type !== 'image/gif')
        expect(plan !== null, name).toBe(isPossible && wrong(facts).length > 0)
        if (!plan) continue
        const bytes = await fitImage(join(folder, name), plan)
        if (bytes === 'too-heavy') throw new Error(`${name} is too heavy`)
        const path = join(folder, 'result')
        await writeFile(path, bytes)
        expect(wrong(await factsOf(path)), `${name} ${choice.shaping.kind}`).toEqual([])
      }
  })

  it('stands upright, and tells neither where nor with what it was taken', async () => {
    const source = await sharp(join(folder, 'turned.jpg')).metadata()
    expect(source).toMatchObject({ orientation: 6, exif: expect.any(Buffer) })
    const bytes = await fitted('turned.jpg', 'instagram', { ...centred, shaping: { kind: 'crop', x: 0.5, y: 0 } })
    const { width, height, orientation, exif, xmp, iptc } = await sharp(bytes).metadata()
    expect([width, height]).toEqual([400, 500])
    expect([orientation, exif, xmp, iptc]).toEqual([undefined, undefined, undefined, undefined])
    const [red = 0, , blue = 0] = await pixel(bytes, 200, 5)
    expect(red).toBeGreaterThan(200)
    expect(blue).toBeLessThan(60)
  })

  it('has the chosen background behind what was see-through and beside what was too wide', async () => {
    const bytes = await fitted('alpha.png', 'instagram', { shaping: { kind: 'letterbox' }, background: '#20a040' })
    for (const [left, top] of [
      [2, 2],
      [450, 230],
    ] as const) {
      const [red = 0, green = 0] = await pixel(bytes, left, top)
      expect(Math.abs(red - 0x20) + Math.abs(green - 0xa0)).toBeLessThan(12)
    }
  })

  it('is in sRGB, three colours', async () => {
    const bytes = await fitted('print.jpg', 'instagram')
    expect(await sharp(bytes).metadata()).toMatchObject({ space: 'srgb', channels: 3 })
  })

  it('is refused where it could only weigh so little when ruined', async () => {
    const facts = files.get('heavy.png')
    const plan = facts && planFitting(facts, { types: ['image/jpeg'], maxBytes: 2_000 }, centred)
    if (!plan) throw new Error('no plan')
    expect(await fitImage(join(folder, 'heavy.png'), plan)).toBe('too-heavy')
  })
})
