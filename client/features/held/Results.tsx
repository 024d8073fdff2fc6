import { CloseButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { RefusedList } from '../../ui/RefusedList.tsx'
import type { Decided } from './HeldPage.tsx'
import classes from './held.module.css'

/** What a decision did, and which deliveries it could not be carried out for, and why. */
export function Results({ decided, onClose }: { readonly decided: Decided; readonly onClose: () => void }) {
  const { t } = useTranslation('held')
  const { decision, outcome, deliveries } = decided
  return (
    <section className={classes.results} data-refused={outcome.refused > 0 || undefined} role="status">
      <CloseButton className={classes.close ?? ''} aria-label={t('result.dismiss')} onClick={onClose} />
      <p>
        <strong>{t(`result.${decision}`, { count: outcome.done })}</strong>{' '}
        {t('result.refused', { count: outcome.refused })}
      </p>
      {outcome.refused > 0 && <RefusedList results={outcome.results} deliveries={deliveries} />}
    </section>
  )
}
