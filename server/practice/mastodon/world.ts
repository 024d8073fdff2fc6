import { Refusal } from '../simulation/refusal.ts'

/** What a server allows; every instance has numbers of its own. */
export interface Limits {
  readonly pollOptions: number
  readonly pollCharacters: number
  readonly pollSeconds: { readonly min: number; readonly max: number }
  readonly maxCharacters: number
  readonly charactersPerUrl: number
  readonly maxMedia: number
  readonly maxDescription: number
  readonly imageBytes: number
  readonly videoBytes: number
}

/** Where servers that only speak like Mastodon differ from it. */
export interface Quirks {
  /** Has no `/api/v2/instance`. */
  readonly noV2Instance: boolean
  /** Has no `/api/v2/media`. */
  readonly noV2Media: boolean
  /** Knows media only when they are posted: asking for one is answered with 404. */
  readonly hidesMedia: boolean
  /** Refuses a bad token with 422, and everything without a word. */
  readonly wordless: boolean
  readonly noDelete: boolean
  readonly ignoresKeys: boolean
  /** Posts at once what should wait. */
  readonly ignoresScheduling: boolean
  /** Does not keep what was typed, nor by which application. */
  readonly noSource: boolean
  /** Leaves posts for followers out of the account's list. */
  readonly listsPublicOnly: boolean
}

/** How many calls in how many seconds. Windows are aligned to the clock. */
export interface Rate {
  readonly max: number
  readonly seconds: number
}

export interface Rates {
  readonly calls: Rate
  readonly uploads: Rate
  readonly deletes: Rate
  readonly statuses: Rate
}

export interface App {
  readonly id: string
  readonly name: string
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUris: readonly string[]
  readonly scopes: readonly string[]
}

/** A code, good for one token. */
interface Grant {
  readonly app: App
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly challenge: string | null
  readonly at: Date
}

export interface Token {
  readonly app: App
  readonly scopes: readonly string[]
  revoked: boolean
}

export interface Medium {
  readonly id: string
  readonly type: 'image' | 'video' | 'audio'
  readonly description: string | null
  readonly readyAt: Date
  readonly fails: boolean
  statusId: string | null
}

/** Its answers, and until when they are taken; another set of answers throws the votes away. */
export interface Poll {
  readonly options: readonly string[]
  readonly multiple: boolean
  readonly expiresAt: Date
  votes: number
}

/** What can be edited of a status, as one edition of it. */
export interface Edition {
  readonly text: string
  readonly spoilerText: string
  readonly sensitive: boolean
  readonly language: string | null
  readonly media: readonly Medium[]
  readonly poll: Poll | null
  readonly at: Date
}

export interface Status {
  readonly id: string
  readonly visibility: string
  readonly inReplyToId: string | null
  readonly app: App
  readonly createdAt: Date
  /** The newest last. */
  readonly editions: Edition[]
  readonly figures: { favourites: number; boosts: number; quotes: number }
}

/** Everything one server knows; it forgets it when it stops. */
export interface World {
  readonly url: string
  readonly version: string
  readonly limits: Limits
  readonly quirks: Quirks
  readonly rates: Rates
  /** How long a video, or every file where `slowImages`, is converted. */
  readonly processingMs: number
  readonly slowImages: boolean
  readonly failsProcessing: boolean
  readonly now: () => Date
  readonly account: { readonly id: string; readonly username: string; readonly name: string; suspended: boolean }
  readonly apps: Map<string, App>
  readonly grants: Map<string, Grant>
  readonly tokens: Map<string, Token>
  readonly media: Map<string, Medium>
  readonly statuses: Map<string, Status>
  /** Idempotency-Keys that led to a status. */
  readonly keys: Map<string, { readonly statusId: string; readonly at: Date }>
  readonly nextId: () => string
}

/** A refusal as the API words it. */
export function refusal(status: number, error: string, more: object = {}): Refusal {
  return new Refusal(status, { error, ...more })
}
