import { Held, HeldQuery, NextDay } from '../../contract/outlook.ts'
import type { Outlook } from '../../domain/outlook.ts'
import { type Route, route } from '../route.ts'

/** Lists of deliveries with a name of their own; they come before `/deliveries/:id`. */
export function outlookRoutes(outlook: Outlook): Route[] {
  return [
    route({
      method: 'get',
      path: '/deliveries/next-24-hours',
      policy: 'deliveries.read',
      tag: 'Deliveries',
      summary: 'What goes out within 24 hours, and what is due then and will not, with the reasons',
      response: NextDay,
      handle: (actor) => outlook.nextDay(actor),
    }),
    route({
      method: 'get',
      path: '/deliveries/held',
      policy: 'deliveries.read',
      tag: 'Deliveries',
      summary: 'What pauses hold until a person keeps, moves or drops it',
      query: HeldQuery,
      response: Held,
      handle: (actor, { query }) => outlook.held(actor, query.pause ?? null),
    }),
  ]
}
