import { z } from 'zod'
import { Id } from '../../contract/common.ts'
import { CreateUnit, Unit, UpdateUnit } from '../../contract/people.ts'
import type { OrganizationCases } from '../../domain/organization.ts'
import { type Route, route } from '../route.ts'

export function unitRoutes(organization: OrganizationCases): Route[] {
  return [
    route({
      method: 'get',
      path: '/units',
      policy: 'people.read',
      tag: 'Units',
      summary: 'All units; `parentId` makes the tree',
      response: z.object({ units: z.array(Unit) }),
      handle: async (actor) => ({ units: await organization.listUnits(actor) }),
    }),
    route({
      method: 'post',
      path: '/units',
      policy: 'people.manage',
      tag: 'Units',
      summary: 'Adds a unit',
      body: CreateUnit,
      response: Unit,
      status: 201,
      handle: (actor, { body }) => organization.createUnit(actor, body),
    }),
    route({
      method: 'patch',
      path: '/units/:id',
      policy: 'people.manage',
      tag: 'Units',
      summary: 'Renames a unit or puts it under another one',
      params: z.object({ id: Id }),
      body: UpdateUnit,
      response: Unit,
      handle: (actor, { params, body }) => organization.updateUnit(actor, params.id, body),
    }),
  ]
}
