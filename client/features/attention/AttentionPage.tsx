import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { attentionQuery } from '../../lib/attention.ts'
import { useNow } from '../../lib/now.ts'
import { useCan } from '../../lib/session.ts'
import { relative } from '../../lib/time.ts'
import { ChoiceLinks } from '../../ui/ChoiceLinks.tsx'
import { CheckIcon } from '../../ui/icons.tsx'
import { Empty, Page } from '../../ui/Page.tsx'
import { AttentionItem } from './AttentionItem.tsx'
import classes from './attention.module.css'
import { BrokenChannel } from './BrokenChannel.tsx'
import { type AttentionKind, attentionKinds, countKinds, countUnlisted } from './kinds.ts'
import { Mention } from './Mention.tsx'
import { ChannelsCard, HeldCard, MailCard, PausesCard } from './SideCards.tsx'

/** Everything a person has to look at: why, in plain words, and the safe next step. */
export function AttentionPage() {
  const { t } = useTranslation('attention')
  const canSee = useCan('deliveries.read')
  return (
    <Page title={t('title')} note={canSee && <Note />} actions={canSee && <Kinds />}>
      {canSee ? <Content /> : <Empty>{t('notForYou')}</Empty>}
    </Page>
  )
}

/** The kind stands in the address. */
function useKind(): AttentionKind {
  const [params] = useSearchParams()
  return attentionKinds.find((kind) => kind === params.get('show')) ?? 'all'
}

function Note() {
  const { t, i18n } = useTranslation('attention')
  const now = useNow()
  const { data } = useQuery(attentionQuery)
  if (!data) return null
  const { oldest } = data
  const count = countKinds(data).all
  return (
    <>
      {t('count', { count })}
      {oldest && ` · ${t('oldest', { ago: relative(oldest, i18n.language, now) })}`} · {t('live')}
    </>
  )
}

function Kinds() {
  const { t } = useTranslation('attention')
  const shown = useKind()
  const { data } = useQuery(attentionQuery)
  if (!data) return null
  const counts = countKinds(data)
  const kinds = attentionKinds.filter((kind) => kind === 'all' || kind === shown || counts[kind] > 0)
  return (
    <ChoiceLinks
      label={t('kinds')}
      choices={kinds.map((kind) => ({
        to: kind === 'all' ? '/attention' : `/attention?show=${kind}`,
        name: t(`kind.${kind}`),
        count: counts[kind],
        isShown: kind === shown,
      }))}
    />
  )
}

function Content() {
  const { t } = useTranslation('attention')
  const { data } = useSuspenseQuery(attentionQuery)
  const kind = useKind()
  const deliveries = data.deliveries.filter((delivery) => kind === 'all' || delivery.kind === kind)
  const unlisted = countUnlisted(data, kind)
  const channels = kind === 'all' || kind === 'channels' ? data.channels : []
  const mentions = kind === 'all' || kind === 'mentions' ? data.mentions : []
  return (
    <div className={classes.columns}>
      {deliveries.length + channels.length + mentions.length === 0 ? (
        <div className={classes.well}>
          <CheckIcon size={24} />
          <p>{kind === 'all' ? t('none') : t('noneOfKind')}</p>
        </div>
      ) : (
        <ul className={classes.list} aria-label={t('title')}>
          {deliveries.map((delivery) => (
            <AttentionItem key={delivery.id} delivery={delivery} />
          ))}
          {channels.map((channel) => (
            <BrokenChannel key={channel.id} channel={channel} />
          ))}
          {mentions.map((mention) => (
            <Mention key={mention.commentId} mention={mention} />
          ))}
          {unlisted > 0 && <li className={classes.unlisted}>{t('unlisted', { count: unlisted })}</li>}
        </ul>
      )}
      <div className={classes.side}>
        <HeldCard count={data.counts.held} />
        <ChannelsCard broken={data.channels} />
        <PausesCard pauses={data.pauses} />
        <MailCard state={data.mail} />
      </div>
    </div>
  )
}
