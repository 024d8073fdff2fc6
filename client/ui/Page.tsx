import { QueryErrorResetBoundary } from '@tanstack/react-query'
import { type ReactNode, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { FaultNotice } from './FaultNotice.tsx'
import classes from './Page.module.css'

interface Props {
  readonly title: string
  /** A short line beside the title: counts, when it was last heard of. */
  readonly note?: ReactNode
  /** Buttons at the end of the title row. */
  readonly actions?: ReactNode
  /** The children fill what is left of the window and scroll by themselves. */
  readonly fills?: boolean
  readonly children: ReactNode
}

/** A page: title row, then the content with its waiting and failing states. Sets the window's title. */
export function Page({ title, note, actions, fills = false, children }: Props) {
  const { t } = useTranslation('common')
  useEffect(() => {
    document.title = t('windowTitle', { page: title })
  }, [t, title])
  return (
    <div className={classes.page} data-fills={fills || undefined}>
      <header className={classes.head}>
        <h1 className={classes.title}>{title}</h1>
        {note && <div className={classes.note}>{note}</div>}
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      <Boundary>{children}</Boundary>
    </div>
  )
}

/** Shows waiting and failing for what is inside, and offers to ask again. */
export function Boundary({ children, waiting }: { readonly children: ReactNode; readonly waiting?: ReactNode }) {
  return (
    <QueryErrorResetBoundary>
      {({ reset }) => (
        <ErrorBoundary
          draw={(error, retry) => (
            <div className={classes.failure}>
              <FaultNotice
                error={error}
                onRetry={() => {
                  reset()
                  retry()
                }}
              />
            </div>
          )}
        >
          <Suspense fallback={waiting ?? <Skeleton />}>{children}</Suspense>
        </ErrorBoundary>
      )}
    </QueryErrorResetBoundary>
  )
}

/** Still grey blocks, shown only when waiting takes longer than a glance. */
export function Skeleton({ rows = 5 }: { readonly rows?: number }) {
  const { t } = useTranslation('common')
  const [isLate, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className={classes.skeleton} role="status" aria-label={t('loading')}>
      {isLate && Array.from({ length: rows }, (_, row) => <div key={row} className={classes.bone} />)}
    </div>
  )
}

/** One sentence and one button. */
export function Empty({ children, action }: { readonly children: ReactNode; readonly action?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <p>{children}</p>
      {action}
    </div>
  )
}
