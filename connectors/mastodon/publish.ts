import { z } from 'zod'
import { irreversibly } from '../answers.ts'
import {
  type Account,
  type CommittedPart,
  type ConnectorContext,
  ConnectorError,
  type DeliveryContent,
  type JsonObject,
  type PreparedPart,
} from '../contract.ts'
import { accessOf, assertAccepted, call, send } from './client.ts'
import { upload } from './media.ts'

const Written = z.object({ id: z.coerce.string(), url: z.string().nullable().default(null) })

/** Uploads the files, waits until the instance has processed them, and writes down what each part will say. */
export async function prepare(
  content: DeliveryContent,
  account: Account,
  context: ConnectorContext,
): Promise<PreparedPart[]> {
  const { contentWarning, visibility } = content.options
  const warning = typeof contentWarning === 'string' ? contentWarning.trim() : ''
  const chosen = typeof visibility === 'string' && visibility !== '' ? visibility : 'public'
  const parts: PreparedPart[] = []
  for (const [position, { text, media }] of content.parts.entries()) {
    const mediaIds: string[] = []
    for (const medium of media) mediaIds.push(await upload(medium, account, context))
    const status = {
      status: text,
      language: content.language.split('-')[0] ?? content.language,
      // Only the first part of a thread comes up in public timelines.
      visibility: position > 0 && chosen === 'public' ? 'unlisted' : chosen,
      ...(mediaIds.length > 0 && { media_ids: mediaIds }),
      ...(warning !== '' && { spoiler_text: warning, sensitive: true }),
    }
    parts.push({ marker: `${content.deliveryId}:${content.revision}:${position}`, payload: { status } })
  }
  return parts
}

/** The marker is the Idempotency-Key: for an hour Mastodon answers the same post, however often this is sent. */
export async function commit(
  part: PreparedPart,
  before: readonly CommittedPart[],
  account: Account,
  context: ConnectorContext,
): Promise<CommittedPart> {
  const parent = before.at(-1)?.remoteId
  const json = { ...statusOf(part), ...(parent && { in_reply_to_id: parent }) }
  const headers = { 'idempotency-key': part.marker }
  const { id, url } = await irreversibly(() =>
    call(accessOf(account), { method: 'POST', path: '/api/v1/statuses', json, headers, answer: Written }, context),
  )
  return { remoteId: id, url, receipt: {} }
}

/**
 * Takes the post down with its files; one that is gone already is done.
 * @throws ConnectorError `rejected` where the server offers no deletion
 */
export async function remove(part: CommittedPart, account: Account, context: ConnectorContext): Promise<void> {
  const access = accessOf(account)
  const path = `/api/v1/statuses/${encodeURIComponent(part.remoteId)}`
  const deleted = await send(access, { method: 'DELETE', path: `${path}?delete_media=true` }, context)
  if (![400, 404, 405, 410, 422, 501].includes(deleted.status)) return assertAccepted(access, deleted, context)
  // Some servers have no way to delete and answer 404 too: the post itself is asked.
  const left = await send(access, { method: 'GET', path }, context)
  if (left.status === 404 || left.status === 410) return
  await assertAccepted(access, left, context)
  const detail = 'This server lets no application delete: delete the post on the server itself'
  throw new ConnectorError({ code: 'rejected', problem: 'permission', detail })
}

/** What `prepare` wrote down: the body of the call. */
export function statusOf(part: PreparedPart): JsonObject {
  return part.payload['status'] as JsonObject
}
