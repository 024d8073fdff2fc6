import { z } from 'zod'
import { Id } from '../../contract/common.ts'
import { CreatePause, Pause } from '../../contract/deliveries.ts'
import type { Pauses } from '../../domain/pauses.ts'
import { type Route, route } from '../route.ts'

export function pauseRoutes(pauses: Pauses): Route[] {
  return [
    route({
      method: 'get',
      path: '/pauses',
      policy: 'pauses.read',
      tag: 'Pauses',
      summary: 'Pauses in force, and ended ones that still hold deliveries; each with how many it holds',
      response: z.object({ pauses: z.array(Pause), ended: z.array(Pause) }),
      handle: async (actor) => {
        const all = await pauses.list(actor)
        return {
          pauses: all.filter(({ endedAt }) => endedAt === null),
          ended: all.filter(({ endedAt }) => endedAt !== null),
        }
      },
    }),
    route({
      method: 'post',
      path: '/pauses',
      policy: 'pauses.manage',
      tag: 'Pauses',
      summary: 'Pause everything, a unit, a platform, a channel or a campaign; effective within two seconds',
      body: CreatePause,
      response: Pause,
      status: 201,
      handle: (actor, { body }) => pauses.start(actor, body),
    }),
    route({
      method: 'post',
      path: '/pauses/:id/end',
      policy: 'pauses.manage',
      tag: 'Pauses',
      summary: 'End a pause; nothing is sent late',
      params: z.object({ id: Id }),
      response: null,
      handle: (actor, { params }) => pauses.end(actor, params.id),
    }),
  ]
}
