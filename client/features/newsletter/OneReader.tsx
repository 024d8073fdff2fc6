import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../lib/session.ts'
import { formatDateTime } from '../../lib/time.ts'
import { Card } from '../../ui/Card.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { showDone } from '../../ui/UndoToast.ts'
import { useAttempt } from '../../ui/use-attempt.ts'
import { type SubscriberExport, useNewsletterSteps } from './api.ts'
import classes from './newsletter.module.css'

/** For a person who asks what is kept of them, or that nothing be kept. Both are written down without their address. */
export function OneReader({ channelId }: { readonly channelId: string }) {
  const { t } = useTranslation('newsletter')
  const { find, erase } = useNewsletterSteps(channelId)
  const { attempt, isBusy, error } = useAttempt()
  const [address, setAddress] = useState('')
  const [found, setFound] = useState<SubscriberExport | null>(null)
  const [isErasing, setErasing] = useState(false)
  const look = () =>
    attempt(async () => {
      setFound(null)
      setFound(await find(address.trim()))
    })
  return (
    <Card title={t('one.title')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void look()
        }}
      >
        <Stack gap="sm">
          <p className={classes.hint}>{t('one.hint')}</p>
          <TextInput
            label={t('one.address')}
            type="email"
            required
            maxLength={254}
            autoComplete="off"
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
          <Group gap="sm">
            <Button type="submit" variant="default" loading={isBusy} disabled={address.trim().length < 3}>
              {t('one.find')}
            </Button>
          </Group>
          {error !== null && <FaultNotice error={error} listed />}
          <div role="status">{found && <Kept record={found} onErase={() => setErasing(true)} />}</div>
        </Stack>
      </form>
      {isErasing && found && (
        <ConfirmDialog
          opened
          danger
          title={t('one.eraseTitle')}
          confirm={t('one.erase')}
          onConfirm={async () => {
            await erase(found.address)
            setFound(null)
            setAddress('')
            showDone(t('one.erased'))
          }}
          onClose={() => setErasing(false)}
        >
          {t('one.eraseText', { address: found.address })}
        </ConfirmDialog>
      )}
    </Card>
  )
}

function Kept({ record, onErase }: { readonly record: SubscriberExport; readonly onErase: () => void }) {
  const { t } = useTranslation('newsletter')
  const { zone } = useMe().organization
  const at = (value: string | null) => value && formatDateTime(value, zone)
  const facts = [
    ['since', at(record.since)],
    ['consentedAt', at(record.consentedAt)],
    ['unsubscribedAt', at(record.unsubscribedAt)],
    ['suppressedAt', at(record.suppressedAt)],
    ['mails', String(record.mails.length)],
  ] as const
  const file = `data:application/json;charset=utf-8,${encodeURIComponent(JSON.stringify(record, null, 2))}`
  return (
    <div className={classes.result}>
      <dl className={classes.facts}>
        {facts.map(
          ([name, value]) =>
            value !== null && (
              <div key={name}>
                <dt>{t(`one.${name}`)}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      <Group gap="sm">
        <Button component="a" variant="default" href={file} download="subscriber.json">
          {t('one.save')}
        </Button>
        <Button variant="default" color="red" onClick={onErase}>
          {t('one.erase')}…
        </Button>
      </Group>
    </div>
  )
}
