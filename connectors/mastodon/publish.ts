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
  const { visibility } = content.options
  const chosen = typeof visibility === 'string' && visibility !== '' ? visibility : 'public'
  const parts: PreparedPart[] = []
  for (const [position, { media }] of content.parts.entries()) {
    const mediaIds: string[] = []
    for (const medium of media) mediaIds.push(await upload(medium, account, context))
    const status = {
      ...wordsOf(content, position),
      // Only the first part of a thread comes up in public timelines.
      visibility: position > 0 && chosen === 'public' ? 'unlisted' : chosen,
      ...(mediaIds.length > 0 && { media_ids: mediaIds }),
      ...pollOf(content),
    }
    parts.push({ marker: `${content.deliveryId}:${content.revision}:${position}`, payload: { status } })
  }
  return parts
}

/** What a part says, with the warning before it. */
export function wordsOf({ parts, language, options }: DeliveryContent, position: number) {
  const warning = typeof options['contentWarning'] === 'string' ? options['contentWarning'].trim() : ''
  return {
    status: parts[position]?.text ?? '',
    language: language.split('-')[0] ?? language,
    ...(warning !== '' && { spoiler_text: warning, sensitive: true }),
  }
}

/** Files and a poll do not go together there: the form with the poll has none. */
function pollOf({ options }: DeliveryContent) {
  if (options['form'] !== 'poll') return {}
  const { answers, pollMinutes, severalAnswers } = options
  return {
    poll: {
      options: Array.isArray(answers) ? answers.map(String) : [],
      expires_in: Number(pollMinutes ?? 1_440) * 60,
      multiple: severalAnswers === true,
    },
  }
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
