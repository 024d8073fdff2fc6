import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { attentionQuery } from '../lib/attention.ts'
import { useCan, useMe } from '../lib/session.ts'
import {
  AttentionIcon,
  BrandMark,
  CalendarIcon,
  ClockIcon,
  FlagIcon,
  GearIcon,
  ImageIcon,
  PencilIcon,
  PlugIcon,
} from '../ui/icons.tsx'
import { AccountBar } from './AccountBar.tsx'
import { MoreSheet } from './MoreSheet.tsx'
import classes from './Navigation.module.css'

/** Every page a person may open: the first ones also stand in the phone's bottom bar. */
export function Navigation() {
  const { t } = useTranslation('app')
  const canSee = useCan('deliveries.read')
  const canWrite = useCan('posts.edit')
  const manage = (
    <>
      <Item to="/channels" icon={<PlugIcon size={18} />} label={t('nav.channels')} />
      <Item to="/settings" icon={<GearIcon size={18} />} label={t('nav.settings')} />
    </>
  )
  const nextDay = (wideOnly: boolean) => (
    <Item to="/next-24-hours" icon={<ClockIcon size={18} />} label={t('nav.nextDay')} wideOnly={wideOnly} />
  )
  const library = (wideOnly: boolean) => (
    <>
      <Item to="/media" icon={<ImageIcon size={18} />} label={t('nav.media')} wideOnly={wideOnly} />
      <Item to="/campaigns" icon={<FlagIcon size={18} />} label={t('nav.campaigns')} wideOnly={wideOnly} />
    </>
  )
  return (
    <nav className={classes.nav} aria-label={t('nav.label')}>
      <NavLink to="/" className={classes.brand ?? ''} aria-label={`Hải Đăng, ${t('nav.calendar')}`}>
        <BrandMark size={30} />
        <span className={classes.word}>Hải Đăng</span>
      </NavLink>
      <ul className={classes.list}>
        {canSee && <Item to="/" icon={<CalendarIcon size={18} />} label={t('nav.calendar')} />}
        {canSee && nextDay(true)}
        {canWrite && <Item to="/posts/new" icon={<PencilIcon size={18} />} label={t('nav.compose')} />}
        {canSee && <AttentionItem />}
        {library(true)}
      </ul>
      <div className={classes.wide}>
        <h2 className={classes.section}>{t('nav.manage')}</h2>
        <ul className={classes.list}>{manage}</ul>
        <AccountBar />
      </div>
      <MoreSheet>
        <ul className={classes.list}>
          {canSee && nextDay(false)}
          {library(false)}
          {manage}
        </ul>
        <AccountBar />
      </MoreSheet>
    </nav>
  )
}

interface ItemProps {
  readonly to: string
  readonly icon: ReactNode
  readonly label: string
  readonly badge?: ReactNode
  /** Not in the phone's bottom bar. */
  readonly wideOnly?: boolean
}

function Item({ to, icon, label, badge, wideOnly = false }: ItemProps) {
  return (
    <li className={wideOnly ? classes.wideOnly : ''}>
      <NavLink to={to} end={to === '/' || to === '/posts/new'} className={classes.item ?? ''} title={label}>
        {icon}
        <span className={classes.word}>{label}</span>
        {badge}
      </NavLink>
    </li>
  )
}

function AttentionItem() {
  const { t } = useTranslation('app')
  const count = useAttentionCount()
  return (
    <Item
      to="/attention"
      icon={<AttentionIcon size={18} />}
      label={t('nav.attention')}
      badge={
        count > 0 && (
          <span className={classes.badge}>
            <span aria-hidden="true">{count}</span>
            <span className="visually-hidden">{t('nav.attentionCount', { count })}</span>
          </span>
        )
      }
    />
  )
}

/** Deliveries in trouble and broken channels; 0 for who may not see them. */
export function useAttentionCount(): number {
  const me = useMe()
  const { data } = useQuery({ ...attentionQuery, enabled: me.can.includes('deliveries.read') })
  return data ? data.deliveries.length + data.channels.length : 0
}
