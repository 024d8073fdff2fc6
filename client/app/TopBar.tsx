import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { changeLanguage } from '../lib/i18n.ts'
import { useNow } from '../lib/now.ts'
import { useRemember } from '../lib/remember.ts'
import { useCan, useMe } from '../lib/session.ts'
import { formatTime, zoneOffset } from '../lib/time.ts'
import { BellIcon, BrandMark, ClockIcon, PauseIcon } from '../ui/icons.tsx'
import { CommandCenter } from './CommandCenter.tsx'
import { LanguageSwitch } from './LanguageSwitch.tsx'
import { useAttentionCount } from './Navigation.tsx'
import { SchemeSwitch } from './SchemeSwitch.tsx'
import classes from './TopBar.module.css'

const PauseDialog = lazy(async () => ({ default: (await import('../ui/PauseDialog.tsx')).PauseDialog }))

export function TopBar() {
  const { i18n } = useTranslation('app')
  const remember = useRemember()
  const canSee = useCan('deliveries.read')
  const { organization } = useMe()
  return (
    <header className={classes.bar}>
      <span className={classes.brand}>
        <BrandMark size={26} />
      </span>
      <span className={classes.office}>{organization.name}</span>
      <CommandCenter />
      <div className={classes.end}>
        <Clock />
        <LanguageSwitch
          language={i18n.language}
          onChange={(language) => {
            changeLanguage(language)
            remember({ language })
          }}
        />
        <SchemeSwitch onChange={(colorScheme) => remember({ preferences: { colorScheme } })} />
        <PauseAll />
        {canSee && <Bell />}
      </div>
    </header>
  )
}

function Clock() {
  const { t } = useTranslation('app')
  const now = useNow()
  const { zone } = useMe().organization
  return (
    <span className={classes.clock} title={zone}>
      <ClockIcon />
      <span className={classes.zone}>{t('clock.zone', { offset: zoneOffset(zone, now) })}</span>
      <time>{formatTime(now, zone)}</time>
    </span>
  )
}

function PauseAll() {
  const { t } = useTranslation('app')
  const canPause = useCan('pauses.manage')
  const [isOpen, setOpen] = useState(false)
  if (!canPause) return null
  return (
    <>
      <button type="button" className={classes.pause} onClick={() => setOpen(true)}>
        <PauseIcon />
        <span>{t('pauseAll')}</span>
      </button>
      {isOpen && (
        <Suspense>
          <PauseDialog scope="organization" onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

function Bell() {
  const { t } = useTranslation('app')
  const count = useAttentionCount()
  const label = count > 0 ? t('nav.attentionCount', { count }) : t('nav.attention')
  return (
    <Link to="/attention" className={classes.icon ?? ''} aria-label={label} title={label}>
      <BellIcon size={18} />
      {count > 0 && <span className={classes.dot} aria-hidden="true" />}
    </Link>
  )
}
