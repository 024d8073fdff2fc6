import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Outlet, useLocation } from 'react-router'
import { followEvents } from '../lib/live.ts'
import { useChosenLook } from '../lib/remember.ts'
import { meQuery, useMe } from '../lib/session.ts'
import { Boundary } from '../ui/Page.tsx'
import { Banners } from './Banners.tsx'
import classes from './Frame.module.css'
import { Navigation } from './Navigation.tsx'
import { TopBar } from './TopBar.tsx'

// Most pages send nothing: its code comes after what is seen.
const UploadSession = lazy(async () => ({ default: (await import('./UploadSession.tsx')).UploadSession }))

/** Navigation, top bar and banners around every page of somebody signed in. */
export function Frame() {
  const { t } = useTranslation('app')
  const cache = useQueryClient()
  const main = useRef<HTMLElement>(null)
  useChosenLook(useMe())
  useEffect(() => followEvents(cache, () => void cache.invalidateQueries(meQuery)), [cache])
  useStartAtTop(main)
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#content">
        {t('skip')}
      </a>
      <Suspense>
        <UploadSession />
      </Suspense>
      <Navigation />
      <TopBar />
      <main ref={main} id="content" className={classes.main} tabIndex={-1}>
        <Banners />
        <Boundary>
          <Outlet />
        </Boundary>
      </main>
    </div>
  )
}

/** A new page begins at its top, for eyes and for readers; the first one keeps the focus where the browser put it. */
function useStartAtTop(main: React.RefObject<HTMLElement | null>): void {
  const { pathname } = useLocation()
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    main.current?.scrollTo(0, 0)
    main.current?.focus({ preventScroll: true })
  }, [pathname, main])
}
