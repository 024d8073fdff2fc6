import type { DeliveryState } from '../../../server/contract/deliveries.ts'
import type { AskedAction } from '../../ui/DeliveryActions.tsx'
import type { PlacedDelivery } from './events.ts'

/** The columns of the board, and the states that stand in each; every state stands in one. */
export const boardColumns = {
  draft: ['draft'],
  line: ['scheduled', 'retrying', 'sending'],
  attention: ['unconfirmed', 'failed', 'missed', 'held'],
  published: ['published'],
  gone: ['cancelled', 'removed'],
} as const satisfies Readonly<Record<string, readonly DeliveryState[]>>

export type BoardColumn = keyof typeof boardColumns

export const boardColumnNames = Object.keys(boardColumns) as BoardColumn[]

export function columnOf(state: DeliveryState): BoardColumn {
  return boardColumnNames.find((name) => (boardColumns[name] as readonly DeliveryState[]).includes(state)) ?? 'draft'
}

/** What is to come stands next first, what is over latest first. */
const latestFirst: readonly BoardColumn[] = ['published', 'gone']

export function inColumns(placed: readonly PlacedDelivery[]): Map<BoardColumn, readonly PlacedDelivery[]> {
  const found = Map.groupBy(placed, ({ delivery }) => columnOf(delivery.state))
  for (const name of latestFirst) found.get(name)?.reverse()
  return found
}

/** A step that asks first, or the post itself, where it is scheduled. */
export type BoardStep = AskedAction | 'edit'

/** Steps of a person that lead from one column to another, the one meant first. Where none stands, no person decides. */
const steps: Partial<Record<BoardColumn, Partial<Record<BoardColumn, readonly BoardStep[]>>>> = {
  draft: { line: ['edit'], gone: ['cancel'] },
  line: { published: ['send-now'], gone: ['cancel'] },
  attention: {
    line: ['release', 'keep', 'move'],
    published: ['mark-published', 'send-now'],
    gone: ['skip', 'cancel', 'remove'],
  },
  published: { gone: ['remove'] },
  gone: { line: ['restore'] },
}

/**
 * The step that brings a delivery into another column, of those the server offers for it.
 * @returns null where there is none now
 */
export function stepInto(state: DeliveryState, to: BoardColumn, offered: readonly string[]): BoardStep | null {
  return steps[columnOf(state)]?.[to]?.find((action) => offered.includes(action)) ?? null
}
