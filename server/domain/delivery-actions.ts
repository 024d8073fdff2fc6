import type { ConnectorRegistry } from '../../connectors/registry.ts'
import type { DeliveryStanding } from '../db/deliveries.ts'
import { allowedActions, type DeliveryAction, factsOf } from './delivery.ts'
import { isEditable } from './edit.ts'
import { type Actor, mayDo } from './policy.ts'
import { type Offers, offersOf } from './published.ts'

/** What a person who may release can do with it now; see `allowedActions`. */
export function actionsOf(delivery: DeliveryStanding, { removable, editing }: Offers): DeliveryAction[] {
  const editable = isEditable(editing, delivery.publishedAt, delivery.now)
  return allowedActions(factsOf(delivery, { removable, editable }))
}

/** What the person may do with it: who may not release looks only. */
export function offeredTo(
  actor: Actor,
  delivery: DeliveryStanding,
  connectors: Pick<ConnectorRegistry, 'for'>,
): DeliveryAction[] {
  const offered = actionsOf(delivery, offersOf(connectors, delivery))
  return mayDo(actor.role, 'deliveries.release') ? offered : offered.filter((action) => action === 'open')
}
