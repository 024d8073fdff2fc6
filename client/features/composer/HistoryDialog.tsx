import { Button, Select } from '@mantine/core'
import { useQuery, useSuspenseInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PostRevision } from '../../../server/contract/post-history.ts'
import { formatDateTime, formatTime } from '../../lib/time.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { Boundary, Skeleton } from '../../ui/Page.tsx'
import { showDone } from '../../ui/UndoToast.ts'
import { WordChange } from '../../ui/WordChange.tsx'
import classes from './history.module.css'
import { revisionQuery, revisionsQuery, sittingsOf } from './revisions.ts'
import { changedFacts, useFacts } from './use-facts.ts'

interface Props {
  readonly postId: string
  readonly zone: string
  /** null: whoever looks may not change the post. */
  readonly onRestore: ((revision: number) => Promise<unknown>) | null
  readonly onClose: () => void
}

/** Who saved what and when; any two versions word by word; and the way back to one. */
export function HistoryDialog(props: Props) {
  const { t } = useTranslation('versions')
  return (
    <Dialog opened onClose={props.onClose} size="80rem" title={t('title')}>
      <Boundary>
        <History {...props} />
      </Boundary>
    </Dialog>
  )
}

function History({ postId, zone, onRestore, onClose }: Props) {
  const { t } = useTranslation('versions')
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(revisionsQuery(postId))
  const revisions = data.pages.flatMap((page) => page.revisions)
  const sittings = sittingsOf(revisions)
  const latest = revisions[0]?.revision ?? null
  const [picked, setPicked] = useState<number | null>(null)
  const [against, setAgainst] = useState<number | 'nothing' | null>(null)
  const [isAsking, setAsking] = useState(false)
  const chosen = picked ?? latest
  if (chosen === null) return <p>{t('none')}</p>
  const sittingBefore = sittings[sittings.findIndex((sitting) => sitting.some((one) => one.revision === chosen)) + 1]
  const compared = against === 'nothing' ? null : (against ?? sittingBefore?.[0].revision ?? null)
  const labelOf = ({ revision, by, at }: PostRevision) =>
    `${t('revision', { number: revision })} · ${formatDateTime(at, zone)} · ${by}`
  const pick = (revision: number) => {
    setPicked(revision)
    setAgainst(null)
  }
  return (
    <>
      <p className={classes.lead}>{t('lead')}</p>
      <div className={classes.history}>
        <div className={classes.side}>
          <ol className={classes.sittings}>
            {sittings.map((sitting) => (
              <Sitting key={sitting[0].revision} {...{ sitting, zone, chosen, latest }} onPick={pick} />
            ))}
          </ol>
          {hasNextPage && (
            <Button variant="default" size="xs" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {t('older')}
            </Button>
          )}
        </div>
        <section className={classes.detail} aria-label={t('view', { number: chosen })}>
          <div className={classes.steps}>
            <Select
              size="xs"
              className={classes.against ?? ''}
              label={t('compare')}
              allowDeselect={false}
              data={[
                { value: '', label: t('base') },
                ...revisions
                  .filter(({ revision }) => revision !== chosen)
                  .map((one) => ({ value: String(one.revision), label: labelOf(one) })),
              ]}
              value={compared === null ? '' : String(compared)}
              onChange={(value) => setAgainst(value ? Number(value) : 'nothing')}
            />
            {onRestore && chosen !== latest && (
              <Button size="xs" onClick={() => setAsking(true)}>
                {t('restore')}
              </Button>
            )}
          </div>
          <Difference postId={postId} revision={chosen} against={compared} />
        </section>
      </div>
      {onRestore && (
        <ConfirmDialog
          opened={isAsking}
          title={t('restore')}
          confirm={t('restoreConfirm')}
          onClose={() => setAsking(false)}
          onConfirm={async () => {
            await onRestore(chosen)
            showDone(t('restored', { number: chosen }))
            onClose()
          }}
        >
          {t('restoreHint', { number: chosen })}
        </ConfirmDialog>
      )}
    </>
  )
}

interface SittingProps {
  readonly sitting: readonly [PostRevision, ...PostRevision[]]
  readonly zone: string
  readonly chosen: number
  readonly latest: number | null
  readonly onPick: (revision: number) => void
}

function Sitting({ sitting, zone, chosen, latest, onPick }: SittingProps) {
  const { t } = useTranslation('versions')
  const [last, ...earlier] = sitting
  const first = earlier.at(-1) ?? last
  const button = ({ revision, restoredFrom }: PostRevision, time: string) => (
    <button
      type="button"
      className={classes.revision}
      aria-current={revision === chosen ? 'true' : undefined}
      onClick={() => onPick(revision)}
    >
      <span className={classes.number}>
        {t('revision', { number: revision })}
        {revision === latest && ` · ${t('now')}`}
      </span>
      <span>{time}</span>
      {restoredFrom !== null && <span>{t('restoredFrom', { number: restoredFrom })}</span>}
    </button>
  )
  const span =
    earlier.length > 0
      ? `${formatDateTime(first.at, zone)} – ${formatTime(last.at, zone)} · ${t('group', { count: sitting.length })}`
      : formatDateTime(last.at, zone)
  return (
    <li>
      <p className={classes.who}>{last.by}</p>
      {button(last, span)}
      {earlier.length > 0 && (
        <details open={earlier.some(({ revision }) => revision === chosen) || undefined}>
          <summary>{t('unfold')}</summary>
          {earlier.map((one) => (
            <div key={one.revision}>{button(one, formatDateTime(one.at, zone))}</div>
          ))}
        </details>
      )}
    </li>
  )
}

interface DifferenceProps {
  readonly postId: string
  readonly revision: number
  /** null: the whole of it is shown. */
  readonly against: number | null
}

function Difference({ postId, revision, against }: DifferenceProps) {
  const { t } = useTranslation('versions')
  const factsOf = useFacts()
  const shown = useQuery(revisionQuery(postId, revision))
  const other = useQuery({ ...revisionQuery(postId, against ?? revision), enabled: against !== null })
  const error = shown.error ?? other.error
  if (error) return <FaultNotice error={error} />
  if (!shown.data || (against !== null && !other.data)) return <Skeleton rows={4} />
  const before = against === null || !other.data ? [] : factsOf(other.data.content, other.data.media)
  const changes = changedFacts(before, factsOf(shown.data.content, shown.data.media))
  if (changes.length === 0) return <p>{t(against === null ? 'empty' : 'same')}</p>
  return (
    <dl className={classes.facts}>
      {changes.map((change) => (
        <div key={change.path}>
          <dt>{change.label}</dt>
          <dd>
            <WordChange
              before={against === null ? null : change.before}
              after={change.after}
              language={change.language}
            />
          </dd>
        </div>
      ))}
    </dl>
  )
}
