import type { EventStreams } from '../event-streams.ts'
import { type Route, route } from '../route.ts'

export function eventRoutes(streams: EventStreams): Route[] {
  return [
    route({
      method: 'get',
      path: '/events',
      policy: 'self.read',
      tag: 'Events',
      summary:
        'Server-sent events: `change` carries a LiveEvent (ids and revisions only; `changes: null` means fetch everything of that type again), `ping` keeps the line open',
      response: null,
      stream: true,
      handle: async (actor, { req, res }) => {
        if (req.method === 'HEAD') res.end()
        else streams.open(actor, res)
      },
    }),
  ]
}
