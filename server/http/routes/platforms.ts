import { z } from 'zod'
import { ConnectablePlatform, Platform, PlatformApp, SavePlatformApp } from '../../contract/channels.ts'
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
      handle: async (actor) => ({ platforms: await connections.platforms(actor) }),
    }),
    route({
      method: 'put',
      path: '/platforms/:platform/app',
      policy: 'channels.manage',
      tag: 'Channels',
      summary: 'Keep the office’s application at a platform; the secret is stored encrypted and never shown',
      params: z.object({ platform: Platform }),
      body: SavePlatformApp,
      response: PlatformApp,
      handle: (actor, { params, body }) => connections.saveApp(actor, params.platform, body),
    }),
  ]
}
