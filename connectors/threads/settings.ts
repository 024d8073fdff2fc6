import type { Patience } from '../patience.ts'

/** Addresses, and answers to what Meta's own pages leave open. */
export interface ThreadsSettings extends Patience {
  readonly graph: string
  readonly dialog: string
  /** How the token travels; only the parameter is documented. */
  readonly tokenIn: 'header' | 'parameter'
  /** Counts a text by all its bytes: the cautious bound where nobody says how other scripts are counted. */
  readonly countsBytes: boolean
  /** Days after which a person has to let us in anew, whatever is renewed before: private profiles only, if at all. */
  readonly grantDays: number | null
  /** So often a container is made anew when the platform failed to fetch or to convert a file. */
  readonly tries: number
  /** A fresh object is not found everywhere at once: pause before it is read again. */
  readonly readAgainMs: number
}

export const liveSettings: ThreadsSettings = {
  graph: 'https://graph.threads.net',
  dialog: 'https://threads.net',
  tokenIn: 'parameter',
  countsBytes: false,
  grantDays: null,
  tries: 3,
  readAgainMs: 1_000,
  pollMs: [2_000, 5_000, 10_000, 30_000],
  processingTimeoutMs: 10 * 60_000,
}
