import { z } from 'zod'
import { Id } from '../../contract/common.ts'
import { Attention, DeliveryDetail, DeliveryItem, DeliveryQuery } from '../../contract/deliveries.ts'
import type { Calendar } from '../../domain/calendar.ts'
import { type Route, route } from '../route.ts'

export function calendarRoutes(calendar: Calendar): Route[] {
  return [
    route({
      method: 'get',
      path: '/deliveries',
      policy: 'deliveries.read',
      tag: 'Deliveries',
      summary: 'Deliveries due in a range, earliest first',
      query: DeliveryQuery,
      response: z.object({ deliveries: z.array(DeliveryItem) }),
      handle: async (actor, { query }) => ({ deliveries: await calendar.list(actor, query) }),
    }),
    route({
      method: 'get',
      path: '/deliveries/:id',
      policy: 'deliveries.read',
      tag: 'Deliveries',
      summary: 'One delivery: what will be or was sent, its attempts, its figures, and what can be done',
      params: z.object({ id: Id }),
      response: DeliveryDetail,
      handle: (actor, { params }) => calendar.detail(actor, params.id),
    }),
    route({
      method: 'get',
      path: '/attention',
      policy: 'deliveries.read',
      tag: 'Deliveries',
      summary: 'What a person has to look at, worst first',
      response: Attention,
      handle: (actor) => calendar.attention(actor),
    }),
  ]
}
