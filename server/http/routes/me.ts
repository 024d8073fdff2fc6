import { ChangePassword, Me, UpdateMe } from '../../contract/people.ts'
import type { Passwords } from '../../domain/passwords.ts'
import type { People } from '../../domain/people.ts'
import { type Route, route } from '../route.ts'

export function meRoutes(people: People, passwords: Passwords): Route[] {
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
    route({
      method: 'put',
      path: '/me/password',
      policy: 'self.read',
      tag: 'Me',
      summary: 'Changes the own password; every other session of this person ends',
      body: ChangePassword,
      response: null,
      handle: (actor, { body }) => passwords.change(actor, body),
    }),
  ]
}
