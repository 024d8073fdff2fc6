import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useCan, useMe } from '../lib/session.ts'
import { shortcuts, useShortcutKeys, useShortcuts } from '../lib/shortcuts.ts'
import { SearchIcon } from '../ui/icons.tsx'
import { Keys } from '../ui/Keys.tsx'
import { useTurning } from '../ui/use-turning.ts'
import classes from './CommandCenter.module.css'

const CommandPalette = lazy(async () => ({ default: (await import('./CommandPalette.tsx')).CommandPalette }))
const ShortcutSheet = lazy(async () => ({ default: (await import('./ShortcutSheet.tsx')).ShortcutSheet }))
const ActsDialog = lazy(async () => ({ default: (await import('./ActsDialog.tsx')).ActsDialog }))
const PauseDialog = lazy(async () => ({ default: (await import('../ui/PauseDialog.tsx')).PauseDialog }))

/** The way to everything by a few letters, and the keys that work everywhere. */
export function CommandCenter() {
  const { t } = useTranslation('app')
  const navigate = useNavigate()
  const canWrite = useCan('posts.edit')
  const { preferences } = useMe()
  const [open, setOpen] = useState<'palette' | 'help' | 'pause' | 'acts' | null>(null)
  const show = (what: typeof open) => () => setOpen(what)
  const { undo, redo } = useTurning()
  useShortcutKeys(preferences.singleKeys ?? true)
  useShortcuts({
    palette: show('palette'),
    search: show('palette'),
    help: show('help'),
    undo,
    redo,
    ...(canWrite && { create: () => navigate('/posts/new') }),
  })
  return (
    <>
      <button type="button" className={classes.open} title={t('search')} onClick={show('palette')}>
        <SearchIcon />
        <span className={classes.words}>{t('search')}</span>
        <Keys keys={shortcuts.palette.keys[0]} />
      </button>
      <Suspense>
        {open === 'palette' && (
          <CommandPalette
            onClose={() => setOpen((now) => (now === 'palette' ? null : now))}
            onPause={show('pause')}
            onHelp={show('help')}
            onActs={show('acts')}
          />
        )}
        {open === 'help' && <ShortcutSheet onClose={show(null)} />}
        {open === 'acts' && <ActsDialog onClose={show(null)} />}
        {open === 'pause' && <PauseDialog scope="organization" onClose={show(null)} />}
      </Suspense>
    </>
  )
}
