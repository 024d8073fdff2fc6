import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeliveryItem } from '../../../server/contract/deliveries.ts'
import type { ActOnDeliveries, DeliveriesActedOn } from '../../../server/contract/deliveries-together.ts'
import { useDeliveriesTogether } from '../../lib/deliveries.ts'
import { showDone, showUndo } from '../../ui/UndoToast.ts'

/** One step as it is asked, without those it is for. */
export type Wish = ActOnDeliveries extends infer Each ? (Each extends unknown ? Omit<Each, 'items'> : never) : never

/** What a dialog about many deliveries is handed. */
export interface TogetherProps {
  readonly deliveries: readonly DeliveryItem[]
  readonly onClose: () => void
  /** It was carried out, for all of them. */
  readonly onDone: () => void
}

const standingOf = ({ results }: DeliveriesActedOn) =>
  results.flatMap((result) => (result.done ? [{ id: result.id, revision: result.current.revision }] : []))

/**
 * Carries out one step with many deliveries and offers to take it back for those it was carried out for.
 * @returns what was refused, to be shown; null while nothing was
 */
export function useTogether({ onClose, onDone }: Pick<TogetherProps, 'onClose' | 'onDone'>) {
  const { t } = useTranslation('together')
  const together = useDeliveriesTogether()
  const [outcome, setOutcome] = useState<DeliveriesActedOn | null>(null)

  /** @param said how many there were, in words @param back what takes it back */
  const carryOut = async (
    deliveries: readonly DeliveryItem[],
    wish: Wish,
    back: Wish,
    said: (count: number) => string,
  ) => {
    const items = deliveries.map(({ id, revision }) => ({ id, revision }))
    const answer = await together({ ...wish, items })
    if (answer.done > 0) {
      let standing = standingOf(answer)
      // Each time for those that still stand as the last answer left them; the rest is somebody else's by now.
      const go = async (step: Wish) => {
        const now = await together({ ...step, items: standing })
        standing = standingOf(now)
        if (now.refused > 0) showDone(t('left', { count: now.refused }))
      }
      showUndo(said(answer.done), { undo: () => go(back), redo: () => go(wish) })
    }
    if (answer.refused > 0) return setOutcome(answer)
    onDone()
    onClose()
  }
  return { carryOut, outcome }
}
