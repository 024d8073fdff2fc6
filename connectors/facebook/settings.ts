import type { Patience } from '../patience.ts'

/** Addresses, and answers to what Meta's own pages disagree about. */
export interface FacebookSettings extends Patience {
  readonly graph: string
  /** Where films of the page's feed are sent. */
  readonly graphVideo: string
  /** Where the bytes of reels and stories go. */
  readonly upload: string
  readonly dialog: string
  readonly version: string
  /** Bytes of a film sent at once. */
  readonly pieceBytes: number
  /** Every call with a page's token carries the application's proof. */
  readonly provesApp: boolean
}

export const liveSettings: FacebookSettings = {
  graph: 'https://graph.facebook.com',
  graphVideo: 'https://graph-video.facebook.com',
  upload: 'https://rupload.facebook.com',
  dialog: 'https://www.facebook.com',
  version: 'v25.0',
  pieceBytes: 8_000_000,
  provesApp: true,
  pollMs: [2_000, 5_000, 10_000, 30_000],
  processingTimeoutMs: 15 * 60_000,
}
