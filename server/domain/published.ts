import type { CommittedPart, Fault } from '../../connectors/contract.ts'
import type { ConnectorRegistry } from '../../connectors/registry.ts'
import { type Editing, editingOf } from '../../connectors/rules/capabilities.ts'
import type { DeliveryStanding } from '../db/deliveries.ts'
import type { ResolvedContent } from './content-hash.ts'

/** What tells which item it is, and what its platform does with one. */
export type PublishedOn = Pick<DeliveryStanding, 'platform' | 'practice' | 'form'>

/** What a platform lets one do with an item that is out. */
export interface Offers {
  readonly removable: boolean
  readonly editing: Editing | null
}

/** Items on their platforms, for the person who waits; each call may be repeated. */
export interface PublishedItems {
  offers(item: PublishedOn): Offers
  /** @param parts the last one first @throws DomainError `connection-failed` */
  remove(channelId: string, parts: readonly CommittedPart[]): Promise<void>
  /** Gives parts other words, one after the other until one fails. */
  edit(request: EditRequest): Promise<Edited>
}

export interface EditRequest {
  readonly delivery: Pick<DeliveryStanding, 'id' | 'organizationId' | 'channelId' | 'revision'>
  readonly parts: readonly { readonly position: number; readonly out: CommittedPart }[]
  /** What the item says afterwards. */
  readonly content: ResolvedContent
}

export interface Edited {
  /** The parts that are changed, as they are known now. */
  readonly done: readonly { readonly position: number; readonly out: CommittedPart }[]
  /** Why the next one is not, or may not be; null when all are. */
  readonly fault: Fault | null
}

export function offersOf(connectors: Pick<ConnectorRegistry, 'for'>, item: PublishedOn): Offers {
  const connector = connectors.for(item)
  return {
    removable: connector?.remove !== undefined,
    editing: connector?.edit ? editingOf(connector.capabilities, item.form) : null,
  }
}
