import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'react-router'
import { MenuIcon } from '../ui/icons.tsx'
import classes from './MoreSheet.module.css'

/** On a phone: what does not fit the bottom bar, in a sheet above it. The browser's own dialog keeps the focus inside. */
export function MoreSheet({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation('app')
  const sheet = useRef<HTMLDialogElement>(null)
  const { pathname } = useLocation()
  // A new page closes the sheet.
  useEffect(() => {
    sheet.current?.close()
  }, [pathname])
  return (
    <div className={classes.more}>
      <button type="button" className={classes.open} aria-haspopup="dialog" onClick={() => sheet.current?.showModal()}>
        <MenuIcon size={18} />
        {t('nav.more')}
      </button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a tap beside the sheet closes it, as Escape does by itself */}
      <dialog
        ref={sheet}
        className={classes.sheet}
        aria-label={t('nav.more')}
        onClick={(event) => event.target === sheet.current && sheet.current.close()}
      >
        {children}
      </dialog>
    </div>
  )
}
