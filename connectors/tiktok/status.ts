import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { ConnectorContext } from '../contract.ts'
import { type Access, call } from './client.ts'

/** How a post stands at TikTok. A public one has an id of its own only after moderation, any other one never. */
export type Standing =
  | { readonly state: 'out'; readonly postId: string | null }
  /** A draft lies in the person's inbox. */
  | { readonly state: 'inbox' }
  | { readonly state: 'failed'; readonly reason: string }
  /** `received`: bytes of the upload that have arrived; null when TikTok does not tell. */
  | { readonly state: 'processing'; readonly received: number | null }

const Status = z.object({
  status: z.string(),
  fail_reason: z.string().nullish(),
  /** The platform's own spelling. */
  publicaly_available_post_id: z.array(z.coerce.string()).nullish(),
  uploaded_bytes: z.coerce.number().nullish(),
})

/** @throws ConnectorError @see https://developers.tiktok.com/doc/content-posting-api-reference-get-video-status */
export async function askStanding(publishId: string, access: Access, context: ConnectorContext): Promise<Standing> {
  const path = '/v2/post/publish/status/fetch/'
  const json = { publish_id: publishId }
  const told = await call(access, { method: 'POST', path, json, answer: Status }, context)
  switch (told.status) {
    case 'PUBLISH_COMPLETE':
      return { state: 'out', postId: told.publicaly_available_post_id?.at(0) ?? null }
    case 'SEND_TO_USER_INBOX':
      return { state: 'inbox' }
    case 'FAILED':
      return { state: 'failed', reason: told.fail_reason ?? '' }
    default:
      return { state: 'processing', received: told.uploaded_bytes ?? null }
  }
}

/**
 * Watches a post until TikTok has made up its mind, and a public one until it has its id, each for as long as the
 * settings say.
 * @throws ConnectorError
 */
export async function watch(
  publishId: string,
  { isPublic }: { readonly isPublic: boolean },
  access: Access,
  context: ConnectorContext,
): Promise<Standing> {
  const { firstMs, longestMs, processingMs, moderationMs } = access.settings.watch
  const startedAt = context.now().getTime()
  for (let waitMs = firstMs; ; waitMs = Math.min(waitMs * 2, longestMs)) {
    const standing = await askStanding(publishId, access, context)
    const spentMs = context.now().getTime() - startedAt
    const lacksId = standing.state === 'out' && standing.postId === null && isPublic
    const isOpen =
      standing.state === 'processing' ? spentMs < processingMs : lacksId && spentMs < processingMs + moderationMs
    if (!isOpen) return standing
    await sleep(waitMs, undefined, { signal: context.signal })
  }
}
