import { z } from 'zod'
import { Channel, ChooseAccounts, Connection, StartConnection, StartedConnection } from '../../contract/channels.ts'
import { Id } from '../../contract/common.ts'
import type { Connections } from '../../domain/connections.ts'
import { DomainError } from '../../domain/errors.ts'
import { type Route, route } from '../route.ts'

const params = z.object({ id: Id })
/** What platforms send a person back with; others add values of their own. */
const Answer = z.object({ state: z.string().max(500).catch(''), code: z.string().max(4000).nullable().catch(null) })

export function connectionRoutes(connections: Connections): Route[] {
  return [
    route({
      method: 'post',
      path: '/connections',
      policy: 'channels.manage',
      tag: 'Channels',
      summary: 'Start connecting: check a form, or get the address at the platform to go to',
      body: StartConnection,
      response: StartedConnection,
      status: 201,
      handle: (actor, { body }) => connections.start(actor, body),
    }),
    route({
      method: 'get',
      path: '/connections/callback',
      policy: 'channels.manage',
      tag: 'Channels',
      summary: 'Where a platform sends the person back to; goes on to the choice of accounts, or says what failed',
      query: Answer,
      response: null,
      stream: true,
      handle: async (actor, { query, res }) => {
        const target = await connections.comeBack(actor, query).then(
          (id) => `/channels/connect/${id}`,
          (error: unknown) => {
            if (!(error instanceof DomainError)) throw error
            return `/channels?problem=${encodeURIComponent(error.errors[0]?.code ?? error.code)}`
          },
        )
        res.set('Referrer-Policy', 'no-referrer').redirect(303, target)
      },
    }),
    route({
      method: 'get',
      path: '/connections/:id',
      policy: 'channels.manage',
      tag: 'Channels',
      summary: 'The accounts found, to choose from',
      params,
      response: Connection,
      handle: (actor, { params }) => connections.get(actor, params.id),
    }),
    route({
      method: 'post',
      path: '/connections/:id/accounts',
      policy: 'channels.manage',
      tag: 'Channels',
      summary: 'Make chosen accounts channels of the office',
      params,
      body: ChooseAccounts,
      response: z.object({ channels: z.array(Channel) }),
      status: 201,
      handle: async (actor, { params, body }) => ({ channels: await connections.choose(actor, params.id, body) }),
    }),
  ]
}
