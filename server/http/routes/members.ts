import { z } from 'zod'
import { Id } from '../../contract/common.ts'
import { Colleague, CreateMember, GivePassword, Member, UpdateMember } from '../../contract/people.ts'
import type { Passwords } from '../../domain/passwords.ts'
import type { People } from '../../domain/people.ts'
import { type Route, route } from '../route.ts'

export function memberRoutes(people: People, passwords: Passwords): Route[] {
  return [
    route({
      method: 'get',
      path: '/colleagues',
      policy: 'deliveries.read',
      tag: 'Members',
      summary: 'Names of everybody in the office, to choose somebody by',
      response: z.object({ colleagues: z.array(Colleague) }),
      handle: async (actor) => ({ colleagues: await people.colleagues(actor) }),
    }),
    route({
      method: 'get',
      path: '/members',
      policy: 'people.manage',
      tag: 'Members',
      summary: 'Everybody in the office, disabled people too',
      response: z.object({ members: z.array(Member) }),
      handle: async (actor) => ({ members: await people.list(actor) }),
    }),
    route({
      method: 'post',
      path: '/members',
      policy: 'people.manage',
      tag: 'Members',
      summary: 'Adds a person with a first password',
      body: CreateMember,
      response: Member,
      status: 201,
      handle: (actor, { body }) => people.create(actor, body),
    }),
    route({
      method: 'patch',
      path: '/members/:id',
      policy: 'people.manage',
      tag: 'Members',
      summary: 'Changes name, role or unit, or disables; somebody stays administrator',
      params: z.object({ id: Id }),
      body: UpdateMember,
      response: Member,
      handle: (actor, { params, body }) => people.update(actor, params.id, body),
    }),
    route({
      method: 'put',
      path: '/members/:id/password',
      policy: 'people.manage',
      tag: 'Members',
      summary: 'Gives a new password to somebody who forgot theirs; all their sessions end',
      params: z.object({ id: Id }),
      body: GivePassword,
      response: null,
      handle: (actor, { params, body }) => passwords.give(actor, params.id, body),
    }),
  ]
}
