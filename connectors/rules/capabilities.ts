/** How a platform counts the length of a text. `weighted` is X's own measure; `emoji-bytes`: emoji by their UTF-8 bytes. */
export type TextUnit = 'grapheme' | 'utf16' | 'codepoint' | 'weighted' | 'emoji-bytes'

/**
 * What one account on one platform may post, as data: the composer, the check, the API and the publisher all read
 * this record. A part that is absent is not offered by the platform. Every record names its sources.
 */
export interface Capabilities {
  readonly text: {
    readonly max: number
    /** Where a text that stands beside media has to be shorter: a caption (Telegram: 1024). */
    readonly maxBesideMedia?: number
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
  /** PDF and the like (LinkedIn, Telegram). */
  readonly documents?: { readonly max: number; readonly maxBytes: number; readonly types: readonly string[] }
  /** Sound files (the podcast feed, Telegram). */
  readonly audio?: { readonly max: number; readonly maxBytes: number; readonly types: readonly string[] }
  /** False: pictures and a video cannot stand in one post. */
  readonly mixesMedia?: boolean
  /** Files of all kinds together, where they may be mixed. */
  readonly maxMedia?: number
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
  /** Ways of publishing, the plain one first: which one a variant takes stands in `options.form`. Absent: one way only. */
  readonly forms?: readonly Form[]
  /** What else the platform asks or lets one choose: the composer shows them as they stand here. */
  readonly options?: readonly OptionField[]
  /** Sections the account may file a post under (WordPress categories), by remote id. */
  readonly categories?: readonly { readonly id: string; readonly name: string }[]
  /** What can be changed of an item that is out. Absent: nothing; it can only be taken down. */
  readonly editing?: Editing
  readonly delivery: DeliveryCapabilities
  /** How much the platform takes in a time. The engine waits before it would refuse. */
  readonly limits?: readonly SendLimit[]
  /** Where these numbers come from. */
  readonly sources: readonly string[]
}

/**
 * What changes of an item that is out, which stays the same item with its address and figures: the words of its parts,
 * and what is named here. Everything else stays as it was published.
 */
export interface Editing {
  /** Its headline too. */
  readonly title?: boolean
  /** It is sent again whole: pictures go as the post has them then. */
  readonly whole?: boolean
  /** So long after publishing; absent: always. */
  readonly withinMs?: number
}

/** One way of publishing: a reel, a story, a poll. Its name is translated by platform (`form.<name>`). */
export interface Form {
  readonly name: string
  /** Where it differs from what stands in the capabilities themselves; null is not offered in this form. */
  readonly but: {
    readonly [part in
      | 'text'
      | 'title'
      | 'images'
      | 'video'
      | 'documents'
      | 'audio'
      | 'mixesMedia'
      | 'maxMedia'
      | 'mediaRequired'
      | 'thread'
      | 'editing']?: Capabilities[part] | null
  }
}

/**
 * One thing to choose for a variant, kept in `options.<name>`. Label and choices are translated by platform
 * (`option.<name>.label`, `option.<name>.choices.<choice>`). `forms`: offered in these forms only.
 */
export type OptionField = { readonly name: string; readonly forms?: readonly string[] } & (
  | { readonly kind: 'flag'; readonly initial: boolean }
  /** `initial` null: a person has to choose. */
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly initial: string | null }
  | { readonly kind: 'text'; readonly max: number; readonly lines: 'one' | 'many'; readonly required?: boolean }
  /** Several short texts: tags, the answers of a poll. */
  | { readonly kind: 'list'; readonly min: number; readonly max: number; readonly maxLength: number }
  | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly initial: number | null }
  /** A picture of the library, by id; handed to the connector in `attached`. */
  | {
      readonly kind: 'image'
      readonly types: readonly string[]
      readonly maxBytes: number
      readonly required?: boolean
    }
  /** A captions file as text, WebVTT or SubRip. */
  | { readonly kind: 'captions'; readonly maxBytes: number }
)

export interface ImageCapabilities {
  readonly max: number
  readonly maxBytes: number
  readonly types: readonly string[]
  readonly maxPixels?: number
  /** Shortest side in pixels, and width over height. */
  readonly minSide?: number
  readonly ratio?: Ratio
  readonly maxAltLength?: number
}

/** Width over height, both ends taken. */
interface Ratio {
  readonly min: number
  readonly max: number
}

export interface VideoCapabilities {
  readonly max: number
  readonly maxBytes: number
  readonly types: readonly string[]
  readonly maxDurationMs?: number
  readonly minDurationMs?: number
  readonly minSide?: number
  readonly ratio?: Ratio
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

/** What says in which form a variant goes out. */
export interface Shaped {
  readonly options: Readonly<Record<string, unknown>>
  readonly media: readonly { readonly kind: MediaKind }[]
}

export type MediaKind = 'image' | 'video' | 'audio' | 'document'
/** Where the limits of each kind of file stand. */
export const limitNames = { image: 'images', video: 'video', document: 'documents', audio: 'audio' } as const

/** The form a person chose, else the first one that takes files of these kinds; null where there is one way only. */
export function formOf(capabilities: Capabilities, { options, media }: Shaped): Form | null {
  const { forms = [] } = capabilities
  const chosen = forms.find(({ name }) => name === options['form'])
  const takesAll = (form: Form) => media.every(({ kind }) => inForm(capabilities, form)[limitNames[kind]] !== undefined)
  return chosen ?? forms.find(takesAll) ?? forms[0] ?? null
}

/** What holds for a variant: the capabilities, and where its form differs. */
export function capabilitiesFor(capabilities: Capabilities, variant: Shaped): Capabilities {
  const form = formOf(capabilities, variant)
  return form ? inForm(capabilities, form) : capabilities
}

function inForm(capabilities: Capabilities, form: Form): Capabilities {
  const merged = Object.entries({ ...capabilities, ...form.but }).filter(([, value]) => value !== null)
  return Object.fromEntries(merged) as unknown as Capabilities
}

/**
 * What can be changed of an item that is out; null where nothing can. A form with rules of its own here is one that a
 * person chooses by name.
 * @param form `options.form` of what was published
 */
export function editingOf(capabilities: Capabilities, form: string | null): Editing | null {
  const own = capabilities.forms?.find(({ name }) => name === form)?.but.editing
  return (own === undefined ? capabilities.editing : own) ?? null
}

/** What holds for the part that carries the media: where a text beside them has to be shorter, the shorter limit. */
export function besideMedia(capabilities: Capabilities): Capabilities {
  const { text } = capabilities
  return text.maxBesideMedia === undefined
    ? capabilities
    : { ...capabilities, text: { ...text, max: text.maxBesideMedia } }
}

/** The choices offered for a variant: those of its form. */
export function optionsFor(capabilities: Capabilities, variant: Shaped): readonly OptionField[] {
  const form = formOf(capabilities, variant)
  return (capabilities.options ?? []).filter((field) => !field.forms || (form && field.forms.includes(form.name)))
}
