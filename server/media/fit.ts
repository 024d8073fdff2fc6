import type { Fitting } from '../../connectors/rules/fitting.ts'
import { openImage } from './image.ts'

/** Below this a picture shows its blocks. */
const worstQuality = 60
const bestQuality = 90
/** Each try that fails at the worst quality makes it this much smaller. */
const smaller = 0.85
/** A shorter side than this says nothing any more; what was smaller to begin with stays. */
const leastSide = 240

/**
 * Carries a plan out: upright, in sRGB, without metadata (place and camera), and no heavier than asked.
 * @returns `too-heavy` when it would have to be ruined to weigh so little
 */
export async function fitImage(path: string, fitting: Fitting): Promise<Buffer | 'too-heavy'> {
  const floor = Math.max(Math.min(leastSide, fitting.width, fitting.height), fitting.minSide)
  let pixels = await draw(path, fitting)
  while (true) {
    const bytes = await lightest(pixels, fitting)
    if (bytes) return bytes
    const width = Math.round(pixels.width * smaller)
    const height = Math.round(pixels.height * smaller)
    if (Math.min(width, height) < floor) return 'too-heavy'
    pixels = await reduce(pixels, width, height)
  }
}

interface Pixels {
  readonly data: Buffer
  readonly width: number
  readonly height: number
  readonly channels: 1 | 2 | 3 | 4
}

async function draw(path: string, { type, steps }: Fitting): Promise<Pixels> {
  let image = (await openImage(path)).autoOrient().toColourspace('srgb')
  for (const step of steps) {
    if (step.kind === 'crop') {
      const { left, top, width, height } = step
      image = image.extract({ left, top, width, height })
    }
    if (step.kind === 'resize' || step.kind === 'enlarge')
      image = image.resize({ width: step.width, height: step.height, fit: 'fill' })
    if (step.kind === 'flatten') image = image.flatten({ background: step.background })
  }
  const frame = steps.find((step) => step.kind === 'letterbox')
  const drawn = await raw(image)
  if (!frame) return drawn
  const left = Math.max(0, Math.floor((frame.width - drawn.width) / 2))
  const top = Math.max(0, Math.floor((frame.height - drawn.height) / 2))
  const { background } = frame
  const framed = (await openPixels(drawn)).extend({
    ...{ left, top, background },
    right: Math.max(0, frame.width - drawn.width - left),
    bottom: Math.max(0, frame.height - drawn.height - top),
  })
  return raw(type === 'image/jpeg' ? framed.flatten({ background }) : framed)
}

const reduce = async (pixels: Pixels, width: number, height: number) =>
  raw((await openPixels(pixels)).resize({ width, height, fit: 'fill' }))

/** The best quality that is light enough, found by halving; null when even the worst is too heavy. */
async function lightest(pixels: Pixels, { type, maxBytes }: Fitting): Promise<Buffer | null> {
  const best = await encode(pixels, type, bestQuality)
  if (best.length <= maxBytes) return best
  if (type === 'image/png') return null
  let found = await encode(pixels, type, worstQuality)
  if (found.length > maxBytes) return null
  let [low, high] = [worstQuality + 1, bestQuality - 1]
  while (low <= high) {
    const quality = (low + high) >> 1
    const bytes = await encode(pixels, type, quality)
    if (bytes.length > maxBytes) high = quality - 1
    else [found, low] = [bytes, quality + 1]
  }
  return found
}

async function encode(pixels: Pixels, type: Fitting['type'], quality: number): Promise<Buffer> {
  const image = await openPixels(pixels)
  if (type === 'image/png') return image.png({ compressionLevel: 9 }).toBuffer()
  return type === 'image/webp' ? image.webp({ quality }).toBuffer() : image.jpeg({ quality }).toBuffer()
}

async function raw(image: Awaited<ReturnType<typeof openImage>>): Promise<Pixels> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  return { data, width, height, channels }
}

const openPixels = ({ data, ...raw }: Pixels) => openImage(data, { raw })
