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
import { type Plan, planOf } from './plan.ts'
import type { InstagramSettings } from './settings.ts'

/** What `prepare` writes down: what is published, and what it is known by afterwards. */
export const Prepared = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('post'),
    container: z.string(),
    product: z.enum(['FEED', 'REELS', 'STORY']),
    caption: z.string(),
    children: z.int(),
  }),
  z.object({ kind: z.literal('comment'), text: z.string() }),
])

const Published = z.object({ id: z.string() })
const Permalink = z.object({ permalink: z.string().optional() })
const Deleted = z.object({ success: z.boolean() })

const publishTimeoutMs = 75_000
const soonMs = 10_000

/** Makes the container, and its items' before, and waits until it could be published. */
export async function prepare(
  content: DeliveryContent,
  account: Account,
  settings: InstagramSettings,
  context: ConnectorContext,
): Promise<PreparedPart[]> {
  const making: Making = { access: accessOf(account, settings), settings, context }
  const plan = await planOf(content, account)
  const container = await containerOf(plan, making)
  const { product, caption, items, comment } = plan
  const marker = `${content.deliveryId}:${content.revision}`
  const post = { kind: 'post', container, product, caption, children: items.length > 1 ? items.length : 0 }
  return [
    { marker: `${marker}:0`, payload: post },
    ...(comment === '' ? [] : [{ marker: `${marker}:1`, payload: { kind: 'comment', text: comment } }]),
  ]
}

async function containerOf({ items, params }: Plan, making: Making): Promise<string> {
  const [first, ...others] = items
  if (!first) throw new ConnectorError({ code: 'rejected', problem: 'media-missing' })
  if (others.length === 0) return readyContainer({ params: { ...first.params, ...params }, file: first.file }, making)
  const children: string[] = []
  for (const item of items) children.push(await readyContainer(item, making))
  return readyContainer({ params: { ...params, children: children.join(',') }, file: null }, making)
}

/** Publishes the container, or writes the comment under the post before it. */
export async function commit(
  part: PreparedPart,
  before: readonly CommittedPart[],
  account: Account,
  settings: InstagramSettings,
  context: ConnectorContext,
): Promise<CommittedPart> {
  const access = accessOf(account, settings)
  const prepared = Prepared.parse(part.payload)
  if (prepared.kind === 'comment') {
    const path = `${before.at(-1)?.remoteId}/comments`
    const params = { message: prepared.text }
    const { id } = await irreversibly(() =>
      call(access, { method: 'POST', path, params, answer: Published, timeoutMs: publishTimeoutMs }, context),
    )
    return { remoteId: id, url: null, receipt: { kind: 'comment' } }
  }
  await assertPublishable(prepared.container, access, context)
  const params = { creation_id: prepared.container }
  const path = `${access.id}/media_publish`
  const { id } = await irreversibly(() =>
    call(access, { method: 'POST', path, params, answer: Published, timeoutMs: publishTimeoutMs }, context),
  )
  return { remoteId: id, url: await permalinkOf(id, access, settings, context), receipt: { kind: 'post' } }
}

/**
 * What publishing one container twice does nobody tells: one that is out already is looked up instead, however sure an
 * earlier answer was that it was not.
 */
async function assertPublishable(container: string, access: Access, context: ConnectorContext): Promise<void> {
  const standing = await readStanding(container, access, context).catch(notFoundYet)
  switch (standing?.status_code) {
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
  { readAgainMs }: InstagramSettings,
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

/**
 * Takes a post or a comment down; one that is gone is done. The Instagram login lets nobody delete posts.
 * @throws ConnectorError `rejected` `permission` where a person has to do it in the app
 */
export async function remove(
  part: CommittedPart,
  account: Account,
  settings: InstagramSettings,
  context: ConnectorContext,
): Promise<void> {
  const access = accessOf(account, settings)
  const isComment = part.receipt['kind'] === 'comment'
  const mayDelete = isComment || access.login === 'facebook'
  const person = { ...access, token: account.credentials.fields['personToken'] ?? '' }
  if (mayDelete) {
    const who = isComment ? access : person
    await call(who, { method: 'DELETE', path: part.remoteId, answer: Deleted }, context).catch(notFoundYet)
    return
  }
  const found = await call(
    access,
    { method: 'GET', path: part.remoteId, params: { fields: 'id' }, answer: Published },
    context,
  ).catch(notFoundYet)
  if (found === null) return
  const detail = 'With this login Instagram lets no application delete: delete the post in the Instagram app'
  throw new ConnectorError({ code: 'rejected', problem: 'permission', detail })
}
