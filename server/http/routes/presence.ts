import { z } from 'zod'
import { Id } from '../../contract/common.ts'
import { Presence, TellPresence } from '../../contract/presence.ts'
import type { Presences } from '../../domain/presence.ts'
import { type Route, route } from '../route.ts'

export function presenceRoutes(presences: Presences): Route[] {
  return [
    route({
      method: 'get',
      path: '/presence',
      policy: 'posts.read',
      tag: 'Events',
      summary: 'Which colleagues have which posts open now; nothing of it is stored',
      response: z.object({ present: z.array(Presence) }),
      handle: async (actor) => ({ present: await presences.list(actor) }),
    }),
    route({
      method: 'post',
      path: '/posts/:id/presence',
      policy: 'posts.read',
      tag: 'Events',
      summary: 'Say that the post is open, being typed in, or closed; silence of eight seconds means closed',
      params: z.object({ id: Id }),
      body: TellPresence,
      response: null,
      handle: (actor, { params: { id }, body }) => presences.tell(actor, id, body.doing),
    }),
  ]
}
