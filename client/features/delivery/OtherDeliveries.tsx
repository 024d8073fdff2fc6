import { queryOptions, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { DeliveryDetail, Post } from '../../../server/contract/deliveries.ts'
import { get } from '../../lib/api.ts'
import { channelsQuery } from '../../lib/channels.ts'
import { useMe } from '../../lib/session.ts'
import { formatDateTime, formatTime, toLocalTime } from '../../lib/time.ts'
import { Card } from '../../ui/Card.tsx'
import { PlatformIcon } from '../../ui/PlatformIcon.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import classes from './others.module.css'

const siblingsQuery = (postId: string) =>
  queryOptions({ queryKey: ['posts', 'detail', postId], queryFn: () => get<Post>(`/posts/${postId}`) })

/** The same post on its other channels. */
export function OtherDeliveries({ delivery }: { readonly delivery: DeliveryDetail }) {
  const { t } = useTranslation(['delivery', 'common'])
  const { zone } = useMe().organization
  const { data: post } = useQuery(siblingsQuery(delivery.postId))
  const { data: channels = [] } = useQuery(channelsQuery)
  const others = (post?.deliveries ?? []).filter(
    ({ id, seriesId, dueAt }) =>
      id !== delivery.id && (seriesId === null || seriesId !== delivery.seriesId || dueAt === delivery.dueAt),
  )
  if (others.length === 0) return null
  const day = delivery.dueAt && toLocalTime(delivery.dueAt, zone).slice(0, 10)
  const when = (dueAt: string) =>
    toLocalTime(dueAt, zone).startsWith(day ?? '-') ? formatTime(dueAt, zone) : formatDateTime(dueAt, zone)
  return (
    <Card title={t('others.title')}>
      <ul className={classes.list}>
        {others.map((other) => (
          <li key={other.id}>
            <Link className={classes.item ?? ''} to={`/deliveries/${other.id}`}>
              <PlatformIcon platform={other.platform} named />
              <span className={classes.name}>{channels.find(({ id }) => id === other.channelId)?.name}</span>
              <span className={classes.state} data-state={other.state}>
                <StateMark state={other.state} size={14} />
                {t(`common:state.${other.state}`)}
              </span>
              <span className={classes.time}>{other.dueAt && when(other.dueAt)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}
