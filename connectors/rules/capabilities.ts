/** How a platform counts the length of a text. `weighted` is X's own measure. */
export type TextUnit = 'grapheme' | 'utf16' | 'codepoint' | 'weighted'

/**
 * What one account on one platform may post, as data: the composer, the check, the API and the publisher all read
 * this record. A part that is absent is not offered by the platform. Every record names its sources.
 */
export interface Capabilities {
  readonly text: {
    readonly max: number
    readonly unit: TextUnit
    /** A second limit on the UTF-8 length, where a platform has one (Bluesky: 3000). */
    readonly maxBytes?: number
    /** An http(s) link counts as this many units however long it is (Mastodon: 23). */
    readonly urlCountsAs?: number
    /** Of `@user@host` only `@user` is counted (Mastodon). */
    readonly shortMentions?: boolean
    /** The text may be left out only when there is media. */
    readonly requiredWithoutMedia: boolean
  }
  /** A headline of its own (WordPress, YouTube, e-mail). */
  readonly title?: { readonly max: number; readonly required: boolean }
  readonly images?: ImageCapabilities
  readonly video?: VideoCapabilities
  /** False: pictures and a video cannot stand in one post. */
  readonly mixesMedia?: boolean
  /** A post cannot be made without media (Instagram, YouTube, TikTok). */
  readonly mediaRequired?: boolean
  /** A preview card for the first link: `server` makes it itself, `client` wants title and picture from us. */
  readonly linkCard?: 'server' | 'client'
  /** The source of a partner unit's content has a place of its own here; elsewhere it is said after the text. */
  readonly creditField?: boolean
  /** Several connected parts, each within the text limit. */
  readonly thread?: { readonly maxParts: number }
  /** How many language tags one post may carry. */
  readonly languages?: { readonly max: number }
  /** A warning shown before the text; counted with the text where `counted`. */
  readonly contentWarning?: { readonly counted: boolean }
  readonly visibility?: readonly string[]
  /** Sections the account may file a post under (WordPress categories), by remote id. */
  readonly categories?: readonly { readonly id: string; readonly name: string }[]
  readonly delivery: DeliveryCapabilities
  /** How much the platform takes in a time. The engine waits before it would refuse. */
  readonly limits?: readonly SendLimit[]
  /** Where these numbers come from. */
  readonly sources: readonly string[]
}

export interface ImageCapabilities {
  readonly max: number
  readonly maxBytes: number
  readonly types: readonly string[]
  readonly maxPixels?: number
  readonly maxAltLength?: number
}

export interface VideoCapabilities {
  readonly max: number
  readonly maxBytes: number
  readonly types: readonly string[]
  readonly maxDurationMs?: number
}

/** At most `max` posts within any `windowMs`; each part of a thread is one. */
export interface SendLimit {
  /** Counted for the account alone, or for our application with all its accounts. */
  readonly of: 'account' | 'app'
  readonly max: number
  readonly windowMs: number
}

/** What the delivery engine needs to know to send once and no more. Durations in milliseconds. */
export interface DeliveryCapabilities {
  /** How long before the due time `prepare` may start (uploads, transcoding): 0 to 3,600,000. */
  readonly prepareLeadMs: number
  readonly commitTimeoutMs: number
  /** How long a committed item may stay invisible to `confirm`. */
  readonly visibilityLagMs: number
  /** `commit` with the same part has the same single effect however often it is called (Bluesky's record key). */
  readonly commitIsRepeatable: boolean
  /** What `confirm` can tell: everything, a find but no absence, or nothing. */
  readonly confirmation: 'certain' | 'likely' | 'none'
}
