import type { Request, Response } from 'express'
import type { Sessions } from '../../auth/sessions.ts'
import { Me, SignIn as SignInInput } from '../../contract/people.ts'
import { DomainError } from '../../domain/errors.ts'
import type { People } from '../../domain/people.ts'
import type { SignIn } from '../../domain/sign-in.ts'
import { publicRoute, type Route, route } from '../route.ts'
import { addressOf, type SessionCookie, visitorOf } from '../sessions.ts'

export interface SessionRoutesOptions {
  readonly signIn: SignIn
  readonly people: People
  readonly sessions: Sessions
  readonly cookie: SessionCookie
}

export function sessionRoutes({ signIn, ...rest }: SessionRoutesOptions): Route[] {
  const { sessions, cookie } = rest
  return [
    publicRoute({
      method: 'post',
      path: '/session',
      tag: 'Session',
      summary: 'Signs in; tries are limited by address and by account',
      body: SignInInput,
      response: Me,
      handle: async (_actor, { body, req, res }) => {
        const token = await signIn(body, visitorOf(req, cookie))
        return welcome(token, rest, req, res)
      },
    }),
    route({
      method: 'delete',
      path: '/session',
      policy: 'self.read',
      tag: 'Session',
      summary: 'Signs out',
      response: null,
      handle: async (actor, { res }) => {
        await sessions.end(actor)
        cookie.clear(res)
      },
    }),
    route({
      method: 'delete',
      path: '/sessions',
      policy: 'self.read',
      tag: 'Session',
      summary: 'Signs out everywhere: ends all sessions of this person',
      response: null,
      handle: async (actor, { res }) => {
        await sessions.endAll(actor)
        cookie.clear(res)
      },
    }),
  ]
}

/** Hands a new session to the browser and says who is in it. */
export async function welcome(
  token: string,
  { sessions, people, cookie }: Pick<SessionRoutesOptions, 'sessions' | 'people' | 'cookie'>,
  req: Request,
  res: Response,
): Promise<Me> {
  const found = await sessions.find(token, addressOf(req))
  if (!found) throw new DomainError('not-signed-in')
  cookie.write(res, token)
  return people.me(found.actor)
}
