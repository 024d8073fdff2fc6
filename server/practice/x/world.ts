import { Refusal } from '../simulation/refusal.ts'

/** The account, as its owner and X have set it. */
export interface Owner {
  readonly id: string
  username: string
  name: string
  /** What it pays for. */
  subscription: 'None' | 'Basic' | 'Premium' | 'PremiumPlus'
  suspended: boolean
}

export interface App {
  readonly clientId: string
  /** "" for a public client. */
  readonly clientSecret: string
  readonly name: string
  readonly redirectUris: readonly string[]
}

/** What its sources disagree about, or do not tell. */
export interface Switches {
  /** An account may answer its own posts, or only those that mention it. */
  readonly answers: 'own' | 'summoned'
  /** `repost_count`, `edit_history_post_ids`, as the newest description of the API has them. */
  readonly newNames: boolean
  /** Status for a text that is too long. */
  readonly tooLong: 400 | 403
  /** What a post that is gone answers when it is deleted once more. */
  readonly repeatedDelete: 'not-found' | 'forbidden' | 'deleted'
  /** A refresh token that is used a second time ends the whole grant. */
  readonly reuseEndsGrant: boolean
  /** Token answers do not say what was granted. */
  readonly omitsScope: boolean
  /** Processing that does not say when to ask again. */
  readonly omitsCheckAfter: boolean
  /** A permission that is missing is refused without saying that it is that. */
  readonly plainForbidden: boolean
  /** Bytes of the largest piece of an upload. */
  readonly pieceBytes: number
}

export interface Lifetimes {
  readonly codeMs: number
  readonly accessMs: number
  /** A refresh token that nobody used. */
  readonly refreshMs: number
  readonly mediaMs: number
}

export interface Limits {
  readonly text: { readonly ordinary: number; readonly paying: number }
  readonly filmMs: { readonly ordinary: number; readonly paying: number }
}

/** Calls in 15 minutes for each account; `postsPerDay` for the application, in 24 hours. */
export interface Rates {
  readonly post: number
  readonly delete: number
  readonly lookup: number
  readonly timeline: number
  readonly me: number
  readonly upload: number
  readonly status: number
  readonly metadata: number
  readonly subtitles: number
  readonly postsPerDay: number
}

export interface Grant {
  readonly scopes: readonly string[]
  revoked: boolean
}

export interface Medium {
  readonly id: string
  readonly key: string
  readonly ownerId: string
  readonly category: string
  readonly type: string
  readonly totalBytes: number
  readonly endsAt: Date
  readonly pieces: Map<number, Uint8Array>
  alt: string
  captions: { readonly language: string; readonly text: string } | null
  /** Null until it is finalized. */
  finished: {
    readonly at: Date
    readonly fault: { readonly name: string; readonly message: string } | null
    readonly durationMs: number
  } | null
}

export interface Post {
  readonly id: string
  readonly ownerId: string
  /** As it was written. */
  readonly text: string
  readonly at: Date
  readonly replyTo: string | null
  readonly media: readonly Medium[]
  readonly cover: Medium | null
  readonly poll: { readonly options: readonly string[]; readonly minutes: number } | null
  readonly replySettings: string | null
  readonly communityId: string | null
  readonly madeWithAi: boolean
  readonly paidPartnership: boolean
  /** Mentions the account, so that it may answer. */
  readonly summons: boolean
  readonly figures: Figures
}

export interface Figures {
  reposts: number
  replies: number
  likes: number
  quotes: number
  bookmarks: number
  impressions: number
  clicks: number
  filmViews: number
}

/** Everything this X knows; it forgets it when it stops. */
export interface World {
  readonly url: string
  readonly now: () => Date
  readonly owner: Owner
  readonly app: App
  readonly switches: Switches
  readonly lifetimes: Lifetimes
  readonly limits: Limits
  readonly rates: Rates
  /** In US dollars. */
  readonly budget: { credits: number }
  readonly processingMs: number
  /** From publication until it is listed. */
  readonly listedAfterMs: number
  /** From publication until figures are told. */
  readonly figuresAfterMs: number
  /** How long the same words are refused. */
  readonly duplicateMs: number
  readonly codes: Map<string, { grant: Grant; redirectUri: string; challenge: string; endsAt: Date }>
  readonly accessTokens: Map<string, { grant: Grant; endsAt: Date }>
  readonly refreshTokens: Map<string, { grant: Grant; endsAt: Date; used: boolean }>
  readonly media: Map<string, Medium>
  readonly posts: Map<string, Post>
  /** Ids as X makes them: the time, and a number. */
  readonly nextId: () => string
}

const problems = 'https://api.twitter.com/2/problems/'

/** A refusal as one problem. */
export function problem(status: number, title: string, detail: string, kind?: string): Refusal {
  return new Refusal(status, { title, detail, type: kind ? problems + kind : 'about:blank', status })
}

export const forbidden = (detail: string, kind?: string) => problem(403, 'Forbidden', detail, kind)

/** A request that breaks a rule of its parameters. */
export function invalid(parameter: string, value: unknown, message: string): Refusal {
  return new Refusal(400, {
    errors: [{ parameters: { [parameter]: [typeof value === 'string' ? value : JSON.stringify(value)] }, message }],
    title: 'Invalid Request',
    detail: 'One or more parameters to your request was invalid.',
    type: `${problems}invalid-request`,
  })
}

/** One item of an answer that is not there. */
export function notFound(kind: 'tweet' | 'user', id: string, parameter: string): object {
  return {
    value: id,
    detail: `Could not find ${kind} with ${parameter}: [${id}].`,
    title: 'Not Found Error',
    resource_type: kind,
    parameter,
    resource_id: id,
    type: `${problems}resource-not-found`,
  }
}

/** @throws Refusal when the application has no credits for it */
export function charge({ budget }: World, dollars: number): void {
  if (budget.credits < dollars)
    throw problem(
      402,
      'CreditsDepleted',
      'Your enrolled account [1] does not have any credits to fulfill this request.',
      'credits',
    )
  budget.credits -= dollars
}

export const isPaying = ({ owner }: World) => owner.subscription !== 'None'
