/** What differs between TikTok itself, its sandbox, a simulation, and what its sources disagree about. */
export interface TikTokSettings {
  /** Where the API answers. */
  readonly apiRoot: string
  /** Where people let applications in, and where posts can be seen. */
  readonly wwwRoot: string
  /** How the PKCE challenge is written. TikTok documents hex, for desktop applications; web ones may leave it out. */
  readonly pkce: 'hex' | 'base64url' | 'off'
  /** TikTok has audited our application. Until then everything is visible to the account's owner alone. */
  readonly audited: boolean
  /** Bytes of one piece of an upload: 5,242,880 to 32,000,000, which holds whether TikTok counts MB or MiB. */
  readonly chunkBytes: number
  /** Where pictures made by a machine are marked as such: told since 2026, and not everywhere alike. */
  readonly photoAigc: 'top-level' | 'post-info' | 'off'
  /** How long a commit watches what TikTok makes of a post, in milliseconds. */
  readonly watch: {
    /** First wait between two questions; it doubles up to the longest. */
    readonly firstMs: number
    readonly longestMs: number
    /** Until TikTok has processed it; afterwards it is looked up. */
    readonly processingMs: number
    /** Until a public post has its own id, which moderation gives it after about a minute. */
    readonly moderationMs: number
  }
}

export const liveSettings: TikTokSettings = {
  apiRoot: 'https://open.tiktokapis.com',
  wwwRoot: 'https://www.tiktok.com',
  pkce: 'hex',
  audited: true,
  chunkBytes: 10_000_000,
  photoAigc: 'top-level',
  watch: { firstMs: 2_000, longestMs: 10_000, processingMs: 45_000, moderationMs: 30_000 },
}
