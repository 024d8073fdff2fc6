import { useMemo, useState } from 'react'
import type { PlacedDelivery } from './events.ts'
import type { PickKeys } from './grid.ts'
import { added, chosenOf, extended, nothingChosen, toggled } from './selection.ts'

/** What a person has chosen on the plan for one step together. */
export function useSelection(placed: readonly PlacedDelivery[]) {
  const [selection, setSelection] = useState(nothingChosen)
  /** Every click chooses, as a finger has no Ctrl. */
  const [isChoosing, setChoosing] = useState(false)
  const chosen = useMemo(() => chosenOf(selection, placed), [selection, placed])
  const ids = useMemo(() => new Set(chosen.map(({ delivery }) => delivery.id)), [chosen])
  return {
    chosen,
    ids,
    isOpen: isChoosing || chosen.length > 0,
    begin: () => setChoosing(true),
    toggle: (id: string) => setSelection(toggled(selection, id)),
    add: (more: readonly string[]) => setSelection(added(selection, more)),
    all: () =>
      setSelection(
        added(
          selection,
          placed.map(({ delivery }) => delivery.id),
        ),
      ),
    none: () => {
      setSelection(nothingChosen)
      setChoosing(false)
    },
    /** @returns whether the click chose; otherwise it means what it always does */
    takes: (id: string, { ctrlKey, metaKey, shiftKey }: PickKeys): boolean => {
      if (shiftKey) setSelection(extended(selection, placed, id))
      else if (ctrlKey || metaKey || isChoosing) setSelection(toggled(selection, id))
      else return false
      return true
    },
  }
}
