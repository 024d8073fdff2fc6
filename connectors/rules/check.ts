import type { Capabilities, ImageCapabilities, VideoCapabilities } from './capabilities.ts'
import { bytesOf, measureText } from './text.ts'

/** What a check needs to know of a variant; the browser and the server build it from their own records. */
export interface VariantDraft {
  readonly title: string | null
  /** One entry for a plain post, several for a thread. */
  readonly parts: readonly string[]
  readonly language: string
  readonly media: readonly MediaFacts[]
  readonly options: Readonly<Record<string, unknown>>
}

export interface MediaFacts {
  readonly kind: 'image' | 'video' | 'audio' | 'document'
  readonly mimeType: string
  readonly bytes: number
  readonly width: number | null
  readonly height: number | null
  readonly durationMs: number | null
  readonly alt: string
}

export type FindingCode =
  | 'text-too-long'
  | 'text-too-many-bytes'
  | 'text-required'
  | 'title-required'
  | 'title-too-long'
  | 'media-required'
  | 'too-many-parts'
  | 'too-many-images'
  | 'too-many-videos'
  | 'mixed-media'
  | 'media-not-offered'
  | 'media-type'
  | 'media-too-large'
  | 'media-too-many-pixels'
  | 'video-too-long'
  | 'alt-missing'
  | 'alt-too-long'

/** An `error` keeps the variant from going out; a `warning` is shown and explained. `values` fill the sentence. */
export interface Finding {
  readonly level: 'error' | 'warning'
  readonly code: FindingCode
  /** Index of the thread part or of the medium it is about. */
  readonly index?: number
  readonly values: Readonly<Record<string, number | string>>
}

/**
 * The one check: while typing, on save, on import, in the API and again before sending.
 * @returns findings, errors first; an empty list means the platform should take it as it is
 */
export function check(variant: VariantDraft, capabilities: Capabilities): Finding[] {
  return [
    ...checkTitle(variant, capabilities),
    ...checkTexts(variant, capabilities),
    ...checkMedia(variant, capabilities),
  ].sort((a, b) => Number(a.level === 'warning') - Number(b.level === 'warning'))
}

const error = (code: FindingCode, values: Finding['values'] = {}, index?: number): Finding => ({
  level: 'error',
  code,
  values,
  ...(index === undefined ? {} : { index }),
})

function checkTitle({ title }: VariantDraft, { title: limit }: Capabilities): Finding[] {
  if (!limit) return []
  const length = [...(title ?? '').trim()].length
  if (length === 0) return limit.required ? [error('title-required')] : []
  return length > limit.max ? [error('title-too-long', { over: length - limit.max, max: limit.max })] : []
}

function checkTexts({ parts, media, options }: VariantDraft, capabilities: Capabilities): Finding[] {
  const { text: limit, thread } = capabilities
  const findings: Finding[] = []
  const mostParts = thread?.maxParts ?? 1
  if (parts.length > mostParts) findings.push(error('too-many-parts', { count: parts.length, max: mostParts }))
  const given = options['contentWarning']
  for (const [index, text] of parts.entries()) {
    const isCarriedByMedia = index === 0 && media.length > 0
    if (text.trim() === '' && limit.requiredWithoutMedia && !isCarriedByMedia)
      findings.push(error('text-required', {}, index))
    const { used, max } = measureText(text, capabilities, typeof given === 'string' ? given : '')
    if (used > max) findings.push(error('text-too-long', { over: used - max, max }, index))
    const bytes = limit.maxBytes === undefined ? 0 : bytesOf(text)
    if (limit.maxBytes !== undefined && bytes > limit.maxBytes)
      findings.push(error('text-too-many-bytes', { over: bytes - limit.maxBytes, max: limit.maxBytes }, index))
  }
  return findings
}

function checkMedia({ media }: VariantDraft, capabilities: Capabilities): Finding[] {
  const { images, video } = capabilities
  const findings: Finding[] = []
  const pictures = media.filter(({ kind }) => kind === 'image')
  const videos = media.filter(({ kind }) => kind === 'video')
  if (media.length === 0 && capabilities.mediaRequired) findings.push(error('media-required'))
  if (images && pictures.length > images.max)
    findings.push(error('too-many-images', { count: pictures.length, max: images.max }))
  if (video && videos.length > video.max)
    findings.push(error('too-many-videos', { count: videos.length, max: video.max }))
  if (pictures.length > 0 && videos.length > 0 && !capabilities.mixesMedia) findings.push(error('mixed-media'))
  for (const [index, medium] of media.entries()) {
    const limit = medium.kind === 'image' ? images : medium.kind === 'video' ? video : undefined
    findings.push(
      ...(limit ? checkMedium(medium, limit, index) : [error('media-not-offered', { kind: medium.kind }, index)]),
    )
  }
  return findings
}

function checkMedium(medium: MediaFacts, limit: ImageCapabilities & VideoCapabilities, index: number): Finding[] {
  const findings: Finding[] = []
  const { mimeType, bytes, width, height, durationMs, alt } = medium
  if (!limit.types.includes(mimeType))
    findings.push(error('media-type', { type: mimeType, allowed: limit.types.join(', ') }, index))
  if (bytes > limit.maxBytes) findings.push(error('media-too-large', { bytes, max: limit.maxBytes }, index))
  const pixels = (width ?? 0) * (height ?? 0)
  if (limit.maxPixels !== undefined && pixels > limit.maxPixels)
    findings.push(error('media-too-many-pixels', { pixels, max: limit.maxPixels }, index))
  if (limit.maxDurationMs !== undefined && durationMs !== null && durationMs > limit.maxDurationMs)
    findings.push(
      error('video-too-long', { seconds: Math.ceil(durationMs / 1000), max: limit.maxDurationMs / 1000 }, index),
    )
  if (medium.kind !== 'image') return findings
  const altLength = [...alt].length
  if (alt.trim() === '') findings.push({ level: 'warning', code: 'alt-missing', index, values: {} })
  if (limit.maxAltLength !== undefined && altLength > limit.maxAltLength)
    findings.push(error('alt-too-long', { over: altLength - limit.maxAltLength, max: limit.maxAltLength }, index))
  return findings
}
