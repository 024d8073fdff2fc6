import { Me, UpdateMe } from '../../contract/people.ts'
import type { People } from '../../domain/people.ts'
import { type Route, route } from '../route.ts'

export function meRoutes(people: People): Route[] {
  return [
    route({
      method: 'get',
      path: '/me',
      policy: 'self.read',
      tag: 'Me',
      summary: 'The signed-in person, the office, and what this role may do',
      response: Me,
      handle: (actor) => people.me(actor),
    }),
    route({
      method: 'patch',
      path: '/me',
      policy: 'self.read',
      tag: 'Me',
      summary: 'Changes own name, language and preferences',
      body: UpdateMe,
      response: Me,
      handle: (actor, { body }) => people.updateMe(actor, body),
    }),
  ]
}
