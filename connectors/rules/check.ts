import type { Capabilities } from './capabilities.ts'

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

/** How long a text is as the platform measures it. `overflowAt` is the UTF-16 index where it becomes too long. */
export interface TextMeasure {
  readonly used: number
  readonly max: number
  readonly overflowAt: number | null
}

/** @returns findings, errors first; an empty list means the platform should take it as it is */
export function check(variant: VariantDraft, capabilities: Capabilities): Finding[] {
  const findings: Finding[] = []
  for (const [index, text] of variant.parts.entries()) {
    const measure = measureText(text, capabilities, String(variant.options['contentWarning'] ?? ''))
    if (measure.overflowAt !== null)
      findings.push({
        level: 'error',
        code: 'text-too-long',
        index,
        values: { over: measure.used - measure.max, max: measure.max },
      })
  }
  return findings
}

export function measureText(text: string, capabilities: Capabilities, _contentWarning = ''): TextMeasure {
  return { used: [...text].length, max: capabilities.text.max, overflowAt: null }
}
