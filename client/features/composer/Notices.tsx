import { Button } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import type { Post } from '../../../server/contract/deliveries.ts'
import { problemCode } from '../../lib/api.ts'
import { onThisPage } from '../../lib/on-this-page.ts'
import { formatDateTime } from '../../lib/time.ts'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { showDone, showUndo } from '../../ui/UndoToast.ts'
import classes from './composer.module.css'
import type { PostDraftState } from './use-post-draft.ts'

const MergeDialog = lazy(async () => ({ default: (await import('./MergeDialog.tsx')).MergeDialog }))

interface Props {
  readonly state: PostDraftState
  readonly zone: string
}

/** What happened to what was written, and the choices that are a person's. */
export function Notices({ state, zone }: Props) {
  const { t } = useTranslation('composer')
  const { pathname, search } = useLocation()
  const { kept, stale, error } = state
  if (stale && state.conflicts.length > 0) return <StaleNotice key={stale.revision} {...{ state, stale, zone }} />
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

/** Both changed the same place: a person decides, at once for all or place by place. */
function StaleNotice({ state, stale, zone }: Props & { readonly stale: Post }) {
  const { t } = useTranslation(['composer', 'versions'])
  const [isMerging, setMerging] = useState(false)
  const takeTheirs = () => {
    const turned = state.takeTheirs()
    if (turned)
      showUndo(t('versions:merge.dropped'), { undo: onThisPage(turned.mine), redo: onThisPage(turned.theirs) })
  }
  return (
    <div className={classes.notice} role="alert">
      <p>{t('stale.text', { time: formatDateTime(stale.updatedAt, zone), revision: stale.revision })}</p>
      <div className={classes.noticeSteps}>
        <Button onClick={() => setMerging(true)}>{t('versions:merge.open')}</Button>
        <Button variant="default" onClick={() => state.merge()}>
          {t('stale.mine')}
        </Button>
        <Button variant="default" onClick={takeTheirs}>
          {t('stale.theirs')}
        </Button>
      </div>
      {isMerging && (
        <Suspense>
          <MergeDialog
            mine={state.draft}
            theirs={stale}
            conflicts={state.conflicts}
            zone={zone}
            onMerge={(choices) => {
              state.merge(choices)
              showDone(t('versions:merge.applied'))
            }}
            onClose={() => setMerging(false)}
          />
        </Suspense>
      )}
    </div>
  )
}
