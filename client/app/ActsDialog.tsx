import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useActs } from '../lib/acts.ts'
import { useMe } from '../lib/session.ts'
import { formatTime } from '../lib/time.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { problemSentence } from '../ui/faults.ts'
import { useTurning } from '../ui/use-turning.ts'
import classes from './ActsDialog.module.css'

/** What this person did since the page was opened: each can be taken back, or done again, while the server lets it. */
export function ActsDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('keys')
  const { zone } = useMe().organization
  const acts = useActs()
  const { turn } = useTurning()
  return (
    <Dialog opened size="lg" onClose={onClose} title={t('acts.title')}>
      {acts.length === 0 && <p className={classes.empty}>{t('acts.empty')}</p>}
      <ul className={classes.acts}>
        {acts.map((act) => (
          <li key={act.id}>
            <time>{formatTime(act.at, zone)}</time>
            <span>
              {act.message}
              {act.state === 'undone' && <small> · {t('acts.undone')}</small>}
              {act.refusal !== null && <span className={classes.refusal}>{problemSentence(t, act.refusal)}</span>}
            </span>
            <Button variant="default" loading={act.state === 'busy'} onClick={() => void turn(act)}>
              {t(act.state === 'undone' ? 'acts.redo' : 'acts.undo')}
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
