import { z } from 'zod'
import {
  type Account,
  type CommittedPart,
  type ConnectorContext,
  ConnectorError,
  type DeliveryContent,
} from '../contract.ts'
import { call, siteOf } from './client.ts'
import { blocksOf, escapeHtml, pictureBlocksIn } from './html.ts'

const Standing = z.object({
  status: z.string(),
  modified_gmt: z.string(),
  content: z.object({ raw: z.string() }),
})
const Modified = z.object({ modified_gmt: z.string() })

/**
 * Gives a post another headline and text; its pictures, sections and address stay. The site has no lock: what an editor
 * changed there since we last wrote is not written over.
 * @throws ConnectorError `rejected`: `not-found` when it is in the trash, `permission` when somebody edited it on the site
 */
export async function edit(
  part: CommittedPart,
  position: number,
  content: DeliveryContent,
  account: Account,
  context: ConnectorContext,
): Promise<CommittedPart> {
  const site = siteOf(account)
  const path = `wp/v2/posts/${part.remoteId}`
  const query = { context: 'edit', _fields: 'status,modified_gmt,content' }
  const standing = await call(site, { method: 'GET', path, query, answer: Standing }, context)
  if (standing.status === 'trash') throw refused('not-found', 'The post is in the site’s trash')
  const known = part.receipt['modified']
  const title = escapeHtml((content.title ?? '').normalize('NFC'))
  const words = blocksOf(content.parts[position]?.text ?? '', pictureBlocksIn(standing.content.raw), content)
  // The words are there already: an earlier call whose answer was lost.
  if (standing.content.raw !== words && typeof known === 'string' && known !== standing.modified_gmt)
    throw refused('permission', 'Somebody has edited this post on the site since: change it there')
  const json = { title, content: words }
  const { modified_gmt: modified } = await call(site, { method: 'POST', path, json, answer: Modified }, context)
  return { ...part, receipt: { ...part.receipt, modified } }
}

function refused(problem: 'not-found' | 'permission', detail: string): ConnectorError {
  return new ConnectorError({ code: 'rejected', problem, detail })
}
