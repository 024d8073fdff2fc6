import type { Capabilities } from '../../../connectors/rules/capabilities.ts'
import type { VariantDraft } from '../../../connectors/rules/check.ts'
import { placeCredit } from '../../../connectors/rules/credit.ts'
import { placeLink } from '../../../connectors/rules/link.ts'
import { joinThread, splitThread, withoutNumbers } from '../../../connectors/rules/thread.ts'
import type { Media } from '../../../server/contract/content.ts'
import { type DraftVariant, noText, type PostDraft, variantKey } from './draft.ts'

/** Fields of a variant that can follow the source or say something of their own. */
export type OwnField = 'title' | 'parts' | 'mediaIds'

/** What goes out for a variant, as the check reads it. A language nobody wrote stays empty. */
export function resolveVariant(
  draft: Pick<PostDraft, 'content' | 'media' | 'ownMedia' | 'source'>,
  variant: DraftVariant,
  capabilities: Pick<Capabilities, 'linkCard' | 'creditField'>,
): VariantDraft {
  const isWritten = variant.parts !== null || draft.content[variant.language] !== undefined
  const source = draft.content[variant.language] ?? noText
  const media = mediaOfVariant(draft, variant)
  const parts = placeLink(variant.parts ?? [source.text], source.link || null, capabilities, media.length > 0)
  return {
    title: (variant.title ?? source.title) || null,
    parts: placeCredit(
      parts,
      isWritten ? draft.source?.trim() || null : null,
      variant.language,
      capabilities,
      media.length > 0,
    ),
    language: variant.language,
    media: media.map((medium) => ({ ...medium, alt: medium.alt[variant.language] ?? '' })),
    options: variant.options,
  }
}

/** In the order they go out; what the post no longer holds is left out. */
export function mediaOfVariant(
  draft: Pick<PostDraft, 'media' | 'ownMedia'>,
  variant: Pick<DraftVariant, 'mediaIds'>,
): Media[] {
  if (variant.mediaIds === null) return [...draft.media]
  const known = [...draft.media, ...draft.ownMedia]
  return variant.mediaIds.flatMap((id) => known.find((medium) => medium.id === id) ?? [])
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

/** A file taken out of the post leaves every variant too, with what was made of it. */
export function withoutMedium(draft: PostDraft, id: string): PostDraft {
  const made = draft.ownMedia.filter(({ fitted }) => fitted?.from === id).map((medium) => medium.id)
  const isGone = (mediumId: string) => mediumId === id || made.includes(mediumId)
  return {
    ...draft,
    media: draft.media.filter((medium) => medium.id !== id),
    ownMedia: draft.ownMedia.filter((medium) => !isGone(medium.id)),
    variants: draft.variants.map((variant) =>
      variant.mediaIds?.some(isGone)
        ? { ...variant, mediaIds: variant.mediaIds.filter((mediumId) => !isGone(mediumId)) }
        : variant,
    ),
  }
}

export function newVariant(channelId: string, language: string, plannedFor: string | null): DraftVariant {
  return { channelId, language, title: null, parts: null, mediaIds: null, plannedFor, options: {} }
}

/** As many parts as a post may hold anywhere. */
const mostParts = 50

/**
 * Cuts what is too long into a thread, and numbers it if wished; how many parts the channel takes is for the check to
 * say. What the parts do not say yet (link, source) is placed in them.
 */
export function splitVariant(
  draft: Parameters<typeof resolveVariant>[0],
  variant: DraftVariant,
  capabilities: Capabilities,
  numbered: boolean,
): string[] {
  const bare = { ...variant, parts: variant.parts && withoutNumbers(variant.parts) }
  const { parts, media } = resolveVariant(draft, bare, capabilities)
  const contentWarning = String(variant.options['contentWarning'] ?? '')
  const options = { contentWarning, hasMedia: media.length > 0 }
  const split = splitThread(parts, capabilities, { ...options, numbered })
  if (split.length <= mostParts) return split
  const plain = splitThread(parts, capabilities, options)
  return [...plain.slice(0, mostParts - 1), plain.slice(mostParts - 1).join('\n\n')]
}

/** A part that is left alone is no thread, and has no number. */
export function withoutPart(parts: readonly string[], index: number): string[] {
  return (parts.length > 2 ? parts : withoutNumbers(parts)).filter((_, at) => at !== index)
}

/** A thread as one text again; the source's own words where it still says them. */
export function joinVariant(
  draft: Parameters<typeof resolveVariant>[0],
  variant: DraftVariant,
  capabilities: Capabilities,
): string {
  const [original] = resolveVariant(draft, { ...variant, parts: null }, capabilities).parts
  return joinThread(variant.parts ?? [], original)
}
