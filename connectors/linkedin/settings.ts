/** What differs between LinkedIn itself, a simulation, an application's tier, and what its sources disagree about. */
export interface LinkedInSettings {
  /** Where the API answers. */
  readonly apiRoot: string
  /** Where people let applications in, tokens are made, and posts can be seen. */
  readonly wwwRoot: string
  /** Of the API, `YYYYMM`. Each one lives about a year: @see https://learn.microsoft.com/linkedin/marketing/versioning */
  readonly version: string
  /** What LinkedIn has granted the application; in the development tier several items are not read in one call. */
  readonly tier: 'development' | 'standard'
  /** Asked for together each time: another set makes the person's earlier tokens invalid. */
  readonly scopes: readonly string[]
  /** The backslashes of escaped characters count towards the length of a text. */
  readonly countsEscapes: boolean
  /** How a captions file is sent: with its description as multipart, or alone. */
  readonly captions: 'multipart' | 'raw'
  /** Milliseconds to stay away after a refusal that names no day's limit. */
  readonly burstWaitMs: number
  /** Milliseconds given to a file whose state LinkedIn does not let the person read. */
  readonly graceMs: number
  /** How long figures may take to appear: a post without any that is older has none. */
  readonly figuresAfterMs: number
  /** How processing is watched, in milliseconds: the wait between two questions doubles up to the longest. */
  readonly watch: { readonly firstMs: number; readonly longestMs: number; readonly atMostMs: number }
}

const minuteMs = 60_000

export const liveSettings: LinkedInSettings = {
  apiRoot: 'https://api.linkedin.com',
  wwwRoot: 'https://www.linkedin.com',
  version: '202609',
  tier: 'standard',
  scopes: [
    'w_organization_social',
    'r_organization_social',
    'w_organization_social_feed',
    'r_organization_social_feed',
    'rw_organization_admin',
  ],
  countsEscapes: false,
  captions: 'multipart',
  burstWaitMs: minuteMs,
  graceMs: 5_000,
  figuresAfterMs: 48 * 60 * minuteMs,
  watch: { firstMs: 2_000, longestMs: 15_000, atMostMs: 10 * minuteMs },
}
