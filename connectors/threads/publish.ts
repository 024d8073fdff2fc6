import { z } from 'zod'
import { irreversibly } from '../answers.ts'
import {
  type Account,
  type CommittedPart,
  type ConnectorContext,
  ConnectorError,
  type DeliveryContent,
  type PreparedPart,
} from '../contract.ts'
import { pause } from '../patience.ts'
import { type Access, accessOf, call } from './client.ts'
import { containerFailure, type Making, notFoundYet, readStanding, readyContainer } from './containers.ts'
import { planOf } from './plan.ts'
import type { ThreadsSettings } from './settings.ts'

/**
 * What `prepare` writes down. The first part has its container already; one that answers needs the id of what it
 * answers, so its container is made when that is out.
 */
export const Prepared = z.object({
  container: z.string().nullable(),
  params: z.record(z.string(), z.string()),
  items: z.array(z.record(z.string(), z.string())),
  /** Which part it answers; null for none. */
  answers: z.enum(['before', 'first']).nullable(),
})
export type Prepared = z.infer<typeof Prepared>

const Published = z.object({ id: z.string() })
const Permalink = z.object({ permalink: z.string().optional() })
const Deleted = z.object({ success: z.boolean() })

const publishTimeoutMs = 60_000
const soonMs = 5_000

/** Makes the first part's container, and waits until it could be published; writes down what the others will say. */
export async function prepare(
  content: DeliveryContent,
  account: Account,
  settings: ThreadsSettings,
  context: ConnectorContext,
): Promise<PreparedPart[]> {
  const making: Making = { access: accessOf(account, settings), account, settings, context }
  const { drafts, endsWithComment } = await planOf(content)
  const parts: PreparedPart[] = []
  for (const [position, { params, items }] of drafts.entries()) {
    const isComment = endsWithComment && position === drafts.length - 1
    const payload = {
      container: position === 0 ? await readyContainer({ params, items }, making) : null,
      params,
      items,
      answers: position === 0 ? null : isComment ? 'first' : 'before',
    }
    parts.push({ marker: `${content.deliveryId}:${content.revision}:${position}`, payload })
  }
  return parts
}

/** The one call that publishes a container; an answer's container is made right before. */
export async function commit(
  part: PreparedPart,
  before: readonly CommittedPart[],
  account: Account,
  settings: ThreadsSettings,
  context: ConnectorContext,
): Promise<CommittedPart> {
  const access = accessOf(account, settings)
  const prepared = Prepared.parse(part.payload)
  const container = await containerOf(prepared, before, { access, account, settings, context })
  const params = { creation_id: container }
  const { id } = await irreversibly(() =>
    call(
      access,
      {
        method: 'POST',
        path: 'me/threads_publish',
        params,
        answer: Published,
        timeoutMs: publishTimeoutMs,
        publishes: true,
      },
      context,
    ),
  )
  return { remoteId: id, url: await permalinkOf(id, access, settings, context), receipt: {} }
}

/** The id of the part that this one answers. */
export function answered({ answers }: Prepared, before: readonly CommittedPart[]): string | null {
  if (answers === null) return null
  return (answers === 'first' ? before[0] : before.at(-1))?.remoteId ?? null
}

async function containerOf(prepared: Prepared, before: readonly CommittedPart[], making: Making): Promise<string> {
  const { container, params, items } = prepared
  const parent = answered(prepared, before)
  if (container === null)
    return readyContainer({ params: { ...params, ...(parent && { reply_to_id: parent }) }, items }, making)
  await assertPublishable(container, making.access, making.context)
  return container
}

/**
 * What publishing one container twice does nobody tells: one that is out already is looked up instead, however sure an
 * earlier answer was that it was not.
 */
async function assertPublishable(container: string, access: Access, context: ConnectorContext): Promise<void> {
  const standing = await readStanding(container, access, context).catch(notFoundYet)
  switch (standing?.status) {
    case 'FINISHED':
      return
    case 'PUBLISHED':
      throw new ConnectorError({ code: 'outcome-unknown' })
    case 'ERROR':
    case 'EXPIRED':
      throw containerFailure(standing)
    default:
      throw new ConnectorError({ code: 'rate-limited', retryAfterMs: soonMs })
  }
}

/** Best effort: what is out is out, with or without its address. */
async function permalinkOf(
  id: string,
  access: Access,
  { readAgainMs }: ThreadsSettings,
  context: ConnectorContext,
): Promise<string | null> {
  const read = () =>
    call(access, { method: 'GET', path: id, params: { fields: 'permalink' }, answer: Permalink }, context)
  try {
    const { permalink = null } = await read().catch(async () => {
      await pause(readAgainMs, context)
      return read()
    })
    return permalink
  } catch {
    return null
  }
}

/** Takes a post down; one that is gone is done. */
export async function remove(
  part: CommittedPart,
  account: Account,
  settings: ThreadsSettings,
  context: ConnectorContext,
): Promise<void> {
  const access = accessOf(account, settings)
  await call(access, { method: 'DELETE', path: part.remoteId, answer: Deleted }, context).catch(notFoundYet)
}
