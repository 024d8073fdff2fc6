import { expect, it } from 'vitest'
import type { PlacedDelivery } from '../../client/features/calendar/events.ts'
import { added, chosenOf, extended, nothingChosen, toggled } from '../../client/features/calendar/selection.ts'

const placed = ['a', 'b', 'c', 'd'].map((id) => ({ delivery: { id }, localTime: '' }) as PlacedDelivery)
const idsOf = ({ ids }: { readonly ids: ReadonlySet<string> }) => [...ids].toSorted()

it('a second pick of the same takes it off again', () => {
  const one = toggled(nothingChosen, 'b')
  expect(idsOf(one)).toEqual(['b'])
  expect(idsOf(toggled(one, 'b'))).toEqual([])
})

it('Shift takes all from the last pick to this one, in the order of time, whichever comes first', () => {
  expect(idsOf(extended(toggled(nothingChosen, 'b'), placed, 'd'))).toEqual(['b', 'c', 'd'])
  expect(idsOf(extended(toggled(nothingChosen, 'd'), placed, 'b'))).toEqual(['b', 'c', 'd'])
  expect(idsOf(extended(nothingChosen, placed, 'c'))).toEqual(['c'])
})

it('what is chosen beside keeps what was chosen before', () => {
  expect(idsOf(added(toggled(nothingChosen, 'a'), ['c', 'd']))).toEqual(['a', 'c', 'd'])
})

it('what is not shown any more is not chosen any more', () => {
  const chosen = chosenOf(added(nothingChosen, ['a', 'gone']), placed)
  expect(chosen.map(({ delivery }) => delivery.id)).toEqual(['a'])
})
