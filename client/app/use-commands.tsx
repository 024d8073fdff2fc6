import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { changeLanguage } from '../lib/i18n.ts'
import { useRemember } from '../lib/remember.ts'
import { useMe } from '../lib/session.ts'
import { type KeyCombination, shortcuts } from '../lib/shortcuts.ts'
import { GlobeIcon, KeyboardIcon, MoonIcon, PauseIcon, PersonIcon, SunIcon, UndoIcon } from '../ui/icons.tsx'
import { pages } from './pages.ts'

/** One thing the palette can do. */
export interface Command {
  readonly id: string
  readonly label: string
  /** Other words people look for it by. */
  readonly also?: string
  /** Beside the label: when it was changed last. */
  readonly note?: string
  readonly icon: ReactNode
  readonly keys?: KeyCombination
  readonly run: () => void
}

interface Dialogs {
  readonly onPause: () => void
  readonly onHelp: () => void
  readonly onActs: () => void
}

/** What this person may do from anywhere: pages to go to, and acts. */
export function useCommands({ onPause, onHelp, onActs }: Dialogs): {
  pages: readonly Command[]
  acts: readonly Command[]
} {
  const { t, i18n } = useTranslation(['keys', 'app'])
  const navigate = useNavigate()
  const remember = useRemember()
  const { can } = useMe()
  const { setColorScheme } = useMantineColorScheme()
  const isDark = useComputedColorScheme('light') === 'dark'
  const otherScheme = isDark ? 'light' : 'dark'
  const otherLanguage = i18n.language === 'vi' ? 'en' : 'vi'
  const acts: readonly (Command & { readonly needs?: string })[] = [
    {
      id: 'pause',
      needs: 'pauses.manage',
      label: t('command.pause'),
      icon: <PauseIcon />,
      run: onPause,
    },
    {
      id: 'acts',
      label: t('command.acts'),
      icon: <UndoIcon />,
      run: onActs,
    },
    {
      id: 'scheme',
      label: t(isDark ? 'app:scheme.toLight' : 'app:scheme.toDark'),
      icon: isDark ? <SunIcon /> : <MoonIcon />,
      run: () => {
        setColorScheme(otherScheme)
        remember({ preferences: { colorScheme: otherScheme } })
      },
    },
    {
      id: 'language',
      label: t('command.language'),
      icon: <GlobeIcon />,
      run: () => {
        changeLanguage(otherLanguage)
        remember({ language: otherLanguage })
      },
    },
    {
      id: 'me',
      label: t('command.me'),
      icon: <PersonIcon />,
      run: () => navigate('/settings?tab=me'),
    },
    {
      id: 'help',
      label: t('act.help'),
      icon: <KeyboardIcon />,
      keys: shortcuts.help.keys[0],
      run: onHelp,
    },
  ]
  const isAllowed = ({ needs }: { readonly needs?: string }) => needs === undefined || can.includes(needs)
  return {
    pages: pages.filter(isAllowed).map(({ name, to, icon: Icon }) => ({
      id: name,
      label: t(`app:nav.${name}`),
      also: t(`also.${name}`),
      icon: <Icon />,
      ...(name === 'compose' && { keys: shortcuts.create.keys[0] }),
      run: () => navigate(to),
    })),
    acts: acts.filter(isAllowed),
  }
}
