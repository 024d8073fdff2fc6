import { z } from 'zod'
import { Id } from '../../contract/common.ts'
import {
  ActOnDelivery,
  DeliveryDetail,
  EditDelivery,
  MoveDelivery,
  ResolveDelivery,
} from '../../contract/deliveries.ts'
import { ActOnDeliveries, DeliveriesActedOn } from '../../contract/deliveries-together.ts'
import type { Deliveries } from '../../domain/deliveries.ts'
import type { Edits } from '../../domain/edits.ts'
import type { Actor } from '../../domain/policy.ts'
import { type Route, route } from '../route.ts'

const params = z.object({ id: Id })
const common = {
  method: 'post',
  policy: 'deliveries.release',
  tag: 'Deliveries',
  params,
  response: DeliveryDetail,
} as const

/** What people do with deliveries. @param detail presents one as it is afterwards */
export function deliveryActionRoutes(
  deliveries: Deliveries,
  edits: Edits,
  detail: (actor: Actor, id: string) => Promise<DeliveryDetail>,
): Route[] {
  const action = (path: string, summary: string, act: (actor: Actor, id: string, revision: number) => Promise<void>) =>
    route({
      ...common,
      path: `/deliveries/:id/${path}`,
      summary,
      body: ActOnDelivery,
      handle: async (actor, { params, body }) => {
        await act(actor, params.id, body.revision)
        return detail(actor, params.id)
      },
    })

  return [
    route({
      method: 'post',
      path: '/deliveries/bulk',
      policy: 'deliveries.release',
      tag: 'Deliveries',
      summary: 'Keep, move, drop, cancel or put back up to 10,000 deliveries at once; what became of each',
      body: ActOnDeliveries,
      response: DeliveriesActedOn,
      handle: (actor, { body }) => deliveries.together(actor, body),
    }),
    route({
      ...common,
      path: '/deliveries/:id/move',
      summary: 'Give a delivery another time; who moves it releases it for that time',
      body: MoveDelivery,
      handle: async (actor, { params, body }) => {
        await deliveries.move(actor, params.id, body)
        return detail(actor, params.id)
      },
    }),
    action('keep', 'Send a held delivery as it was meant, unless it is late by its rule', deliveries.keep),
    action('cancel', 'Take a delivery back that is not out', deliveries.cancel),
    action('retry', 'Send a failed delivery again, now', deliveries.retry),
    action('send-now', 'Send a waiting, missed or held delivery now', deliveries.sendNow),
    action('restore', 'Put a cancelled delivery back where it stood', deliveries.restore),
    action('skip', 'Let a missed or held delivery be', deliveries.skip),
    action('release', 'Release content that changed since it was released', deliveries.release),
    action('remove', 'Take a published item down', deliveries.remove),
    route({
      ...common,
      path: '/deliveries/:id/edit',
      summary: 'Change the words of a published item; who changes them releases them',
      body: EditDelivery,
      handle: async (actor, { params, body }) => {
        await edits.edit(actor, params.id, body)
        return detail(actor, params.id)
      },
    }),
    route({
      ...common,
      path: '/deliveries/:id/resolve',
      summary: 'Say whether an uncertain delivery is there',
      body: ResolveDelivery,
      handle: async (actor, { params, body }) => {
        await deliveries.resolve(actor, params.id, body)
        return detail(actor, params.id)
      },
    }),
  ]
}
