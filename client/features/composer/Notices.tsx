import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { problemCode } from '../../lib/api.ts'
import { formatDateTime } from '../../lib/time.ts'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import classes from './composer.module.css'
import type { PostDraftState } from './use-post-draft.ts'

interface Props {
  readonly state: PostDraftState
  readonly zone: string
}

/** What happened to what was written, and the choices that are a person's. */
export function Notices({ state, zone }: Props) {
  const { t } = useTranslation('composer')
  const { pathname, search } = useLocation()
  const { kept, stale, error } = state
  if (stale)
    return (
      <div className={classes.notice} role="alert">
        <p>{t('stale.text', { time: formatDateTime(stale.updatedAt, zone), revision: stale.revision })}</p>
        <div className={classes.noticeSteps}>
          <Button onClick={state.keepMine}>{t('stale.mine')}</Button>
          <Button variant="default" onClick={state.takeTheirs}>
            {t('stale.theirs')}
          </Button>
        </div>
      </div>
    )
  if (kept)
    return (
      <div className={classes.notice} role="status">
        <p>{t('kept.text', { time: formatDateTime(kept.keptAt, zone) })}</p>
        <div className={classes.noticeSteps}>
          <Button onClick={state.restoreKept}>{t('kept.restore')}</Button>
          <Button variant="default" onClick={state.discardKept}>
            {t('kept.discard')}
          </Button>
        </div>
      </div>
    )
  if (state.isDirty && problemCode(error) === 'not-signed-in')
    return (
      <div className={classes.notice} role="alert">
        <p>{t('kept.signedOut')}</p>
        <Button component={Link} to={`/sign-in?next=${encodeURIComponent(pathname + search)}`}>
          {t('kept.signIn')}
        </Button>
      </div>
    )
  if (state.isDirty && problemCode(error) === 'offline')
    return (
      <div className={classes.notice} role="alert">
        <p>{t('kept.offline')}</p>
      </div>
    )
  return error === null || problemCode(error) === 'stale' ? null : <FaultNotice error={error} listed />
}
