import { z } from 'zod'
import { Channel, UpdateChannel } from '../../contract/channels.ts'
import { Id, Revision } from '../../contract/common.ts'
import type { Channels } from '../../domain/channels.ts'
import { type Route, route } from '../route.ts'

const params = z.object({ id: Id })

export function channelRoutes(channels: Channels): Route[] {
  return [
    route({
      method: 'get',
      path: '/channels',
      policy: 'channels.read',
      tag: 'Channels',
      summary: 'All channels with their health and what they may post',
      response: z.object({ channels: z.array(Channel) }),
      handle: async (actor) => ({ channels: await channels.list(actor) }),
    }),
    route({
      method: 'patch',
      path: '/channels/:id',
      policy: 'channels.manage',
      tag: 'Channels',
      summary: 'Change name, language, audience, zone or unit of a channel',
      params,
      body: UpdateChannel,
      response: Channel,
      handle: (actor, { params, body }) => channels.update(actor, params.id, body),
    }),
    route({
      method: 'post',
      path: '/channels/:id/check',
      policy: 'channels.check',
      tag: 'Channels',
      summary: 'Ask the platform whether we may post; publishes nothing',
      params,
      response: Channel,
      handle: (actor, { params }) => channels.check(actor, params.id),
    }),
    route({
      method: 'post',
      path: '/channels/:id/attest',
      policy: 'channels.manage',
      tag: 'Channels',
      summary: 'State that the channel is the office’s own',
      params,
      response: Channel,
      handle: (actor, { params }) => channels.attest(actor, params.id),
    }),
    route({
      method: 'post',
      path: '/channels/:id/disconnect',
      policy: 'channels.manage',
      tag: 'Channels',
      summary: 'Give the credentials back and delete them; what is scheduled stays and waits',
      params,
      body: z.object({ revision: Revision }),
      response: Channel,
      handle: (actor, { params, body }) => channels.disconnect(actor, params.id, body.revision),
    }),
  ]
}
