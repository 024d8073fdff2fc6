/** Which of the two ways in a token came from: they open different hosts. */
export type Login = 'instagram' | 'facebook'

/** What sources disagree about, and what goes wrong on wish. */
export interface Quirks {
  /** The code's answer: `{data: [{…}]}` or the same without the frame. */
  readonly wrapsTokens: boolean
  /** Granted permissions as a list instead of one text. */
  readonly listsPermissions: boolean
  /** PNG is taken beside JPEG. */
  readonly takesPng: boolean
  /** So many times "not ready" comes after the state said FINISHED. */
  readonly lateReadiness: number
  /** So many reads of a fresh post find nothing. */
  readonly slowReads: number
  /** How long a fresh post is missing from lists. */
  readonly listLagMs: number
  /** What publishing a container again does: nobody tells. */
  readonly republishing: 'publishes-again' | 'refused'
  /** Collaborators are refused on carousels. */
  readonly noCarouselCollaborators: boolean
  /** The error of one container too many. */
  readonly containerLimitCode: 4 | 613
  /** On the Facebook login captions come back without the `@` of mentions. */
  readonly stripsMentions: boolean
  /** Films come by resumable upload on the Instagram login, too. */
  readonly uploadsEverywhere: boolean
}

export interface Limits {
  /** Posts in 24 hours: accounts report 25, 50 and 100. */
  readonly posts: number
  readonly containers: number
  readonly calls: { readonly max: number; readonly seconds: number }
  readonly captionLength: number
  readonly imageBytes: number
  readonly reelBytes: number
  readonly storyBytes: number
  readonly childMs: number
}

export interface Token {
  readonly login: Login
  readonly kind: 'short' | 'long' | 'page'
  readonly scopes: readonly string[]
  readonly issuedAt: Date
  /** null: without an end. */
  readonly expiresAt: Date | null
  /** The code of error 190 once its owner has ended it. */
  endedBy: number | null
}

/** A code, good for one token. */
export interface Grant {
  readonly login: Login
  readonly clientId: string
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly at: Date
}

export type Product = 'FEED' | 'REELS' | 'STORY'

/** What is said of a post when it is made. */
export interface Draft {
  readonly kind: 'image' | 'reel' | 'story' | 'item' | 'carousel'
  readonly mediaType: 'IMAGE' | 'VIDEO' | 'CAROUSEL_ALBUM'
  readonly caption: string
  readonly altText: string
  readonly children: readonly string[]
  readonly isAiGenerated: boolean
  /** Everything else that was sent, as it was sent. */
  readonly given: Readonly<Record<string, string>>
}

export interface Container extends Draft {
  readonly id: string
  readonly createdAt: Date
  /** null: waits for its bytes. */
  readyAt: Date | null
  /** Ends when the film was fetched and looked at: the sub-code that it fails with, or null. */
  looking: Promise<number | null>
  /** A parent holds it. */
  isUsed: boolean
  mediaId: string | null
  upload: { size: number | null; readonly pieces: Uint8Array[] } | null
  lateAnswers: number
}

interface Comment {
  readonly id: string
  readonly text: string
  readonly at: Date
}

export interface Post extends Draft {
  readonly id: string
  readonly shortcode: string
  readonly product: Product
  readonly at: Date
  readonly alts: readonly string[]
  readonly comments: Comment[]
  hiddenReads: number
  figures: Readonly<Record<string, number>>
}

/** Everything the platform knows; it forgets it when it stops. */
export interface World {
  readonly url: string
  readonly now: () => Date
  readonly version: string
  readonly app: { readonly id: string; readonly secret: string }
  readonly account: {
    /** The professional account, under which one publishes. */
    readonly userId: string
    /** The same account as this application alone knows it. */
    readonly scopedId: string
    readonly username: string
    readonly name: string
    isProfessional: boolean
    isRestricted: boolean
  }
  readonly page: { readonly id: string; readonly name: string; readonly tasks: readonly string[] }
  /** The page is listed under the person's business only. */
  readonly pageOfBusiness: boolean
  readonly quirks: Quirks
  readonly limits: Limits
  readonly processingMs: number
  readonly insightsLagMs: number
  /** When something was published: what is deleted afterwards counts all the same. */
  readonly published: Date[]
  readonly grants: Map<string, Grant>
  readonly tokens: Map<string, Token>
  readonly containers: Map<string, Container>
  readonly posts: Map<string, Post>
  readonly nextId: () => string
}
