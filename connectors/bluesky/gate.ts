import type { JsonObject } from '../contract.ts'

export const gateCollection = 'app.bsky.feed.threadgate'

const rules: Readonly<Record<string, readonly string[]>> = {
  followers: ['followerRule'],
  following: ['followingRule'],
  mentioned: ['mentionRule'],
  nobody: [],
}

/**
 * Who may reply: a record beside the thread's first post, under the same key. Without one everybody may.
 * @param replies `options.replies`
 * @returns null for everybody
 * @see https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/threadgate.json
 */
export function gateOf(replies: unknown, post: string, createdAt: string): JsonObject | null {
  const allowed = rules[String(replies)]
  if (!allowed) return null
  const allow = allowed.map((rule) => ({ $type: `${gateCollection}#${rule}` }))
  return { $type: gateCollection, post, allow, createdAt }
}
