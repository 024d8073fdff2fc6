import type { Sessions } from '../../auth/sessions.ts'
import { type DemoAccounts, Me, SetUp as SetUpInput, SetUpState } from '../../contract/people.ts'
import type { People } from '../../domain/people.ts'
import type { SetUp } from '../../domain/setup.ts'
import { publicRoute, type Route } from '../route.ts'
import { type SessionCookie, visitorOf } from '../sessions.ts'
import { welcome } from './session.ts'

export interface SetUpRoutesOptions {
  readonly setUp: SetUp
  readonly people: People
  readonly sessions: Sessions
  readonly cookie: SessionCookie
  /** null: not the demo office. */
  readonly demo: DemoAccounts | null
}

export function setUpRoutes({ setUp, demo, ...rest }: SetUpRoutesOptions): Route[] {
  return [
    publicRoute({
      method: 'get',
      path: '/setup',
      tag: 'Set-up',
      summary: 'Whether the first office is still to be created',
      response: SetUpState,
      handle: async () => ({ needed: await setUp.isNeeded(), demo }),
    }),
    publicRoute({
      method: 'post',
      path: '/setup',
      tag: 'Set-up',
      summary: 'Creates the office and its administrator with the one-time code, and signs in',
      body: SetUpInput,
      response: Me,
      status: 201,
      handle: async (_actor, { body, req, res }) => {
        const token = await setUp.perform(body, visitorOf(req, rest.cookie))
        return welcome(token, rest, req, res)
      },
    }),
  ]
}
