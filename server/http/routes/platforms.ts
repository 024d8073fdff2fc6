import { z } from 'zod'
import { ConnectablePlatform } from '../../contract/channels.ts'
import type { Connections } from '../../domain/connections.ts'
import { type Route, route } from '../route.ts'

export function platformRoutes(connections: Connections): Route[] {
  return [
    route({
      method: 'get',
      path: '/platforms',
      policy: 'channels.manage',
      tag: 'Channels',
      summary: 'Platforms that can be connected here, and what their forms ask',
      response: z.object({ platforms: z.array(ConnectablePlatform) }),
      handle: async () => ({ platforms: connections.platforms() }),
    }),
  ]
}
