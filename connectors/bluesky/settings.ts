import type { Patience } from '../patience.ts'

/** Servers of the network, and how long a film's processing is waited for. Tests point these at servers of their own. */
export interface BlueskySettings extends Patience {
  /** Resolves handles, and forwards for the accounts it runs itself. */
  readonly entry: string
  readonly directory: string
  /** Counts likes, reposts and replies. */
  readonly appView: string
  /** Converts a film before its post appears; null: the account's own server keeps it, and it is converted afterwards. */
  readonly video: string | null
}

export const usualSettings: BlueskySettings = {
  entry: 'https://bsky.social',
  directory: 'https://plc.directory',
  appView: 'https://public.api.bsky.app',
  video: 'https://video.bsky.app',
  pollMs: [1_000, 2_000, 5_000],
  processingTimeoutMs: 10 * 60_000,
}
