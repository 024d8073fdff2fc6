import { Button, Checkbox, Group, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { Channel, Connection } from '../../../server/contract/channels.ts'
import { useMe } from '../../lib/session.ts'
import { unitsQuery } from '../../lib/units.ts'
import { Card } from '../../ui/Card.tsx'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { showDone } from '../../ui/UndoToast.ts'
import { AccountCard, type AccountChoice } from './AccountCard.tsx'
import { useChannelSteps } from './api.ts'
import classes from './connect.module.css'

interface Props {
  readonly connection: Connection
  /** The channel that is connected again; null for new ones. */
  readonly channel: Channel | null
}

export function ChooseForm({ connection, channel }: Props) {
  const { t } = useTranslation('channels')
  const navigate = useNavigate()
  const me = useMe()
  const { data: units = [] } = useQuery(unitsQuery)
  const { choose } = useChannelSteps()
  const { accounts, practice } = connection
  const [choices, setChoices] = useState(
    () =>
      new Map(
        accounts.map((account) => [
          account.remoteAccountId,
          firstChoice(account, connection, channel, me.member.language),
        ]),
      ),
  )
  const [isAttested, setAttested] = useState(channel?.attested ?? false)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const chosen = accounts.filter(({ remoteAccountId }) => choices.get(remoteAccountId)?.isChosen)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      const channels = await choose(connection.id, {
        attest: isAttested && !practice,
        accounts: chosen.flatMap(({ remoteAccountId }) => {
          const choice = choices.get(remoteAccountId)
          if (!choice) return []
          const { language, audience, unitId } = choice
          return [{ remoteAccountId, language, audience, ...(unitId && { unitId }) }]
        }),
      })
      showDone(t('choose.done', { count: channels.length }))
      await navigate('/channels')
    } catch (failure) {
      setError(failure)
      setBusy(false)
    }
  }
  const isOneOnly = channel !== null
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        {accounts.map((account) => {
          const choice = choices.get(account.remoteAccountId)
          return (
            choice && (
              <AccountCard
                key={account.remoteAccountId}
                account={account}
                platform={connection.platform}
                practice={practice}
                choice={choice}
                reconnects={isOneOnly}
                units={units}
                onChange={(changed) => setChoices(new Map(choices).set(account.remoteAccountId, changed))}
              />
            )
          )
        })}
        {!practice && !channel?.attested && (
          <Card>
            <Checkbox
              checked={isAttested}
              onChange={(event) => setAttested(event.currentTarget.checked)}
              label={t('attest.statement', { organization: me.organization.name })}
              description={t('attest.why')}
            />
          </Card>
        )}
        {error !== null && <FaultNotice error={error} listed />}
        <Group gap="sm" justify="flex-end" className={classes.end ?? ''}>
          <Button component={Link} to="/channels" variant="default">
            {t('connect.cancel')}
          </Button>
          <Button type="submit" loading={isBusy} disabled={chosen.length === 0}>
            {isOneOnly ? t('choose.reconnect') : t('choose.submit', { count: chosen.length })}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** One account is what people came for; of several they choose. A reconnected channel keeps what it was. */
function firstChoice(
  { connectedAs }: Connection['accounts'][number],
  { accounts }: Connection,
  channel: Channel | null,
  language: string,
): AccountChoice {
  if (channel) {
    const { language, audience, unitId } = channel
    return { isChosen: true, language, audience, unitId }
  }
  return { isChosen: accounts.length === 1 && connectedAs === null, language, audience: 'residents', unitId: null }
}
