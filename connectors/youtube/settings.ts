import type { Patience } from '../patience.ts'

/** Addresses, and what differs between applications. */
export interface YouTubeSettings extends Patience {
  readonly api: string
  readonly upload: string
  readonly analytics: string
  readonly consent: string
  readonly oauth: string
  /** Where people watch. */
  readonly www: string
  /** Bytes of a film sent at once: a multiple of 262,144. */
  readonly pieceBytes: number
  /** How long an upload can be gone on with. */
  readonly sessionMs: number
}

export const liveSettings: YouTubeSettings = {
  api: 'https://youtube.googleapis.com/youtube/v3',
  upload: 'https://youtube.googleapis.com/upload/youtube/v3',
  analytics: 'https://youtubeanalytics.googleapis.com/v2',
  consent: 'https://accounts.google.com/o/oauth2/v2/auth',
  oauth: 'https://oauth2.googleapis.com',
  www: 'https://www.youtube.com',
  pieceBytes: 32 * 262_144,
  sessionMs: 7 * 24 * 3_600_000,
  pollMs: [5_000, 15_000, 30_000],
  processingTimeoutMs: 15 * 60_000,
}
