import { Organization, UpdateOrganization } from '../../contract/people.ts'
import type { OrganizationCases } from '../../domain/organization.ts'
import { type Route, route } from '../route.ts'

export function organizationRoutes(organization: OrganizationCases): Route[] {
  return [
    route({
      method: 'patch',
      path: '/organization',
      policy: 'organization.edit',
      tag: 'Organization',
      summary: 'Changes the office: name, zone, what happens to late deliveries',
      body: UpdateOrganization,
      response: Organization,
      handle: (actor, { body }) => organization.update(actor, body),
    }),
  ]
}
