import { z } from 'zod'
import type { Account, CommittedPart, Confirmation, ConnectorContext, PreparedPart } from '../contract.ts'
import { type Access, accessOf, call } from './client.ts'
import { notFoundYet, readStanding } from './containers.ts'
import { answered, Prepared } from './publish.ts'
import type { ThreadsSettings } from './settings.ts'

const Listed = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      text: z.string().default(''),
      timestamp: z.coerce.date(),
      permalink: z.string().optional(),
      media_type: z.string(),
      children: z.object({ data: z.array(z.unknown()) }).optional(),
      replied_to: z.object({ id: z.string() }).optional(),
    }),
  ),
})

/** A post may stand up to this long before the mark, where the clocks of two machines differ. */
const clockSlackMs = 60_000

/**
 * A first part's container knows for certain whether it was published, but not as what: that is looked up among the
 * newest posts. An answer is looked for among the answers to the part before it.
 */
export async function confirm(
  part: PreparedPart,
  before: readonly CommittedPart[],
  since: Date,
  account: Account,
  settings: ThreadsSettings,
  context: ConnectorContext,
): Promise<Confirmation> {
  const access = accessOf(account, settings)
  const prepared = Prepared.parse(part.payload)
  const from = new Date(since.getTime() - clockSlackMs)
  const parent = answered(prepared, before)
  if (prepared.container === null) return find(prepared, parent, from, access, context)
  const standing = await readStanding(prepared.container, access, context).catch(notFoundYet)
  switch (standing?.status) {
    case 'PUBLISHED': {
      const found = await find(prepared, null, from, access, context)
      return found.outcome === 'absent' ? { outcome: 'unknown' } : found
    }
    case 'FINISHED':
    case 'ERROR':
    case 'EXPIRED':
      return { outcome: 'absent' }
    default:
      return { outcome: 'unknown' }
  }
}

async function find(
  { params, items }: Prepared,
  parent: string | null,
  from: Date,
  access: Access,
  context: ConnectorContext,
): Promise<Confirmation> {
  const query = {
    fields: 'id,text,timestamp,permalink,media_type,children,replied_to',
    since: String(Math.floor(from.getTime() / 1000)),
    limit: '100',
  }
  const path = parent === null ? 'me/threads' : 'me/replies'
  const { data } = await call(access, { method: 'GET', path, params: query, answer: Listed }, context)
  const wanted = lettersOf(params['text'] ?? '')
  const found = data.filter(
    (post) =>
      post.timestamp >= from &&
      lettersOf(post.text) === wanted &&
      isOfKind(post.media_type, items) &&
      (parent === null || post.replied_to?.id === parent) &&
      (items.length < 2 || !post.children || post.children.data.length === items.length),
  )
  const [only] = found
  if (!only) return { outcome: 'absent' }
  if (found.length > 1) return { outcome: 'unknown' }
  return { outcome: 'published', remoteId: only.id, url: only.permalink ?? null, receipt: {} }
}

function isOfKind(told: string, items: Prepared['items']): boolean {
  const [first] = items
  if (!first) return told === 'TEXT_POST'
  return told === (items.length > 1 ? 'CAROUSEL_ALBUM' : first['media_type'])
}

/** The `#` of the first tag is taken away when it becomes the topic; ends and line ends are the platform's own. */
function lettersOf(text: string): string {
  return text.normalize('NFC').replaceAll('\r\n', '\n').replaceAll('#', '').trim()
}
