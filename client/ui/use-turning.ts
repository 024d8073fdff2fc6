import { useTranslation } from 'react-i18next'
import { type Act, lastDone, lastUndone, turnAct } from '../lib/acts.ts'
import { problemSentence } from './faults.ts'
import { showAct, showDone } from './UndoToast.ts'

/** Takes acts back and does them again, and says what came of it. */
export function useTurning() {
  const { t } = useTranslation('common')
  const turn = async (act: Pick<Act, 'id' | 'message' | 'state'>) => {
    const refusal = await turnAct(act.id)
    if (refusal) showDone(t('act.refused', { what: act.message, reason: problemSentence(t, refusal) }))
    else showAct(t(act.state === 'done' ? 'act.undone' : 'act.redone', { what: act.message }), act.id)
  }
  return {
    turn,
    undo: () => {
      const act = lastDone()
      if (act) void turn(act)
      else showDone(t('act.nothing'))
    },
    redo: () => {
      const act = lastUndone()
      if (act) void turn(act)
      else showDone(t('act.nothingAgain'))
    },
  }
}
