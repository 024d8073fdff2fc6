import type { Patience } from '../patience.ts'

const MB = 1_000_000

/** By an Instagram account itself, or by a person of the Facebook page that it is linked to. */
export type Login = 'instagram' | 'facebook'

/** Addresses, and answers to what Meta's own pages disagree about. */
export interface InstagramSettings extends Patience {
  /** Which of the two ways in the office's application is registered for, where `OAuthApp.host` does not name one. */
  readonly login: Login
  readonly instagramGraph: string
  readonly instagramToken: string
  readonly instagramDialog: string
  readonly facebookGraph: string
  readonly facebookDialog: string
  readonly facebookUpload: string
  readonly version: string
  /** Whose token publishes on the Facebook login: a page's has no end, a person's lives 60 days. */
  readonly publishesAs: 'page' | 'person'
  /** Whether films are uploaded in pieces: everywhere else the platform fetches them from our address. */
  readonly uploadsFilms: { readonly instagram: boolean; readonly facebook: boolean }
  readonly pieceBytes: number
  /** So often a container is made anew when the platform failed to fetch or to convert a file. */
  readonly tries: number
  /** A fresh object is not found everywhere at once: pause before it is read again. */
  readonly readAgainMs: number
  readonly takesPng: boolean
  readonly reelBytes: number
  readonly carouselFilmMs: number
  readonly carouselCollaborators: boolean
  readonly watchTimeUnit: 'milliseconds' | 'seconds'
}

export const liveSettings: InstagramSettings = {
  login: 'instagram',
  instagramGraph: 'https://graph.instagram.com',
  instagramToken: 'https://api.instagram.com',
  instagramDialog: 'https://www.instagram.com',
  facebookGraph: 'https://graph.facebook.com',
  facebookDialog: 'https://www.facebook.com',
  facebookUpload: 'https://rupload.facebook.com',
  version: 'v25.0',
  publishesAs: 'page',
  uploadsFilms: { instagram: false, facebook: true },
  pieceBytes: 16 * MB,
  tries: 3,
  readAgainMs: 1_000,
  takesPng: false,
  reelBytes: 300 * MB,
  carouselFilmMs: 60_000,
  carouselCollaborators: true,
  watchTimeUnit: 'milliseconds',
  pollMs: [3_000, 5_000, 10_000, 30_000],
  processingTimeoutMs: 15 * 60_000,
}
