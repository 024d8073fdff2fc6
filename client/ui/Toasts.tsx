import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CloseIcon } from './icons.tsx'
import classes from './Toasts.module.css'
import { dismissToast, type Toast, useToasts } from './UndoToast.ts'

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
  const [left, setLeft] = useState(toast.undo ? undoSeconds : doneSeconds)
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    if (left === 0) dismissToast(toast.id)
    if (isHeld || left === 0) return
    const timer = setTimeout(() => setLeft(left - 1), 1000)
    return () => clearTimeout(timer)
  }, [left, isHeld, toast.id])
  const { undo } = toast
  useEffect(() => {
    if (!undo) return
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && event.target.closest('input, textarea, [contenteditable]')
      if (isTyping || event.key !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey) return
      event.preventDefault()
      dismissToast(toast.id)
      undo()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [undo, toast.id])
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
      {undo ? (
        <button
          type="button"
          className={classes.undo}
          aria-label={t('action.undo')}
          onClick={() => {
            dismissToast(toast.id)
            undo()
          }}
        >
          {t('undoIn', { count: left })}
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
