import type { ImageCapabilities } from './capabilities.ts'
import type { FindingCode, MediaFacts } from './check.ts'

/** What a picture has to keep to: one channel's limits, or those of several together. */
export type PictureLimits = Pick<ImageCapabilities, 'maxBytes' | 'types' | 'maxPixels' | 'minSide' | 'ratio'>

/** How a picture of the wrong shape is brought into the right one. */
type Shaping =
  /** `x` and `y`: what has to stay in sight, as shares of width and height, 0 to 1. */
  { readonly kind: 'crop'; readonly x: number; readonly y: number } | { readonly kind: 'letterbox' }

/** What a person chooses. `background` (#rrggbb) is behind see-through parts and beside a letterboxed picture. */
export interface FittingChoice {
  readonly shaping: Shaping
  readonly background: string
}

export const centred: FittingChoice = { shaping: { kind: 'crop', x: 0.5, y: 0.5 }, background: '#ffffff' }

/** One change to a picture that stands upright. Pixels. */
export type FittingStep =
  | { readonly kind: 'still' }
  | {
      readonly kind: 'crop'
      readonly left: number
      readonly top: number
      readonly width: number
      readonly height: number
    }
  | { readonly kind: 'resize' | 'enlarge'; readonly width: number; readonly height: number }
  | { readonly kind: 'letterbox'; readonly width: number; readonly height: number; readonly background: string }
  | { readonly kind: 'flatten'; readonly background: string }
  | { readonly kind: 'convert'; readonly from: string; readonly to: FittedType }
  /** Quality, and where that is not enough size, are lowered until it weighs no more. */
  | { readonly kind: 'compress'; readonly from: number; readonly maxBytes: number }

type FittedType = 'image/jpeg' | 'image/png' | 'image/webp'

/** Every change in its order: what a person reads before, and what is carried out. */
export interface Fitting {
  readonly type: FittedType
  readonly width: number
  readonly height: number
  readonly maxBytes: number
  /** The shorter side never becomes shorter than this. 0: the platform asks for none. */
  readonly minSide: number
  readonly steps: readonly FittingStep[]
}

/** What a plan can put right in a picture; of films none: they have to be made anew. */
export const fittableCodes: ReadonlySet<string> = new Set<FindingCode>([
  'media-type',
  'media-too-large',
  'media-too-many-pixels',
  'media-ratio',
  'media-too-small',
])

/** What is worked on is unpacked, and a letterboxed panorama would grow without end: no result of ours is larger. */
const mostPixels = 24_000_000
/** Beyond twice its size a picture is mush. */
const mostEnlarged = 2

/** Limits that hold for all of several channels; null where no picture can please them all. */
export function sharedLimits([first, ...others]: readonly PictureLimits[]): PictureLimits | null {
  if (!first) return null
  return others.reduce<PictureLimits | null>((held, next) => {
    if (!held) return null
    const types = held.types.filter((type) => next.types.includes(type))
    const min = Math.max(held.ratio?.min ?? 0, next.ratio?.min ?? 0)
    const max = Math.min(held.ratio?.max ?? Number.POSITIVE_INFINITY, next.ratio?.max ?? Number.POSITIVE_INFINITY)
    if (types.length === 0 || min > max) return null
    const maxPixels = Math.min(held.maxPixels ?? Number.POSITIVE_INFINITY, next.maxPixels ?? Number.POSITIVE_INFINITY)
    return {
      types,
      maxBytes: Math.min(held.maxBytes, next.maxBytes),
      minSide: Math.max(held.minSide ?? 0, next.minSide ?? 0),
      ...(Number.isFinite(maxPixels) && { maxPixels }),
      ...((held.ratio || next.ratio) && { ratio: { min, max } }),
    }
  }, first)
}

/** Whether the shape is what is wrong, so that a person has to choose between cropping and a frame. */
export function isMisshapen(
  { width, height }: Pick<MediaFacts, 'width' | 'height'>,
  { ratio }: PictureLimits,
): boolean {
  if (!ratio || !width || !height) return false
  // As the check allows.
  return width / height < ratio.min * 0.99 || width / height > ratio.max * 1.01
}

/**
 * What would make a picture fit, in order.
 * @returns null when it fits as it is, is no picture, or no change that leaves it worth looking at would do
 */
export function planFitting(medium: MediaFacts, limits: PictureLimits, choice: FittingChoice): Fitting | null {
  const { kind, mimeType, bytes, width, height } = medium
  if (kind !== 'image' || !width || !height || fits(medium, limits)) return null
  const type = typeFor(mimeType, bytes, limits)
  if (!type) return null
  const shaped = shape({ width, height }, limits, choice)
  const size = shaped && scale(shaped.canvas, limits)
  if (!shaped || !size) return null

  const factor = size.width / shaped.canvas.width
  const steps: FittingStep[] = []
  if (mimeType === 'image/gif') steps.push({ kind: 'still' })
  steps.push(...shaped.steps.filter((step) => step.kind === 'crop'))
  const inner = { width: Math.round(shaped.inner.width * factor), height: Math.round(shaped.inner.height * factor) }
  const within = { width: Math.min(inner.width, size.width), height: Math.min(inner.height, size.height) }
  if (factor !== 1) steps.push({ kind: factor < 1 ? 'resize' : 'enlarge', ...within })
  steps.push(...shaped.steps.flatMap((step) => (step.kind === 'letterbox' ? { ...step, ...size } : [])))
  if (type === 'image/jpeg' && mimeType !== 'image/jpeg') steps.push({ kind: 'flatten', background: choice.background })
  if (type !== mimeType) steps.push({ kind: 'convert', from: mimeType, to: type })
  if (bytes > limits.maxBytes) steps.push({ kind: 'compress', from: bytes, maxBytes: limits.maxBytes })
  return { type, ...size, maxBytes: limits.maxBytes, minSide: limits.minSide ?? 0, steps }
}

function fits(medium: MediaFacts, limits: PictureLimits): boolean {
  const { mimeType, bytes, width, height } = medium
  return (
    limits.types.includes(mimeType) &&
    bytes <= limits.maxBytes &&
    (width ?? 0) * (height ?? 0) <= (limits.maxPixels ?? Number.POSITIVE_INFINITY) &&
    Math.min(width ?? 0, height ?? 0) >= (limits.minSide ?? 0) &&
    !isMisshapen(medium, limits)
  )
}

/** Its own type while that will do; then the one that keeps most: see-through parts first, then weight. */
function typeFor(mimeType: string, bytes: number, { types, maxBytes }: PictureLimits): FittedType | null {
  const isAllowed = (type: FittedType) => types.includes(type)
  if (mimeType === 'image/jpeg' || mimeType === 'image/webp') {
    if (isAllowed(mimeType)) return mimeType
  } else if (isAllowed('image/png') && bytes <= maxBytes && mimeType !== 'image/avif') return 'image/png'
  // Without loss a photograph weighs many times as much.
  return (['image/webp', 'image/jpeg', 'image/png'] as const).find(isAllowed) ?? null
}

interface Size {
  readonly width: number
  readonly height: number
}

/** The picture in the allowed shape, at its own scale: what is left of it, and the canvas it stands on. */
function shape(from: Size, limits: PictureLimits, { shaping, background }: FittingChoice) {
  if (!limits.ratio || !isMisshapen(from, limits)) return { inner: from, canvas: from, steps: [] as FittingStep[] }
  const isNarrow = from.width / from.height < limits.ratio.min
  const ratio = isNarrow ? limits.ratio.min : limits.ratio.max
  if (shaping.kind === 'letterbox') {
    const canvas = isNarrow
      ? { width: Math.round(from.height * ratio), height: from.height }
      : { width: from.width, height: Math.round(from.width / ratio) }
    return { inner: from, canvas, steps: [{ kind: 'letterbox', ...canvas, background }] as FittingStep[] }
  }
  const canvas = isNarrow
    ? { width: from.width, height: Math.max(1, Math.round(from.width / ratio)) }
    : { width: Math.max(1, Math.round(from.height * ratio)), height: from.height }
  const left = within(shaping.x * from.width - canvas.width / 2, from.width - canvas.width)
  const top = within(shaping.y * from.height - canvas.height / 2, from.height - canvas.height)
  return { inner: canvas, canvas, steps: [{ kind: 'crop', left, top, ...canvas }] as FittingStep[] }
}

const within = (value: number, max: number) => Math.round(Math.min(Math.max(0, value), max))

function scale({ width, height }: Size, { maxPixels = mostPixels, minSide = 0 }: PictureLimits): Size | null {
  const pixels = width * height
  const most = Math.min(maxPixels, mostPixels)
  const down = pixels > most ? Math.sqrt(most / pixels) : 1
  const up = minSide / Math.min(width, height)
  if (up > 1) {
    const size = { width: Math.ceil(width * up), height: Math.ceil(height * up) }
    return up > mostEnlarged || size.width * size.height > most ? null : size
  }
  if (down === 1) return { width, height }
  const size = { width: Math.max(1, Math.floor(width * down)), height: Math.max(1, Math.floor(height * down)) }
  return Math.min(size.width, size.height) < minSide ? null : size
}
