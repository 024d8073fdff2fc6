import { Refusal } from '../simulation/refusal.ts'
import type { Ground } from '../simulation/start.ts'

export interface Film {
  readonly id: string
  readonly hash: string
  readonly bytes: number
  snippet: {
    title: string
    description: string
    tags: readonly string[]
    categoryId: string
    defaultLanguage?: string | undefined
  }
  status: {
    privacyStatus: string
    selfDeclaredMadeForKids?: boolean | undefined
    containsSyntheticMedia?: boolean | undefined
    license?: string | undefined
  }
  hasPaidProductPlacement: boolean
  readonly uploadedAt: Date
  readonly problem: { readonly failureReason?: string; readonly rejectionReason?: string } | null
  hasThumbnail: boolean
  readonly captions: Map<string, string>
  figures: Record<string, number>
}

export interface Session {
  readonly id: string
  readonly size: number
  readonly type: string
  readonly metadata: Metadata
  readonly at: Date
  received: Uint8Array
  videoId: string | null
}

export interface Metadata {
  readonly id?: string
  readonly snippet?: Partial<Film['snippet']>
  readonly status?: Partial<Film['status']>
  readonly paidProductPlacementDetails?: { readonly hasPaidProductPlacement?: boolean }
}

interface Token {
  readonly scopes: readonly string[]
  readonly expiresAt: Date
  /** The consent it came of. */
  readonly grant: Grant
}

export interface Grant {
  readonly redirectUri: string
  readonly challenge: string | null
  readonly scopes: readonly string[]
  readonly at: Date
  revoked: boolean
}

export interface Comment {
  readonly id: string
  readonly videoId: string
  readonly text: string
  readonly at: Date
}

export interface Switches {
  /** The application has passed the audit; else every film stays private. */
  readonly audited: boolean
  /** The channel's phone number is confirmed: thumbnails of one's own, long films. */
  readonly phoneVerified: boolean
  /** The same bytes may be uploaded twice. */
  readonly takesTwice: boolean
  /** From an upload until it stands in the channel's list. */
  readonly listLagMs: number
  /** Units of the day. */
  readonly units: number
  readonly uploadsPerDay: number
}

export interface World extends Ground {
  readonly app: { readonly clientId: string; readonly clientSecret: string }
  readonly channel: {
    readonly id: string
    readonly title: string
    readonly customUrl: string
    readonly uploads: string
  }
  readonly switches: Switches
  readonly processingMs: number
  readonly grants: Map<string, Grant>
  readonly tokens: Map<string, Token>
  readonly refreshTokens: Map<string, Grant>
  readonly sessions: Map<string, Session>
  readonly films: Map<string, Film>
  readonly comments: Map<string, Comment>
  readonly playlists: Map<string, string[]>
  readonly ledger: { day: string; units: number; uploads: number }
  readonly nextId: () => string
}

/** An error as the API words it. */
export function refusal(code: number, reason: string, message = reason, domain = 'youtube.video'): Refusal {
  return new Refusal(code, { error: { code, message, errors: [{ message, domain, reason }] } })
}
