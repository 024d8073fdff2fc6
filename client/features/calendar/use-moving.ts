import { useTranslation } from 'react-i18next'
import type { DeliveryItem } from '../../../server/contract/deliveries.ts'
import { useMoveSteps } from '../../lib/deliveries.ts'
import { problemSentence } from '../../ui/faults.ts'
import { showDone, showUndo } from '../../ui/UndoToast.ts'
import { useMoveDelivery } from './api.ts'
import { isPast } from './moving.ts'
import { longDay } from './wording.ts'

/**
 * Moves a delivery, says where it stands now and offers to take that back. What cannot stand there stays where it was,
 * and the reason is shown.
 * @param now the office's wall time
 */
export function useMoving(zone: string, now: string) {
  const { t } = useTranslation('calendar')
  const { t: common } = useTranslation('common')
  const { mutate } = useMoveDelivery(zone)
  const stepsOf = useMoveSteps(zone)

  const carryOut = (delivery: DeliveryItem, localTime: string, before: string | null) =>
    mutate(
      { delivery, localTime },
      {
        onError: (error) =>
          showDone(t('move.refused', { title: delivery.title, reason: problemSentence(common, error) })),
        onSuccess: (moved) => {
          const message = t('move.done', {
            title: delivery.title,
            time: localTime.slice(11),
            day: longDay(t, localTime.slice(0, 10)),
          })
          if (before === null || isPast(before, now)) showDone(message)
          else showUndo(message, stepsOf(moved, before, localTime))
        },
      },
    )

  return (delivery: DeliveryItem, localTime: string, before: string | null): boolean => {
    if (isPast(localTime, now)) {
      showDone(t('move.past', { time: now.slice(11) }))
      return false
    }
    carryOut(delivery, localTime, before)
    return true
  }
}
