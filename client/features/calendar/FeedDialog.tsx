import { Button, Checkbox, CopyButton, Stack, TextInput } from '@mantine/core'
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CalendarFeed } from '../../../server/contract/plan-import.ts'
import { get, send } from '../../lib/api.ts'
import { useMe } from '../../lib/session.ts'
import { formatDateTime } from '../../lib/time.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { useAttempt } from '../../ui/use-attempt.ts'
import classes from './feed-dialog.module.css'
import { type CalendarFilters, chosenFilters, hasFilters } from './query.ts'

const feedsQuery = queryOptions({
  queryKey: ['calendar-feeds'],
  queryFn: async () => (await get<{ feeds: readonly CalendarFeed[] }>('/calendar-feeds')).feeds,
})

interface Props {
  readonly filters: CalendarFilters
  readonly onClose: () => void
}

/** Private addresses at which a phone or another program reads the plan: made, copied once, taken back. */
export function FeedDialog({ filters, onClose }: Props) {
  const { t } = useTranslation('plan-menu')
  const cache = useQueryClient()
  const { organization } = useMe()
  const { data: feeds = [] } = useQuery(feedsQuery)
  const [name, setName] = useState('')
  const [onlyShown, setOnlyShown] = useState(hasFilters(filters))
  const [address, setAddress] = useState<string | null>(null)
  const { attempt, error } = useAttempt()
  /** Refused or not, the list is read again. */
  const change = (work: () => Promise<unknown>) =>
    attempt(() => work().finally(() => cache.invalidateQueries(feedsQuery)))
  const create = async () => {
    const made = await send<{ url: string }>('POST', '/calendar-feeds', {
      name,
      filters: onlyShown ? chosenFilters(filters) : {},
    })
    setAddress(made.url)
    setName('')
  }
  return (
    <Dialog opened size="lg" onClose={onClose} title={t('feedTitle')}>
      <Stack gap="md">
        <p className={classes.hint}>{t('feedHint')}</p>
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault()
            void change(create)
          }}
        >
          <TextInput
            label={t('feedName')}
            placeholder={t('feedExample')}
            maxLength={100}
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {hasFilters(filters) && (
            <Checkbox
              label={t('feedShown')}
              checked={onlyShown}
              onChange={(event) => setOnlyShown(event.currentTarget.checked)}
            />
          )}
          <Button type="submit" disabled={name.trim() === ''}>
            {t('feedCreate')}
          </Button>
        </form>
        {address && (
          <div className={classes.made} role="status">
            <p>{t('feedMade')}</p>
            <code>{address}</code>
            <CopyButton value={address}>
              {({ copied, copy }) => (
                <Button variant="default" onClick={copy}>
                  {copied ? t('copied') : t('copy')}
                </Button>
              )}
            </CopyButton>
          </div>
        )}
        {error !== null && <FaultNotice error={error} listed />}
        {feeds.length > 0 && (
          <ul className={classes.feeds} aria-label={t('feeds')}>
            {feeds.map((feed) => (
              <li key={feed.id}>
                <span>
                  <strong>{feed.name}</strong>
                  <small>
                    {feed.lastReadAt
                      ? t('feedRead', { time: formatDateTime(feed.lastReadAt, organization.zone) })
                      : t('feedUnread')}
                  </small>
                </span>
                <Button
                  variant="default"
                  aria-label={t('feedRevokeName', { name: feed.name })}
                  onClick={() => change(() => send('DELETE', `/calendar-feeds/${feed.id}`))}
                >
                  {t('feedRevoke')}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Stack>
    </Dialog>
  )
}
