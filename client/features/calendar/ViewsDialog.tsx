import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core'
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { SavedView } from '../../../server/contract/saved-views.ts'
import { get, send } from '../../lib/api.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { useAttempt } from '../../ui/use-attempt.ts'
import classes from './feed-dialog.module.css'

const viewsQuery = queryOptions({
  queryKey: ['saved-views'],
  queryFn: async () => (await get<{ views: readonly SavedView[] }>('/saved-views')).views,
})

interface Props {
  /** What is shown now, as its address says it, without a day. */
  readonly search: string
  readonly onClose: () => void
}

/** Views of the plan under a name: opened by a click, one's own and those of the unit; this one saved. */
export function ViewsDialog({ search, onClose }: Props) {
  const { t } = useTranslation('saved-views')
  const cache = useQueryClient()
  const { data: views = [], isSuccess, error: unread, refetch } = useQuery(viewsQuery)
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const { attempt, isBusy, error } = useAttempt()
  const change = (work: () => Promise<unknown>) =>
    attempt(() => work().finally(() => cache.invalidateQueries(viewsQuery)))
  const save = () =>
    change(async () => {
      await send('POST', '/saved-views', { name, search, shared })
      setName('')
      setShared(false)
    })
  const ownCalled = (called: string) => views.find((view) => view.owner === null && view.name === called.trim())
  const isKnown = ownCalled(name) !== undefined
  /** One that is replaced stays shared as it is, unless somebody says otherwise. */
  const rename = (called: string) => {
    setName(called)
    const known = ownCalled(called)
    if (known) setShared(known.shared)
  }
  return (
    <Dialog opened size="lg" onClose={onClose} title={t('title')}>
      <Stack gap="md">
        {unread !== null && <FaultNotice error={unread} onRetry={() => refetch()} />}
        {isSuccess && views.length === 0 && <p className={classes.hint}>{t('none')}</p>}
        {views.length > 0 && (
          <ul className={classes.feeds} aria-label={t('title')}>
            {views.map((view) => (
              <li key={view.id}>
                <span>
                  <Link to={`/?${view.search}`} onClick={onClose}>
                    {view.name}
                  </Link>
                  <small>{view.owner ? t('by', { owner: view.owner }) : view.shared ? t('shared') : t('own')}</small>
                </span>
                {view.owner === null && (
                  <Group gap="xs" wrap="nowrap">
                    <Button
                      variant="default"
                      size="xs"
                      aria-label={t(view.shared ? 'unshareName' : 'shareName', { name: view.name })}
                      onClick={() => change(() => send('PATCH', `/saved-views/${view.id}`, { shared: !view.shared }))}
                    >
                      {t(view.shared ? 'unshare' : 'share')}
                    </Button>
                    <Button
                      variant="default"
                      size="xs"
                      aria-label={t('deleteName', { name: view.name })}
                      onClick={() => change(() => send('DELETE', `/saved-views/${view.id}`))}
                    >
                      {t('delete')}
                    </Button>
                  </Group>
                )}
              </li>
            ))}
          </ul>
        )}
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault()
            void save()
          }}
        >
          <TextInput
            label={t('name')}
            description={t('hint')}
            placeholder={t('example')}
            maxLength={60}
            required
            value={name}
            onChange={(event) => rename(event.currentTarget.value)}
          />
          <Checkbox
            label={t('shareInUnit')}
            checked={shared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
          <Button type="submit" loading={isBusy} disabled={name.trim() === ''}>
            {isKnown ? t('replace') : t('save')}
          </Button>
        </form>
        {error !== null && <FaultNotice error={error} listed />}
      </Stack>
    </Dialog>
  )
}
