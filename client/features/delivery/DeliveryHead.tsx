import { useTranslation } from 'react-i18next'
import type { DeliveryDetail } from '../../../server/contract/deliveries.ts'
import { useNow } from '../../lib/now.ts'
import { usePresence } from '../../lib/presence.ts'
import { useMe } from '../../lib/session.ts'
import { formatDay, relative, toLocalTime, weekdayName } from '../../lib/time.ts'
import { PlatformIcon, usePlatformName } from '../../ui/PlatformIcon.tsx'
import { PracticeBadge } from '../../ui/PracticeBadge.tsx'
import { nobody, Present } from '../../ui/Present.tsx'
import classes from './head.module.css'

interface Props {
  readonly delivery: DeliveryDetail
  readonly level: 1 | 2
}

/** What, where and when. The time that matters: when it went out, else when it is due. */
export function DeliveryHead({ delivery, level }: Props) {
  const platformName = usePlatformName()
  const present = usePresence().get(delivery.postId) ?? nobody
  const { title, language, platform, channelName, practice } = delivery
  const Heading = level === 1 ? 'h1' : 'h2'
  return (
    <div className={classes.head}>
      <Heading className={classes.title} lang={language}>
        {title}
      </Heading>
      <p className={classes.channel}>
        <PlatformIcon platform={platform} />
        <span>
          {platformName(platform)} · {channelName} {practice && <PracticeBadge />}
        </span>
      </p>
      <Moment delivery={delivery} />
      <Present people={present} />
    </div>
  )
}

function Moment({ delivery }: { readonly delivery: DeliveryDetail }) {
  const { t, i18n } = useTranslation('delivery')
  const now = useNow()
  const { zone } = useMe().organization
  const { publishedAt, dueAt, state, lateLimitMinutes, latePolicy } = delivery
  const at = publishedAt ?? dueAt
  if (at === null) return <p className={classes.moment}>{t('moment.none')}</p>
  const local = toLocalTime(at, zone)
  const isAhead = publishedAt === null && (state === 'scheduled' || state === 'draft' || state === 'retrying')
  const tolerance = latePolicy === 'send' ? t('moment.anyLate') : t('moment.tolerance', { count: lateLimitMinutes })
  return (
    <div className={classes.moment}>
      <p className={classes.when}>
        <strong>{local.slice(11)}</strong>
        <span className={classes.day}>{weekdayName(local, i18n.language)}</span>, {formatDay(local)}
      </p>
      <p className={classes.relative}>
        {relative(at, i18n.language, now)}
        {isAhead && ` · ${tolerance}`}
      </p>
    </div>
  )
}
