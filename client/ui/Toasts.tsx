import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useActs } from '../lib/acts.ts'
import { CloseIcon } from './icons.tsx'
import classes from './Toasts.module.css'
import { dismissToast, type Toast, useToasts } from './UndoToast.ts'
import { useTurning } from './use-turning.ts'

/** Seconds a toast stands: with a way back, and without. */
const undoSeconds = 10
const doneSeconds = 6

/** Where toasts stand: bottom centre, told to readers politely. */
export function Toasts() {
  const toasts = useToasts()
  return (
    <div className={classes.region} role="status">
      {toasts.map((toast) => (
        <ToastBar key={toast.id} toast={toast} />
      ))}
    </div>
  )
}

/** Counts down in words; the count stops while somebody points at it or has the focus in it. */
function ToastBar({ toast }: { readonly toast: Toast }) {
  const { t } = useTranslation('common')
  const [left, setLeft] = useState(toast.actId === null ? doneSeconds : undoSeconds)
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    if (left === 0) dismissToast(toast.id)
    if (isHeld || left === 0) return
    const timer = setTimeout(() => setLeft(left - 1), 1000)
    return () => clearTimeout(timer)
  }, [left, isHeld, toast.id])
  const act = useActs().find(({ id }) => id === toast.actId)
  const { turn } = useTurning()
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing at it only stops its clock; nothing is started
    <div
      className={classes.toast}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span>{toast.message}</span>
      {act ? (
        <button
          type="button"
          className={classes.undo}
          disabled={act.state === 'busy'}
          onClick={() => {
            dismissToast(toast.id)
            void turn(act)
          }}
        >
          {t(act.state === 'undone' ? 'action.redo' : 'action.undo')}
          {/* Told to readers once, not every second. */}
          <span aria-hidden="true"> · {t('secondsLeft', { count: left })}</span>
        </button>
      ) : (
        <button
          type="button"
          className={classes.close}
          aria-label={t('action.close')}
          onClick={() => dismissToast(toast.id)}
        >
          <CloseIcon />
        </button>
      )}
    </div>
  )
}
