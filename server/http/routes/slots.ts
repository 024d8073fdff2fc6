import { z } from 'zod'
import { Id } from '../../contract/common.ts'
import { FreeSlots, FreeSlotsQuery, Slots } from '../../contract/slots.ts'
import type { Slots as SlotCases } from '../../domain/slots.ts'
import { type Route, route } from '../route.ts'

const params = z.object({ id: Id })

export function slotRoutes(slots: SlotCases): Route[] {
  return [
    route({
      method: 'get',
      path: '/channels/:id/slots',
      policy: 'channels.read',
      tag: 'Channels',
      summary: 'Times of the week at which a channel usually speaks',
      params,
      response: Slots,
      handle: (actor, { params }) => slots.get(actor, params.id),
    }),
    route({
      method: 'put',
      path: '/channels/:id/slots',
      policy: 'channels.slots',
      tag: 'Channels',
      summary: 'Replace all slots of a channel',
      params,
      body: Slots,
      response: Slots,
      handle: (actor, { params, body }) => slots.replace(actor, params.id, body.slots),
    }),
    route({
      method: 'get',
      path: '/slots/free',
      policy: 'channels.read',
      tag: 'Channels',
      summary: 'The next free slots of channels: nothing else of the channel is due within five minutes',
      query: FreeSlotsQuery,
      response: FreeSlots,
      handle: (actor, { query }) =>
        slots.free(actor, query.channel ?? [], { count: query.count, postId: query.post ?? null }),
    }),
  ]
}
