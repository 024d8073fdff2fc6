import { expect, it } from 'vitest'
import { boardColumnNames, boardColumns, columnOf, inColumns, stepInto } from '../../client/features/calendar/board.ts'
import { DeliveryState } from '../../server/contract/deliveries.ts'
import { delivery } from './support.ts'

const placed = (id: string, localTime: string, state: DeliveryState) => ({
  delivery: delivery(id, { state }),
  localTime,
})

it('has one column for every state', () => {
  const states = boardColumnNames.flatMap((name) => boardColumns[name])
  expect(states.toSorted()).toEqual(DeliveryState.options.toSorted())
})

it('shows what is to come next first, what is over latest first', () => {
  const columns = inColumns([
    placed('a', '2026-05-12T09:00', 'scheduled'),
    placed('b', '2026-05-13T09:00', 'retrying'),
    placed('c', '2026-05-01T09:00', 'published'),
    placed('d', '2026-05-02T09:00', 'published'),
  ])
  expect(columns.get('line')?.map(({ delivery }) => delivery.id)).toEqual(['a', 'b'])
  expect(columns.get('published')?.map(({ delivery }) => delivery.id)).toEqual(['d', 'c'])
  expect(columns.has('gone')).toBe(false)
})

it('takes the step that the server offers, and none where only the platform decides', () => {
  expect(stepInto('scheduled', 'gone', ['edit', 'move', 'send-now', 'cancel'])).toBe('cancel')
  expect(stepInto('cancelled', 'line', ['restore'])).toBe('restore')
  expect(stepInto('held', 'line', ['move', 'keep', 'skip', 'edit'])).toBe('keep')
  expect(stepInto('draft', 'line', ['edit', 'move', 'cancel'])).toBe('edit')
  expect(stepInto('scheduled', 'published', ['edit', 'move', 'cancel'])).toBeNull()
  expect(stepInto('published', 'draft', ['open', 'remove'])).toBeNull()
  expect(columnOf('missed')).toBe('attention')
})
