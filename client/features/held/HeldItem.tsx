import { Checkbox } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useNow } from '../../lib/now.ts'
import { useMe } from '../../lib/session.ts'
import { formatDateTime, relative } from '../../lib/time.ts'
import { DeliveryActions } from '../../ui/DeliveryActions.tsx'
import { AttentionIcon, CheckIcon, PauseIcon } from '../../ui/icons.tsx'
import { PlatformIcon, usePlatformName } from '../../ui/PlatformIcon.tsx'
import { PracticeBadge } from '../../ui/PracticeBadge.tsx'
import type { HeldDelivery } from './decide.ts'
import classes from './held.module.css'

interface Props {
  readonly delivery: HeldDelivery
  readonly isChosen: boolean
  /** null: this person may not decide. */
  readonly onToggle: (() => void) | null
}

/** One delivery: what it is, since when it waits, whether it could still go out as meant, and what to do. */
export function HeldItem({ delivery, isChosen, onToggle }: Props) {
  const { t, i18n } = useTranslation('held')
  const platformName = usePlatformName()
  const { zone } = useMe().organization
  const now = useNow()
  const { id, title, language, platform, practice, channelName, dueAt } = delivery
  return (
    <li className={classes.item} data-chosen={isChosen || undefined}>
      {onToggle && (
        <Checkbox
          className={classes.check ?? ''}
          checked={isChosen}
          onChange={onToggle}
          aria-label={t('selectOne', { title })}
        />
      )}
      <div className={classes.words}>
        <h2 className={classes.title} lang={language}>
          <Link to={`/deliveries/${id}`}>{title}</Link>
        </h2>
        <p className={classes.facts}>
          <span className={classes.channel}>
            <PlatformIcon platform={platform} size={14} />
            {platformName(platform)} · {channelName}
          </span>
          {practice && <PracticeBadge />}
        </p>
        <p className={classes.facts}>
          {dueAt && (
            <span>
              {t('due', { time: formatDateTime(dueAt, zone) })}, {relative(dueAt, i18n.language, now)}
            </span>
          )}
          <Standing delivery={delivery} />
        </p>
      </div>
      <div className={classes.actions}>
        <DeliveryActions delivery={delivery} direction="row" />
      </div>
    </li>
  )
}

/** Whether it could go out as it was meant, and if not, the first thing in the way. */
function Standing({ delivery }: { readonly delivery: HeldDelivery }) {
  const { t } = useTranslation('held')
  const { changedSinceRelease, paused, late } = delivery
  if (changedSinceRelease)
    return (
      <strong className={classes.bad}>
        <AttentionIcon size={14} />
        {t('changed')}
      </strong>
    )
  if (paused)
    return (
      <strong className={classes.warn}>
        <PauseIcon size={14} />
        {t('paused')}
      </strong>
    )
  return late ? (
    <strong className={classes.warn}>
      <AttentionIcon size={14} />
      {t('late')}
    </strong>
  ) : (
    <strong className={classes.ok}>
      <CheckIcon size={14} />
      {t('inTime')}
    </strong>
  )
}
