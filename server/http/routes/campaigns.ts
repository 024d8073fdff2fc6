import { z } from 'zod'
import { Id } from '../../contract/common.ts'
import { Campaign, CreateCampaign, UpdateCampaign } from '../../contract/content.ts'
import type { Campaigns } from '../../domain/campaigns.ts'
import { type Route, route } from '../route.ts'

export function campaignRoutes(campaigns: Campaigns): Route[] {
  return [
    route({
      method: 'get',
      path: '/campaigns',
      policy: 'campaigns.read',
      tag: 'Campaigns',
      summary: 'All campaigns, newest first',
      response: z.object({ campaigns: z.array(Campaign) }),
      handle: async (actor) => ({ campaigns: await campaigns.list(actor) }),
    }),
    route({
      method: 'post',
      path: '/campaigns',
      policy: 'campaigns.edit',
      tag: 'Campaigns',
      summary: 'Create a campaign',
      body: CreateCampaign,
      response: Campaign,
      status: 201,
      handle: (actor, { body }) => campaigns.create(actor, body),
    }),
    route({
      method: 'patch',
      path: '/campaigns/:id',
      policy: 'campaigns.edit',
      tag: 'Campaigns',
      summary: 'Change, archive or restore a campaign',
      params: z.object({ id: Id }),
      body: UpdateCampaign,
      response: Campaign,
      handle: (actor, { params, body }) => campaigns.update(actor, params.id, body),
    }),
  ]
}
