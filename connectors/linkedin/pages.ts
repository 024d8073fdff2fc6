import { z } from 'zod'
import type { ConnectorContext } from '../contract.ts'
import { type Access, call, encoded } from './client.ts'

/** Roles that may post on a page. The second one's older name is still told here and there. */
const postingRoles = ['ADMINISTRATOR', 'CONTENT_ADMINISTRATOR', 'CONTENT_ADMIN']

/** A page and what the person may do there. */
export interface Page {
  /** `urn:li:organization:…` */
  readonly urn: string
  readonly roles: readonly string[]
}

const Acls = z.object({
  elements: z.array(
    z.object({
      organization: z.string().optional(),
      organizationTarget: z.string().optional(),
      role: z.string(),
      state: z.string(),
    }),
  ),
})
const perPage = 100
const mostPages = 10

/** Every page on which the person has an approved role. @see https://learn.microsoft.com/linkedin/marketing/community-management/organizations/organization-access-control-by-role */
export async function pagesOfPerson(access: Access, context: ConnectorContext): Promise<Page[]> {
  const roles = new Map<string, string[]>()
  for (let page = 0; page < mostPages; page += 1) {
    const path = `/rest/organizationAcls?q=roleAssignee&state=APPROVED&start=${page * perPage}&count=${perPage}`
    const { elements } = await call(access, { method: 'GET', path, restli: 'FINDER', answer: Acls }, context)
    for (const { organization, organizationTarget, role, state } of elements) {
      const urn = organization ?? organizationTarget ?? ''
      if (state === 'APPROVED' && urn.startsWith('urn:li:organization:'))
        roles.set(urn, [...(roles.get(urn) ?? []), role])
    }
    if (elements.length < perPage) break
  }
  return [...roles].map(([urn, held]) => ({ urn, roles: held }))
}

/** The role that a person lacks to post, by its name at LinkedIn. */
export function missingRole(roles: readonly string[]): string[] {
  return roles.some((role) => postingRoles.includes(role)) ? [] : ['CONTENT_ADMINISTRATOR']
}

/** Figures are told to those alone who may do everything. */
export function readsFigures(roles: readonly string[]): boolean {
  return roles.includes('ADMINISTRATOR')
}

const Organization = z.object({ localizedName: z.string().default(''), vanityName: z.string().default('') })

/** How a page is called. */
export function readPage(urn: string, access: Access, context: ConnectorContext) {
  const id = urn.slice('urn:li:organization:'.length)
  return call(access, { method: 'GET', path: `/rest/organizations/${encoded(id)}`, answer: Organization }, context)
}
