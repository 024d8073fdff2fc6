import type { Ground } from '../simulation/start.ts'

/** Answers to what Meta's own pages disagree about, and to what went wrong in the field. */
export interface Quirks {
  /** Refuses the text of the page's newest post. */
  readonly refusesRepeats: boolean
  /** Story ids come as numbers. */
  readonly numericStories: boolean
  /** The page has too few followers for figures. */
  readonly isSmall: boolean
  /** Calls with a page's token need the application's proof. */
  readonly needsProof: boolean
  /** A new post is listed only after so long. */
  readonly listLagMs: number
  /** The first read of a new object finds nothing. */
  readonly missesFirstRead: boolean
}

export interface Limits {
  readonly calls: { readonly max: number; readonly seconds: number }
  readonly reelsPerDay: number
  readonly photoBytes: number
  readonly messageLength: number
}

export interface Token {
  readonly kind: 'short' | 'long' | 'page'
  /** null for a person's. */
  readonly pageId: string | null
  readonly scopes: readonly string[]
  readonly expiresAt: Date | null
  /** Sub-code of error 190 once it has ended. */
  endedBy: number | null
}

interface Grant {
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly at: Date
}

export interface Photo {
  readonly id: string
  readonly alt: string
  isUsed: boolean
}

export interface Film {
  readonly id: string
  readonly place: 'videos' | 'video_reels' | 'video_stories'
  readonly session: string
  /** null until the first bytes say so. */
  size: number | null
  pieces: Uint8Array[]
  /** When it is converted; null while bytes are missing. */
  readyAt: Date | null
  problem: string | null
  publishedAt: Date | null
  title: string
  description: string
}

export interface Post {
  readonly id: string
  message: string
  readonly link: string | null
  readonly photos: readonly Photo[]
  readonly targeting: string | null
  readonly createdAt: Date
}

export interface Story {
  readonly postId: string
  readonly mediaId: string
  readonly kind: 'photo' | 'video'
  readonly createdAt: Date
}

export interface Comment {
  readonly id: string
  readonly on: string
  message: string
  readonly createdAt: Date
}

/** Everything one Facebook knows of one page; it forgets it when it stops. */
export interface World extends Ground {
  readonly version: string
  readonly app: { readonly id: string; readonly secret: string }
  readonly page: { readonly id: string; readonly name: string; readonly username: string; tasks: readonly string[] }
  readonly quirks: Quirks
  readonly limits: Limits
  readonly processingMs: number
  readonly insightsLagMs: number
  readonly grants: Map<string, Grant>
  readonly tokens: Map<string, Token>
  readonly photos: Map<string, Photo>
  readonly films: Map<string, Film>
  readonly posts: Map<string, Post>
  readonly stories: Story[]
  readonly comments: Map<string, Comment>
  /** By object, by the platform's own names. */
  readonly figures: Map<string, Record<string, number>>
  /** Objects that were read once. */
  readonly wasRead: Set<string>
  readonly nextId: () => string
}
