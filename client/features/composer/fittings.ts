import { capabilitiesFor, formOf } from '../../../connectors/rules/capabilities.ts'
import { centred, fittableCodes, type PictureLimits, planFitting } from '../../../connectors/rules/fitting.ts'
import type { Media } from '../../../server/contract/content.ts'
import type { FitMedia } from '../../../server/contract/media.ts'
import type { VariantCheck } from './checks.ts'
import { type PostDraft, variantKey } from './draft.ts'
import { mediaOfVariant } from './variants.ts'

/** A picture that a channel would refuse, and that can be made to fit it. */
export interface Misfit {
  readonly check: VariantCheck
  readonly medium: Media
}

/** The misfit behind one finding; null where no change of ours helps. */
export function misfitAt(check: VariantCheck, index: number | undefined): Misfit | null {
  const medium = index === undefined ? undefined : check.media[index]
  const limits = limitsOf(check)
  if (!medium || !limits || !planFitting({ ...medium, alt: '' }, limits, centred)) return null
  return { check, medium }
}

/** Every picture on every channel that can be made to fit, each once. */
export function misfitsOf(checks: readonly VariantCheck[]): Misfit[] {
  return checks.flatMap((check) => {
    const wrong = check.problems.filter(({ code }) => fittableCodes.has(code)).map(({ index }) => index)
    return [...new Set(wrong)].flatMap((index) => misfitAt(check, index) ?? [])
  })
}

export function limitsOf({ channel, resolved }: VariantCheck): PictureLimits | null {
  return capabilitiesFor(channel.capabilities, resolved).images ?? null
}

export function targetOf({ channel, resolved }: VariantCheck): FitMedia['targets'][number] {
  return { channelId: channel.id, form: formOf(channel.capabilities, resolved)?.name ?? null }
}

/** Puts one medium in the place of another in one variant, which no longer follows the post in this. */
export function replaceInVariant(draft: PostDraft, key: string, id: string, medium: Media): PostDraft {
  return tidy({
    ...draft,
    ownMedia: [...draft.ownMedia, medium],
    variants: draft.variants.map((variant) =>
      variantKey(variant) === key
        ? {
            ...variant,
            mediaIds: mediaOfVariant(draft, variant).map((shown) => (shown.id === id ? medium.id : shown.id)),
          }
        : variant,
    ),
  })
}

/** Puts one medium in the place of another in the post and in every variant that shows it. */
export function replaceEverywhere(draft: PostDraft, id: string, medium: Media): PostDraft {
  const swap = (shown: string) => (shown === id ? medium.id : shown)
  const isThere = draft.media.some((shown) => shown.id === medium.id)
  return tidy({
    ...draft,
    media: draft.media.flatMap((shown) => (shown.id !== id ? shown : isThere ? [] : medium)),
    ownMedia: [...draft.ownMedia, medium],
    variants: draft.variants.map((variant) =>
      variant.mediaIds ? { ...variant, mediaIds: [...new Set(variant.mediaIds.map(swap))] } : variant,
    ),
  })
}

/** A variant that shows just what the post shows follows it; nothing is held that no variant shows. */
function tidy(draft: PostDraft): PostDraft {
  const ids = draft.media.map(({ id }) => id)
  const variants = draft.variants.map((variant) =>
    variant.mediaIds?.join() === ids.join() ? { ...variant, mediaIds: null } : variant,
  )
  const shown = new Set(variants.flatMap(({ mediaIds }) => mediaIds ?? []))
  const own = new Map(draft.ownMedia.map((medium) => [medium.id, medium]))
  return { ...draft, variants, ownMedia: [...own.values()].filter(({ id }) => shown.has(id) && !ids.includes(id)) }
}
