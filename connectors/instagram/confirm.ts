import { z } from 'zod'
import type { Account, CommittedPart, Confirmation, ConnectorContext, PreparedPart } from '../contract.ts'
import { type Access, accessOf, call } from './client.ts'
import { notFoundYet, readStanding } from './containers.ts'
import { Prepared } from './publish.ts'
import type { InstagramSettings } from './settings.ts'

type Post = Extract<z.infer<typeof Prepared>, { kind: 'post' }>

const Listed = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      caption: z.string().default(''),
      timestamp: z.coerce.date(),
      media_product_type: z.string().default('FEED'),
      permalink: z.string().optional(),
      children: z.object({ data: z.array(z.unknown()) }).optional(),
    }),
  ),
})
const Comments = z.object({ data: z.array(z.object({ id: z.string(), text: z.string(), timestamp: z.coerce.date() })) })

/** A post may stand up to this long before the mark, where the clocks of two machines differ. */
const clockSlackMs = 60_000

/**
 * Asks the container, which knows for certain whether it was published, but not as what: that is looked up among the
 * newest posts. Published and not found, or found twice, is for a later look, or a person.
 */
export async function confirm(
  part: PreparedPart,
  before: readonly CommittedPart[],
  since: Date,
  account: Account,
  settings: InstagramSettings,
  context: ConnectorContext,
): Promise<Confirmation> {
  const access = accessOf(account, settings)
  const prepared = Prepared.parse(part.payload)
  const from = new Date(since.getTime() - clockSlackMs)
  if (prepared.kind === 'comment') return confirmComment(prepared.text, before, from, access, context)
  const standing = await readStanding(prepared.container, access, context).catch(notFoundYet)
  switch (standing?.status_code) {
    case 'PUBLISHED':
      return findPost(prepared, from, access, context)
    case 'FINISHED':
    case 'ERROR':
    case 'EXPIRED':
      return { outcome: 'absent' }
    default:
      return { outcome: 'unknown' }
  }
}

async function findPost(post: Post, from: Date, access: Access, context: ConnectorContext): Promise<Confirmation> {
  const fields = 'id,caption,timestamp,media_product_type,permalink,children{id}'
  const since = String(Math.floor(from.getTime() / 1000))
  const path = `${access.id}/${post.product === 'STORY' ? 'stories' : 'media'}`
  const params = { fields, since, limit: '100' }
  const { data } = await call(access, { method: 'GET', path, params, answer: Listed }, context)
  const found = data.filter(
    ({ caption, timestamp, media_product_type: product, children }) =>
      timestamp >= from &&
      product === post.product &&
      (children?.data.length ?? 0) === post.children &&
      lettersOf(caption) === lettersOf(post.caption),
  )
  const [only] = found
  if (!only || found.length > 1) return { outcome: 'unknown' }
  return { outcome: 'published', remoteId: only.id, url: only.permalink ?? null, receipt: { kind: 'post' } }
}

async function confirmComment(
  text: string,
  before: readonly CommittedPart[],
  from: Date,
  access: Access,
  context: ConnectorContext,
): Promise<Confirmation> {
  const path = `${before.at(-1)?.remoteId}/comments`
  const params = { fields: 'id,text,timestamp', limit: '50' }
  const { data } = await call(access, { method: 'GET', path, params, answer: Comments }, context)
  const found = data.find(({ text: said, timestamp }) => timestamp >= from && lettersOf(said) === lettersOf(text))
  return found
    ? { outcome: 'published', remoteId: found.id, url: null, receipt: { kind: 'comment' } }
    : { outcome: 'absent' }
}

/** The Facebook login takes the `@` of mentions away; spaces at the ends and line ends are the platform's own. */
function lettersOf(text: string): string {
  return text.normalize('NFC').replaceAll('\r\n', '\n').replaceAll('@', '').trim()
}
