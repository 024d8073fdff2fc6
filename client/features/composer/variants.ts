import type { Capabilities } from '../../../connectors/rules/capabilities.ts'
import type { VariantDraft } from '../../../connectors/rules/check.ts'
import { placeLink } from '../../../connectors/rules/link.ts'
import { measureText } from '../../../connectors/rules/text.ts'
import type { Media } from '../../../server/contract/content.ts'
import { type DraftVariant, noText, type PostDraft, variantKey } from './draft.ts'

/** Fields of a variant that can follow the source or say something of their own. */
export type OwnField = 'title' | 'parts' | 'mediaIds'

/** What goes out for a variant, as the check reads it. A language nobody wrote stays empty. */
export function resolveVariant(
  draft: Pick<PostDraft, 'content' | 'media'>,
  variant: DraftVariant,
  capabilities: Pick<Capabilities, 'linkCard'>,
): VariantDraft {
  const source = draft.content[variant.language] ?? noText
  const media = mediaOfVariant(draft, variant)
  return {
    title: (variant.title ?? source.title) || null,
    parts: placeLink(variant.parts ?? [source.text], source.link || null, capabilities, media.length > 0),
    language: variant.language,
    media: media.map((medium) => ({ ...medium, alt: medium.alt[variant.language] ?? '' })),
    options: variant.options,
  }
}

/** In the order they go out; what the post no longer holds is left out. */
export function mediaOfVariant(draft: Pick<PostDraft, 'media'>, variant: Pick<DraftVariant, 'mediaIds'>): Media[] {
  if (variant.mediaIds === null) return [...draft.media]
  return variant.mediaIds.flatMap((id) => draft.media.find((medium) => medium.id === id) ?? [])
}

export const follows = (variant: DraftVariant, field: OwnField) => variant[field] === null

/** Writes over one variant; the others and the source stay as they are. */
export function withVariant(draft: PostDraft, key: string, change: Partial<DraftVariant>): PostDraft {
  return {
    ...draft,
    variants: draft.variants.map((variant) => (variantKey(variant) === key ? { ...variant, ...change } : variant)),
  }
}

export function withSource(draft: PostDraft, language: string, change: Partial<typeof noText>): PostDraft {
  return {
    ...draft,
    content: { ...draft.content, [language]: { ...(draft.content[language] ?? noText), ...change } },
  }
}

/** Takes a language out again, with the variants that stand in it. The source language stays. */
export function withoutLanguage(draft: PostDraft, language: string): PostDraft {
  if (language === draft.sourceLanguage) return draft
  const { [language]: _gone, ...content } = draft.content
  return { ...draft, content, variants: draft.variants.filter((variant) => variant.language !== language) }
}

/** A file taken out of the post leaves every variant too. */
export function withoutMedium(draft: PostDraft, id: string): PostDraft {
  return {
    ...draft,
    media: draft.media.filter((medium) => medium.id !== id),
    variants: draft.variants.map((variant) =>
      variant.mediaIds?.includes(id)
        ? { ...variant, mediaIds: variant.mediaIds.filter((mediumId) => mediumId !== id) }
        : variant,
    ),
  }
}

export function newVariant(channelId: string, language: string, plannedFor: string | null): DraftVariant {
  return { channelId, language, title: null, parts: null, mediaIds: null, plannedFor, options: {} }
}

/**
 * Cuts a text into parts that each fit, at the end of a paragraph or sentence where there is one in the second half of
 * what fits, else between words, else wherever the limit falls.
 * @returns at most `maxParts`; the last one keeps whatever is left, too long or not
 */
export function splitIntoParts(text: string, capabilities: Capabilities, maxParts: number): string[] {
  const parts: string[] = []
  let rest = text.trim()
  while (parts.length < maxParts - 1) {
    const { overflowAt } = measureText(rest, capabilities)
    if (overflowAt === null) break
    const cut = cutBefore(rest, overflowAt)
    parts.push(rest.slice(0, cut).trim())
    rest = rest.slice(cut).trim()
  }
  return rest === '' && parts.length > 0 ? parts : [...parts, rest]
}

function cutBefore(text: string, limit: number): number {
  const fits = text.slice(0, limit)
  const lastEnd = (pattern: RegExp) => {
    const found = [...fits.matchAll(pattern)].at(-1)
    return found ? found.index + found[0].length : 0
  }
  const half = limit / 2
  for (const pattern of [/\n\s*\n/g, /[.!?…。！？](?=\s)/g, /\n/g]) {
    const end = lastEnd(pattern)
    if (end > half) return end
  }
  if (/\s/.test(text[limit] ?? '')) return limit
  return lastEnd(/\s/g) || Math.max(limit, 1)
}
