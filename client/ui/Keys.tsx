import { useTranslation } from 'react-i18next'
import type { KeyCombination } from '../lib/shortcuts.ts'
import classes from './Keys.module.css'

const isMac = /mac|iphone|ipad/i.test(navigator.userAgent)

/** The keys of a shortcut as they stand on the keyboard. */
export function Keys({ keys }: { readonly keys: KeyCombination }) {
  const { t } = useTranslation('common')
  const { key, ctrl, shift } = keys
  const name = key.length === 1 ? key.toUpperCase() : t(`key.${key}`)
  return (
    <span className={classes.keys}>
      {ctrl && <kbd>{isMac ? '⌘' : 'Ctrl'}</kbd>}
      {shift && <kbd>Shift</kbd>}
      <kbd>{name}</kbd>
    </span>
  )
}
