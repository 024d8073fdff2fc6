import { z } from 'zod'
import { type Account, type ConnectorContext, ConnectorError } from '../contract.ts'
import { accessOf, call } from './client.ts'
import type { ZaloSettings } from './settings.ts'

const pageSize = 10
const types = ['normal', 'video'] as const

const Count = z.coerce.number().int().nonnegative().optional().catch(undefined)

/** An article as Zalo lists or details it; which of the fields are there differs. */
export const Article = z.object({
  id: z.coerce.string(),
  status: z.string().default(''),
  link_view: z.string().optional(),
  total_view: Count,
  total_share: Count,
})
export type Article = z.infer<typeof Article>

const Slice = z.object({ medias: z.array(Article).default([]) })

/** @returns null when there is no such article */
export async function readArticle(
  settings: ZaloSettings,
  id: string,
  account: Account,
  context: ConnectorContext,
): Promise<Article | null> {
  const path = `/v2.0/article/getdetail?id=${encodeURIComponent(id)}`
  const answer = z.object({ ...Article.shape, id: z.coerce.string().default(id) })
  try {
    return await call(settings, accessOf(account), { method: 'GET', path, answer }, context)
  } catch (error) {
    const fault = error instanceof ConnectorError ? error.fault : null
    if (fault?.code === 'rejected' && fault.problem === 'not-found') return null
    throw error
  }
}

/** The articles of these ids, as far as they stand among the newest `pages` pages of each kind. */
export async function listArticles(
  settings: ZaloSettings,
  ids: readonly string[],
  pages: number,
  account: Account,
  context: ConnectorContext,
): Promise<ReadonlyMap<string, Article>> {
  const found = new Map<string, Article>()
  for (const type of types)
    for (let page = 0; page < pages && found.size < ids.length; page += 1) {
      const path = `/v2.0/article/getslice?offset=${page * pageSize}&limit=${pageSize}&type=${type}`
      const { medias } = await call(settings, accessOf(account), { method: 'GET', path, answer: Slice }, context)
      for (const article of medias) if (ids.includes(article.id)) found.set(article.id, article)
      if (medias.length < pageSize) break
    }
  return found
}

/** The article's page; null where it is not told, or not yet: that is no reason to doubt that it is out. */
export async function linkOf(
  settings: ZaloSettings,
  id: string,
  account: Account,
  context: ConnectorContext,
): Promise<string | null> {
  try {
    const listed = await listArticles(settings, [id], 1, account, context)
    return listed.get(id)?.link_view ?? null
  } catch (error) {
    if (error instanceof ConnectorError) return null
    throw error
  }
}
