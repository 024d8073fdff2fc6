/** What nobody tells for sure, and what goes wrong on wish. */
export interface Quirks {
  /** The code's answer names the profile by a bare number. */
  readonly numericUserId: boolean
  /** So many times a finished container is not found when it is published. */
  readonly lateReadiness: number
  /** So many reads of a fresh post find nothing. */
  readonly slowReads: number
  /** How long a fresh post is missing from lists. */
  readonly listLagMs: number
  /** What publishing a container again does. */
  readonly republishing: 'publishes-again' | 'refused'
  /** The tag that becomes the topic keeps its `#` in the text. */
  readonly keepsTopicSign: boolean
  /** Every character counts by its bytes. */
  readonly countsBytes: boolean
  /** Permissions end 90 days after they were given. */
  readonly privateProfile: boolean
  /** Tokens in the authorization header count. */
  readonly takesHeaders: boolean
  /** The name of an error stands in its code, not in its message. */
  readonly namesCodes: boolean
  readonly noDebugToken: boolean
}

export interface Limits {
  /** Posts, answers and deletions in 24 hours. */
  readonly posts: number
  readonly replies: number
  readonly deletes: number
  readonly calls: { readonly max: number; readonly seconds: number }
  readonly pictureBytes: number
  readonly filmBytes: number
}

export interface Token {
  readonly kind: 'short' | 'long'
  readonly scopes: readonly string[]
  readonly issuedAt: Date
  readonly expiresAt: Date
  /** When the person gave the permissions. */
  readonly grantedAt: Date
  /** The sub-code of error 190 once its owner has ended it. */
  endedBy: number | null
}

interface Grant {
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly at: Date
}

export type MediaType = 'TEXT' | 'IMAGE' | 'VIDEO' | 'CAROUSEL'

/** What is said of a post when it is made. */
export interface Draft {
  readonly mediaType: MediaType
  readonly text: string
  readonly altText: string
  readonly topic: string | null
  readonly link: string | null
  readonly replyTo: string | null
  readonly children: readonly string[]
  readonly isItem: boolean
  /** Everything else that was sent, as it was sent. */
  readonly given: Readonly<Record<string, string>>
}

export interface Container extends Draft {
  readonly id: string
  readonly createdAt: Date
  readonly readyAt: Date
  /** Ends when the film was fetched and looked at: why it failed, or null. */
  readonly looking: Promise<string | null>
  isUsed: boolean
  postId: string | null
  lateAnswers: number
}

export interface Post extends Draft {
  readonly id: string
  readonly shortcode: string
  readonly at: Date
  readonly alts: readonly string[]
  hiddenReads: number
  figures: Readonly<Record<string, number>>
}

/** Everything the platform knows; it forgets it when it stops. */
export interface World {
  readonly url: string
  readonly now: () => Date
  readonly app: { readonly id: string; readonly secret: string }
  readonly profile: { readonly id: string; readonly username: string; readonly name: string; isRestricted: boolean }
  readonly quirks: Quirks
  readonly limits: Limits
  readonly processingMs: number
  readonly insightsLagMs: number
  readonly grants: Map<string, Grant>
  readonly tokens: Map<string, Token>
  readonly containers: Map<string, Container>
  readonly posts: Map<string, Post>
  /** What counts against the day, also when it was deleted since. */
  readonly spent: { readonly kind: 'posts' | 'replies' | 'deletes'; readonly at: Date }[]
  readonly nextId: () => string
}

const dayMs = 86_400_000

export function spentOf(kind: 'posts' | 'replies' | 'deletes', { spent, now }: World): number {
  return spent.filter((act) => act.kind === kind && act.at.getTime() > now().getTime() - dayMs).length
}
