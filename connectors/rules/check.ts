import {
  besideMedia,
  type Capabilities,
  capabilitiesFor,
  type ImageCapabilities,
  limitNames,
  type MediaKind,
  type OptionField,
  optionsFor,
  type VideoCapabilities,
} from './capabilities.ts'
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
  readonly kind: MediaKind
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
  | 'media-ratio'
  | 'media-too-small'
  | 'video-too-short'
  | 'too-many-files'
  | 'option-required'
  | 'option-too-long'
  | 'option-too-few'
  | 'option-too-many'
  | 'option-not-offered'
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
export function check(variant: VariantDraft, account: Capabilities): Finding[] {
  const capabilities = capabilitiesFor(account, variant)
  return [
    ...checkTitle(variant, capabilities),
    ...checkTexts(variant, capabilities),
    ...checkMedia(variant, capabilities),
    ...checkOptions(variant, account),
  ].sort((a, b) => Number(a.level === 'warning') - Number(b.level === 'warning'))
}

/** What an office asks beyond the platforms: a picture without a description keeps the variant from being released. */
export function withOfficeRules(findings: readonly Finding[], { altRequired }: { readonly altRequired: boolean }) {
  const raised = findings.map(
    (finding): Finding => (altRequired && finding.code === 'alt-missing' ? { ...finding, level: 'error' } : finding),
  )
  return raised.sort((a, b) => Number(a.level === 'warning') - Number(b.level === 'warning'))
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
    const measured = isCarriedByMedia ? besideMedia(capabilities) : capabilities
    const { used, max } = measureText(text, measured, typeof given === 'string' ? given : '')
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
  if (capabilities.maxMedia !== undefined && media.length > capabilities.maxMedia)
    findings.push(error('too-many-files', { count: media.length, max: capabilities.maxMedia }))
  for (const kind of ['document', 'audio'] as const) {
    const most = capabilities[limitNames[kind]]?.max
    const count = media.filter((medium) => medium.kind === kind).length
    if (most !== undefined && count > most) findings.push(error('too-many-files', { count, max: most }))
  }
  for (const [index, medium] of media.entries()) {
    const limit = capabilities[limitNames[medium.kind]]
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
  const side = Math.min(width ?? Number.POSITIVE_INFINITY, height ?? Number.POSITIVE_INFINITY)
  if (limit.minSide !== undefined && side < limit.minSide)
    findings.push(error('media-too-small', { side, min: limit.minSide }, index))
  const ratio = width && height ? width / height : null
  // A pixel of rounding is no other shape.
  if (limit.ratio && ratio !== null && (ratio < limit.ratio.min * 0.99 || ratio > limit.ratio.max * 1.01))
    findings.push(
      error('media-ratio', { ratio: named(ratio), min: named(limit.ratio.min), max: named(limit.ratio.max) }, index),
    )
  if (limit.maxPixels !== undefined && pixels > limit.maxPixels)
    findings.push(error('media-too-many-pixels', { pixels, max: limit.maxPixels }, index))
  if (limit.maxDurationMs !== undefined && durationMs !== null && durationMs > limit.maxDurationMs)
    findings.push(
      error('video-too-long', { seconds: Math.ceil(durationMs / 1000), max: limit.maxDurationMs / 1000 }, index),
    )
  if (limit.minDurationMs !== undefined && durationMs !== null && durationMs < limit.minDurationMs)
    findings.push(
      error('video-too-short', { seconds: Math.floor(durationMs / 1000), min: limit.minDurationMs / 1000 }, index),
    )
  if (medium.kind !== 'image') return findings
  const altLength = [...alt].length
  if (alt.trim() === '') findings.push({ level: 'warning', code: 'alt-missing', index, values: {} })
  if (limit.maxAltLength !== undefined && altLength > limit.maxAltLength)
    findings.push(error('alt-too-long', { over: altLength - limit.maxAltLength, max: limit.maxAltLength }, index))
  return findings
}

/** Proportions as people name them: 1.91:1, 9:16, 4:5. */
function named(ratio: number): string {
  for (const [width, height] of [
    [1, 1],
    [4, 5],
    [3, 4],
    [9, 16],
    [16, 9],
    [4, 3],
  ] as const)
    if (Math.abs(ratio - width / height) < 0.005) return `${width}:${height}`
  return ratio >= 1 ? `${ratio.toFixed(2)}:1` : `1:${(1 / ratio).toFixed(2)}`
}

function checkOptions(variant: VariantDraft, capabilities: Capabilities): Finding[] {
  return optionsFor(capabilities, variant).flatMap((field) => checkOption(field, variant.options[field.name]))
}

function checkOption(field: OptionField, value: unknown): Finding[] {
  const { name: option } = field
  switch (field.kind) {
    case 'choice':
      if (value === undefined) return field.initial === null ? [error('option-required', { option })] : []
      return field.choices.some((choice) => choice === value) ? [] : [error('option-not-offered', { option })]
    case 'text': {
      const length = typeof value === 'string' ? value.trim().length : 0
      if (length === 0) return field.required ? [error('option-required', { option })] : []
      return length > field.max ? [error('option-too-long', { option, over: length - field.max, max: field.max })] : []
    }
    case 'list': {
      const items = Array.isArray(value) ? value.map(String) : []
      const longest = Math.max(0, ...items.map((item) => [...item].length))
      if (items.length < field.min) return [error('option-too-few', { option, count: items.length, min: field.min })]
      if (items.length > field.max) return [error('option-too-many', { option, count: items.length, max: field.max })]
      return longest > field.maxLength
        ? [error('option-too-long', { option, over: longest - field.maxLength, max: field.maxLength })]
        : []
    }
    case 'number':
      if (value === undefined) return field.initial === null ? [error('option-required', { option })] : []
      return typeof value === 'number' && value >= field.min && value <= field.max
        ? []
        : [error('option-not-offered', { option })]
    case 'captions': {
      const bytes = typeof value === 'string' ? bytesOf(value) : 0
      return bytes > field.maxBytes
        ? [error('option-too-long', { option, over: bytes - field.maxBytes, max: field.maxBytes })]
        : []
    }
    case 'image':
      return field.required && !value ? [error('option-required', { option })] : []
    case 'flag':
      return []
  }
}
