import { z } from 'zod'
import type { ConnectorContext } from '../contract.ts'
import { GraphRefusal } from '../meta/refusals.ts'
import { type Access, call } from './client.ts'

const Page = z.object({
  id: z.string(),
  access_token: z.string().optional(),
  tasks: z.array(z.string()).default([]),
  instagram_business_account: z
    .object({ id: z.string(), username: z.string(), name: z.string().default('') })
    .optional(),
})
const Pages = z.object({
  data: z.array(Page),
  /** `next` is there only when more follows. */
  paging: z
    .object({ cursors: z.object({ after: z.string() }), next: z.string() })
    .optional()
    .catch(undefined),
})
const Businesses = z.object({ data: z.array(z.object({ id: z.string() })) })

/** A page with the professional account that is linked to it. */
export interface LinkedPage {
  readonly id: string
  readonly token: string
  readonly mayPublish: boolean
  readonly account: { readonly id: string; readonly username: string; readonly name: string }
}

const fields = 'id,name,access_token,tasks,instagram_business_account{id,username,name,profile_picture_url}'
const mostPages = 5

/** Pages the person was let on, and those that came to them through a business: each once. */
export async function readPages(access: Access, context: ConnectorContext): Promise<LinkedPage[]> {
  const found = await pagesAt('me/accounts', access, context)
  for (const { id } of await businesses(access, context))
    for (const kind of ['owned_pages', 'client_pages']) found.push(...(await pagesAt(`${id}/${kind}`, access, context)))
  const linked = found.flatMap(({ id, access_token: token, tasks, instagram_business_account: account }) =>
    token && account ? [{ id, token, mayPublish: tasks.some((task) => publishing.has(task)), account }] : [],
  )
  return [...new Map(linked.toReversed().map((page) => [page.account.id, page])).values()].toReversed()
}

const publishing = new Set(['CREATE_CONTENT', 'MANAGE'])

async function pagesAt(path: string, access: Access, context: ConnectorContext): Promise<z.infer<typeof Page>[]> {
  const pages: z.infer<typeof Page>[] = []
  let after: string | undefined
  for (let turn = 0; turn < mostPages; turn += 1) {
    const params = { fields, limit: '100', ...(after !== undefined && { after }) }
    const { data, paging } = await call(access, { method: 'GET', path, params, answer: Pages }, context)
    pages.push(...data)
    after = paging?.cursors.after
    if (after === undefined) break
  }
  return pages
}

/** Who did not let us see their businesses has none for us. */
async function businesses(access: Access, context: ConnectorContext): Promise<z.infer<typeof Businesses>['data']> {
  try {
    return (await call(access, { method: 'GET', path: 'me/businesses', answer: Businesses }, context)).data
  } catch (error) {
    if (error instanceof GraphRefusal && [10, 100, 200].includes(error.problem.code ?? 0)) return []
    throw error
  }
}
