import { jsonOf } from '../answers.ts'
import {
  type Account,
  type ConnectorContext,
  ConnectorError,
  type HttpResponse,
  type ItemMetrics,
} from '../contract.ts'
import { faultOf, refusalOf, send, siteOf } from './client.ts'

/** Core counts comments and nothing else: views need a plugin with an API of its own. */
export async function metrics(
  remoteIds: readonly string[],
  account: Account,
  context: ConnectorContext,
): Promise<ItemMetrics[]> {
  const found: ItemMetrics[] = []
  for (const remoteId of remoteIds) found.push(await metricsOf(remoteId, account, context))
  return found
}

async function metricsOf(remoteId: string, account: Account, context: ConnectorContext): Promise<ItemMetrics> {
  const site = siteOf(account)
  const post = await send(
    site,
    { method: 'GET', path: `wp/v2/posts/${remoteId}`, query: { _fields: 'id,status' } },
    context,
  )
  const absent = {
    views: 'not-offered',
    impressions: 'not-offered',
    reach: 'not-offered',
    clicks: 'not-offered',
  } as const
  if (['rest_post_invalid_id', 'rest_forbidden'].includes(refusalOf(post).code) || isTrashed(post))
    return { remoteId, values: {}, absent: {}, raw: {}, gone: true }
  const list = await send(
    site,
    { method: 'GET', path: 'wp/v2/comments', query: { post: remoteId, per_page: '1', _fields: 'id' } },
    context,
  )
  const fault = faultOf(post, context.now()) ?? faultOf(list, context.now())
  // A site may have switched its comments off, by a plugin that takes them out of the API too.
  if (fault?.code === 'rejected' && list.status >= 400 && post.status < 400)
    return { remoteId, values: {}, absent: { ...absent, comments: 'not-offered' }, raw: {}, gone: false }
  if (fault) throw new ConnectorError(fault)
  const comments = Number(list.headers['x-wp-total'])
  if (!Number.isInteger(comments))
    return { remoteId, values: {}, absent: { ...absent, comments: 'failed' }, raw: {}, gone: false }
  return { remoteId, values: { comments }, absent, raw: { comments }, gone: false }
}

/** Who may edit a post still reads it in the trash; readers do not. */
function isTrashed(response: HttpResponse): boolean {
  return (jsonOf(response) as { status?: unknown } | null)?.status === 'trash'
}
