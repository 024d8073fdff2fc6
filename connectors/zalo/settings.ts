/** Hosts, and what sources disagree about. Durations in milliseconds. */
export interface ZaloSettings {
  readonly apiUrl: string
  readonly oauthUrl: string
  /** Sends with each call a proof made of the token and the application's secret, where the console asks for it. */
  readonly appSecretProof: boolean
  /** Whether a new refresh token lives three months from its own issue, or for what is left of the one before. */
  readonly refreshRenewsLife: boolean
  /** What a text block is written in: paragraphs and line breaks, or the bare text. */
  readonly textBlocks: 'html' | 'plain'
  /** Documented 150, refused at 150. */
  readonly titleMax: number
  /** Documented 300, refused at 300. */
  readonly descriptionMax: number
  /** How often an article or a film that is being processed is asked for: at first, and later. */
  readonly pollMs: number
  readonly quickPolls: number
  readonly slowPollMs: number
  readonly giveUpMs: number
  /** How long `commit` waits for an article to be made public before it is looked up. */
  readonly publishWaitMs: number
}

export const defaults: ZaloSettings = {
  apiUrl: 'https://openapi.zalo.me',
  oauthUrl: 'https://oauth.zaloapp.com',
  appSecretProof: false,
  refreshRenewsLife: true,
  textBlocks: 'html',
  titleMax: 140,
  descriptionMax: 250,
  pollMs: 3_000,
  quickPolls: 8,
  slowPollMs: 30_000,
  giveUpMs: 600_000,
  publishWaitMs: 60_000,
}
