import { Refusal } from '../simulation/refusal.ts'

/** What an administrator of the account ticks on the consent page. */
export const permissions = ['manage_article', 'send_broadcast', 'oa_info'] as const
export type Permission = (typeof permissions)[number]

/** Where sources disagree about Zalo. */
export interface Quirks {
  /** A refresh token lives for what is left of the one before, instead of three months of its own. */
  readonly inheritsLife: boolean
  /** Every call has to carry the proof made with the application's secret. */
  readonly wantsProof: boolean
  /** From this length on a title is refused. */
  readonly titleRefusedAt: number
  readonly descriptionRefusedAt: number
  /** Letters one text block may hold, without its tags: not documented. */
  readonly blockMax: number
  /** Removing once more is answered as a success. */
  readonly removesTwice: boolean
  /** The list tells views and shares. */
  readonly listsFigures: boolean
  /** `verify` tells the id under this name. */
  readonly idName: 'id' | 'article_id'
}

/** One consent, with the tokens that open it now. */
export interface Grant {
  readonly permissions: readonly Permission[]
  access: string
  refresh: string
  accessEndsAt: Date
  refreshEndsAt: Date
  ended: boolean
}

export interface Article {
  readonly id: string
  readonly type: 'normal' | 'video'
  readonly createdAt: Date
  updatedAt: Date
  /** What was given, in the words of the call. */
  given: Readonly<Record<string, unknown>>
  figures: { readonly views: number; readonly shares: number }
}

/** An article on its way: it is taken in when its files could be fetched. */
interface Job {
  readonly article: Readonly<Record<string, unknown>>
  /** The article it changes; null makes a new one. */
  readonly changes: string | null
  readonly readyAt: Date
  outcome: { readonly id: string } | { readonly failed: string } | null
}

interface Film {
  readonly id: string
  readonly readyAt: Date
  readonly fails: boolean
}

export interface Broadcast {
  readonly id: string
  readonly articleIds: readonly string[]
  readonly target: Readonly<Record<string, unknown>>
  readonly at: Date
}

/** Everything Zalo knows; it forgets it when it stops. */
export interface World {
  readonly now: () => Date
  readonly url: string
  readonly app: { readonly id: string; readonly secret: string }
  readonly account: {
    readonly id: string
    readonly name: string
    isVerified: boolean
    isRemoved: boolean
    planEndsAt: Date
    broadcastsLeft: number
  }
  readonly quirks: Quirks
  readonly callsPerMinute: number
  readonly processingMs: number
  readonly failsProcessing: boolean
  readonly listLagMs: number
  readonly codes: Map<
    string,
    {
      readonly challenge: string
      readonly redirectUri: string
      readonly permissions: readonly Permission[]
      readonly at: Date
    }
  >
  readonly grants: Grant[]
  readonly articles: Map<string, Article>
  readonly jobs: Map<string, Job>
  readonly films: Map<string, Film>
  readonly broadcasts: Broadcast[]
  /** How often an address failed, and until when it is not asked again. */
  readonly failures: Map<string, { readonly times: number; readonly until: Date }>
}

/** A refusal as Zalo words it: with the status of success. */
export function refusal(error: number, message: string, status = 200): Refusal {
  return new Refusal(status, { error, message })
}
