import { Refusal } from '../simulation/refusal.ts'

/** The one account, as its owner has set it. Every setting may change between planning and posting. */
export interface Creator {
  readonly openId: string
  username: string
  displayName: string
  /** Only followers whom the owner let in see anything. */
  isPrivate: boolean
  commentsOff: boolean
  duetsOff: boolean
  stitchesOff: boolean
  maxDurationSec: number
  banned: boolean
  /** The application has as many people posting today as it may. */
  capReached: boolean
  /** The phone has an app too old for drafts of pictures. */
  oldApp: boolean
}

export interface App {
  readonly clientKey: string
  readonly clientSecret: string
  readonly name: string
  readonly redirectUris: readonly string[]
}

/** What its sources disagree about, or do not tell. */
export interface Switches {
  /** Whether the old refresh token dies when a new one is made, as documented since autumn 2026. */
  readonly rotation: 'strict' | 'kept'
  /** The token endpoint refuses with status 200. */
  readonly tokenErrorsAs200: boolean
  readonly pkce: 'hex' | 'base64url'
  /** Web applications may leave PKCE out. */
  readonly requiresPkce: boolean
  /** Bytes of a megabyte in the rules of uploads. */
  readonly megabyte: 1_000_000 | 1_048_576
  /** Pictures are among the account's listed posts. */
  readonly listsPhotos: boolean
  /** Where pictures carry `is_aigc`; `nowhere`: it is refused. */
  readonly photoAigc: 'top-level' | 'post-info' | 'nowhere'
  /** Addresses without their closing slash are not found. */
  readonly strictSlashes: boolean
  /** What another piece is answered when the upload is complete. */
  readonly finishedUpload: 416 | 404
}

export interface Lifetimes {
  readonly codeMs: number
  readonly accessMs: number
  readonly refreshMs: number
  readonly uploadMs: number
}

/** How many calls of a kind in a minute, for each token; `display` for the application. */
export interface Rates {
  readonly init: number
  readonly creatorInfo: number
  readonly status: number
  readonly display: number
}

export interface FilmLimits {
  readonly minMs: number
  readonly framesPerSecond: { readonly min: number; readonly max: number }
  readonly side: { readonly min: number; readonly max: number }
}

/** What a person let in. */
export interface Grant {
  readonly app: App
  readonly scopes: readonly string[]
  revoked: boolean
}

export interface Upload {
  readonly id: string
  readonly token: string
  readonly size: number
  readonly chunkSize: number
  readonly chunkCount: number
  readonly endsAt: Date
  readonly pieces: Buffer[]
  received: number
}

/** Something on its way to being a post. */
export interface Publication {
  readonly id: string
  readonly grant: Grant
  readonly kind: 'video' | 'photos'
  readonly isDraft: boolean
  readonly title: string
  readonly description: string
  /** What was said about the post, as it came. */
  readonly info: Readonly<Record<string, unknown>>
  readonly pictures: number
  /** Which of them is the cover, from 0. */
  readonly cover: number
  readonly isAigc: boolean
  readonly startedAt: Date
  /** Null where TikTok fetches by itself. */
  readonly upload: Upload | null
  /** When everything had arrived; null before. */
  completeAt: Date | null
  failReason: string | null
  privacy: string
  /** A person has finished the draft in the app. */
  finishedAt: Date | null
  readonly postId: string
  figures: { views: number; likes: number; comments: number; shares: number }
}

export interface World {
  readonly url: string
  /** Origin of the addresses that films are sent to. */
  uploadOrigin: string
  readonly now: () => Date
  readonly creator: Creator
  readonly app: App
  readonly audited: boolean
  readonly switches: Switches
  readonly lifetimes: Lifetimes
  readonly rates: Rates
  readonly film: FilmLimits
  /** Beginnings of addresses that the application has proved to be its own. */
  readonly verifiedPrefixes: readonly string[]
  readonly processingMs: number
  readonly moderationMs: number
  readonly figuresAfterMs: number
  readonly postsPerDay: number
  readonly codes: Map<string, { grant: Grant; redirectUri: string; challenge: string | null; endsAt: Date }>
  readonly accessTokens: Map<string, { grant: Grant; endsAt: Date }>
  readonly refreshTokens: Map<string, { grant: Grant; endsAt: Date }>
  readonly publications: Map<string, Publication>
  readonly nextId: () => string
}

/** A refusal as the API words it. Some come with status 200. */
export function refusal(status: number, code: string, message: string): Refusal {
  return new Refusal(status, { data: {}, error: { code, message, log_id: logId() } })
}

export function invalid(message: string): Refusal {
  return refusal(400, 'invalid_params', message)
}

export function ok(data: object): object {
  return { data, error: { code: 'ok', message: '', log_id: logId() } }
}

let logs = 0
export function logId(): string {
  logs += 1
  return `202611230800${String(logs).padStart(20, '0')}`
}

/** How a publication stands by the clock. */
export function standingOf(
  publication: Publication,
  world: World,
): 'arriving' | 'processing' | 'failed' | 'inbox' | 'out' {
  const { completeAt, failReason, isDraft, finishedAt } = publication
  if (failReason === 'publish_cancelled') return 'failed'
  if (!completeAt) return 'arriving'
  if (world.now().getTime() < completeAt.getTime() + world.processingMs) return 'processing'
  if (failReason !== null) return 'failed'
  return isDraft && !finishedAt ? 'inbox' : 'out'
}

/** Whether everybody sees it, under an id of its own: after moderation. */
export function isListed(publication: Publication, world: World): boolean {
  const { completeAt, finishedAt, privacy } = publication
  if (standingOf(publication, world) !== 'out' || privacy !== 'PUBLIC_TO_EVERYONE' || !completeAt) return false
  const outAt = finishedAt ?? new Date(completeAt.getTime() + world.processingMs)
  return world.now().getTime() >= outAt.getTime() + world.moderationMs
}

/** What TikTok lets the account's owner choose from. */
export function privacyOptions({ isPrivate }: Creator): string[] {
  return [isPrivate ? 'FOLLOWER_OF_CREATOR' : 'PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY']
}

const dayMs = 86_400_000

/** Publications of the last 24 hours whose bytes all came. */
export function sentToday(world: World): Publication[] {
  const since = world.now().getTime() - dayMs
  return [...world.publications.values()].filter(({ completeAt }) => completeAt && completeAt.getTime() > since)
}
