import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { DeliveryItem } from '../../../server/contract/deliveries.ts'
import { deliveryQuery } from '../../lib/deliveries.ts'
import type { ActionTarget, AskedAction } from '../../ui/DeliveryActions.tsx'
import { problemSentence } from '../../ui/faults.ts'
import { showDone } from '../../ui/UndoToast.ts'
import { type BoardColumn, stepInto } from './board.ts'

/** A delivery dropped into another column: asks for the step that leads there as it stands now, or says that none does. */
export function useBoardDrop(onAsk: (action: AskedAction, delivery: ActionTarget) => void) {
  const { t } = useTranslation('calendar')
  const { t: common } = useTranslation('common')
  const cache = useQueryClient()
  const navigate = useNavigate()
  return async ({ id, title, postId }: DeliveryItem, column: BoardColumn) => {
    try {
      const detail = await cache.fetchQuery({ ...deliveryQuery(id), staleTime: 0 })
      const step = stepInto(detail.state, column, detail.actions)
      if (step === null) showDone(t('board.refused', { title, column: t(`board.${column}`) }))
      else if (step === 'edit') navigate(`/posts/${postId}`)
      else onAsk(step, detail)
    } catch (error) {
      showDone(problemSentence(common, error))
    }
  }
}
