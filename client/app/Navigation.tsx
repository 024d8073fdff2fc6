import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { attentionQuery, countAttention } from '../lib/attention.ts'
import { useMe } from '../lib/session.ts'
import { BrandMark } from '../ui/icons.tsx'
import { AccountBar } from './AccountBar.tsx'
import { MoreSheet } from './MoreSheet.tsx'
import classes from './Navigation.module.css'
import { type PageEntry, pages } from './pages.ts'

/** Every page a person may open: the first ones also stand in the phone's bottom bar. */
export function Navigation() {
  const { t } = useTranslation('app')
  const { can } = useMe()
  const open = pages.filter(({ needs }) => needs === undefined || can.includes(needs))
  const manage = open.filter(({ place }) => place === 'manage')
  return (
    <nav className={classes.nav} aria-label={t('nav.label')}>
      <NavLink to="/" className={classes.brand ?? ''} aria-label={`Hải Đăng, ${t('nav.calendar')}`}>
        <BrandMark size={30} />
        <span className={classes.word}>Hải Đăng</span>
      </NavLink>
      <ul className={classes.list}>
        {open
          .filter(({ place }) => place !== 'manage')
          .map((page) => (
            <Item key={page.name} page={page} wideOnly={page.place === 'wide'} />
          ))}
      </ul>
      <div className={classes.wide}>
        <h2 className={classes.section}>{t('nav.manage')}</h2>
        <ul className={classes.list}>
          {manage.map((page) => (
            <Item key={page.name} page={page} />
          ))}
        </ul>
        <AccountBar />
      </div>
      <MoreSheet>
        <ul className={classes.list}>
          {open
            .filter(({ place }) => place !== 'bar')
            .map((page) => (
              <Item key={page.name} page={page} />
            ))}
        </ul>
        <AccountBar />
      </MoreSheet>
    </nav>
  )
}

interface ItemProps {
  readonly page: PageEntry
  /** Not in the phone's bottom bar. */
  readonly wideOnly?: boolean
}

function Item({ page: { name, to, icon: Icon }, wideOnly = false }: ItemProps) {
  const { t } = useTranslation('app')
  const label = t(`nav.${name}`)
  return (
    <li className={wideOnly ? classes.wideOnly : ''}>
      <NavLink to={to} end={to === '/' || to === '/posts/new'} className={classes.item ?? ''} title={label}>
        <Icon size={18} />
        <span className={classes.word}>{label}</span>
        {name === 'attention' && <AttentionBadge />}
      </NavLink>
    </li>
  )
}

function AttentionBadge(): ReactNode {
  const { t } = useTranslation('app')
  const count = useAttentionCount()
  return (
    count > 0 && (
      <span className={classes.badge}>
        <span aria-hidden="true">{count}</span>
        <span className="visually-hidden">{t('nav.attentionCount', { count })}</span>
      </span>
    )
  )
}

/** Deliveries in trouble and broken channels; 0 for who may not see them. */
export function useAttentionCount(): number {
  const me = useMe()
  const { data } = useQuery({ ...attentionQuery, enabled: me.can.includes('deliveries.read') })
  return data ? countAttention(data) : 0
}
