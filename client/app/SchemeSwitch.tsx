import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { MoonIcon, SunIcon } from '../ui/icons.tsx'
import classes from './TopBar.module.css'

interface Props {
  /** Told the new choice, to be remembered with the person. */
  readonly onChange?: (scheme: 'light' | 'dark') => void
}

export function SchemeSwitch({ onChange }: Props) {
  const { t } = useTranslation('app')
  const { setColorScheme } = useMantineColorScheme()
  const isDark = useComputedColorScheme('light') === 'dark'
  const label = isDark ? t('scheme.toLight') : t('scheme.toDark')
  const toggle = () => {
    const next = isDark ? 'light' : 'dark'
    setColorScheme(next)
    onChange?.(next)
  }
  return (
    <button type="button" className={classes.icon} aria-label={label} title={label} onClick={toggle}>
      {isDark ? <SunIcon size={18} /> : <MoonIcon size={18} />}
    </button>
  )
}
