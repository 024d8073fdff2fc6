import { useQuery } from '@tanstack/react-query'
import { type ReactNode, Suspense } from 'react'
import { Navigate, useLocation } from 'react-router'
import { meQuery } from '../lib/session.ts'
import { setUpQuery } from '../lib/setup.ts'
import { FaultNotice } from '../ui/FaultNotice.tsx'
import classes from './Outside.module.css'

/** Draws its children for somebody signed in; others go to sign-in, or to set-up where there is nobody yet. */
export function SignedIn({ children }: { readonly children: ReactNode }) {
  const { data: me, error, refetch } = useQuery(meQuery)
  if (me) return <Suspense>{children}</Suspense>
  if (me === null) return <ToTheDoor />
  if (!error) return null
  return (
    <main className={classes.alone}>
      <FaultNotice error={error} onRetry={() => void refetch()} />
    </main>
  )
}

function ToTheDoor() {
  const { pathname, search } = useLocation()
  const { data: setUp, error, refetch } = useQuery(setUpQuery)
  if (error)
    return (
      <main className={classes.alone}>
        <FaultNotice error={error} onRetry={() => void refetch()} />
      </main>
    )
  if (!setUp) return null
  if (setUp.needed) return <Navigate to={`/setup${search}`} replace />
  const next = pathname === '/' && search === '' ? '' : `?next=${encodeURIComponent(pathname + search)}`
  return <Navigate to={`/sign-in${next}`} replace />
}
