import { useTranslation } from 'react-i18next'
import { ApiError } from '../lib/api.ts'
import classes from './FaultNotice.module.css'
import { itemSentence, problemSentence } from './faults.ts'
import { AttentionIcon } from './icons.tsx'

interface Props {
  readonly error: unknown
  /** Offered where asking again can help. */
  readonly onRetry?: () => void
  /** Also lists what is wrong field by field, where no form shows it. */
  readonly listed?: boolean
}

/** A refusal in plain words, told to readers at once. */
export function FaultNotice({ error, onRetry, listed = false }: Props) {
  const { t, i18n } = useTranslation('common')
  const problem = error instanceof ApiError ? error.problem : null
  // What has no sentence of its own is told by the first one.
  const items =
    problem?.errors?.filter(({ code }) => problem.code === 'validation' || i18n.exists(`common:validation.${code}`)) ??
    []
  return (
    <div className={classes.notice} role="alert">
      <AttentionIcon />
      <div className={classes.words}>
        <p>{problemSentence(t, error)}</p>
        {listed && items.length > 0 && (
          <ul>
            {items.map((item) => (
              <li key={`${item.path} ${item.code}`}>{itemSentence(t, item)}</li>
            ))}
          </ul>
        )}
        {problem?.code === 'internal' && problem.requestId && (
          <p className={classes.trace}>{t('problem.trace', { id: problem.requestId })}</p>
        )}
        {onRetry && (
          <button type="button" className={classes.retry} onClick={onRetry}>
            {t('action.tryAgain')}
          </button>
        )}
      </div>
    </div>
  )
}
