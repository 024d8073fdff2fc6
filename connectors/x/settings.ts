/** What differs between X itself, a simulation, and what its sources disagree about. */
export interface XSettings {
  /** Where the API answers. */
  readonly apiRoot: string
  /** Where people let applications in, and where posts can be seen. */
  readonly wwwRoot: string
  /** Bytes of one piece of an upload: X advises 5 MB at most. It takes 1,000 pieces, so that large films get larger ones. */
  readonly chunkBytes: number
  /** An account may answer its own posts: without it there are no threads and no first comment. */
  readonly answersOwnPosts: boolean
  /** Longest text and film of an ordinary account, and of one that pays. */
  readonly limits: { readonly ordinary: AccountLimits; readonly paying: AccountLimits }
  /** How processing is watched, in milliseconds. */
  readonly watch: {
    /** Between two questions; X names a wait, which is kept within these. */
    readonly leastMs: number
    readonly mostMs: number
    readonly giveUpMs: number
  }
  /** Wait when the application's credits or its monthly allowance are used up: X does not say until when. */
  readonly budgetWaitMs: number
}

interface AccountLimits {
  readonly textMax: number
  readonly filmMs: number
  readonly filmBytes: number
}

const minute = 60_000
const GB = 1_000_000_000

export const liveSettings: XSettings = {
  apiRoot: 'https://api.x.com',
  wwwRoot: 'https://x.com',
  chunkBytes: 4_000_000,
  answersOwnPosts: true,
  limits: {
    ordinary: { textMax: 280, filmMs: 20 * minute, filmBytes: 8 * GB },
    paying: { textMax: 25_000, filmMs: 125 * minute, filmBytes: 16 * GB },
  },
  watch: { leastMs: 1_000, mostMs: 30_000, giveUpMs: 15 * minute },
  budgetWaitMs: 60 * minute,
}
