import { Button, Checkbox, Group, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { Channel, Connection } from '../../../server/contract/channels.ts'
import { ApiError } from '../../lib/api.ts'
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
  /** What the accounts may be already. */
  readonly channels: readonly Channel[]
}

export function ChooseForm({ connection, channel, channels: known }: Props) {
  const { t } = useTranslation('channels')
  const navigate = useNavigate()
  const me = useMe()
  const { data: units = [] } = useQuery(unitsQuery)
  const { choose, lookAgain } = useChannelSteps()
  const { accounts, practice } = connection
  const [choices, setChoices] = useState(
    () =>
      new Map(
        accounts.map((account) => [
          account.remoteAccountId,
          firstChoice(account, connection, channel ?? channelOf(account, known), me.member.language),
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
          const { language, audience, unitId, name, move } = choice
          const own = { ...(unitId && { unitId }), ...(name !== null && { name }), ...(move !== null && { move }) }
          return [{ remoteAccountId, language, audience, ...own }]
        }),
      })
      showDone(t('choose.done', { count: channels.length }))
      await navigate('/channels')
    } catch (failure) {
      setError(failure)
      if (failure instanceof ApiError && failure.problem.status === 409) {
        // Somebody was here before: what the refused accounts are now is to be seen before it is chosen again.
        const refused = chosen.filter((_, at) => failure.problem.errors?.some(({ path }) => isWithin(path, at)))
        await lookAgain(connection.id)
        setChoices((before) => refused.reduce(withoutChoice, before))
      }
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
                channel={channelOf(account, known)}
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

type Account = Connection['accounts'][number]

/** The channel an account is, or was until it was disconnected. */
function channelOf({ connectedAs, formerly }: Account, channels: readonly Channel[]): Channel | null {
  return channels.find(({ id }) => id === (connectedAs ?? formerly)) ?? null
}

/** One account is what people came for; of several they choose. One that is or was a channel keeps what that was. */
function firstChoice(
  { connectedAs }: Account,
  { accounts, channelId }: Connection,
  channel: Channel | null,
  ownLanguage: string,
): AccountChoice {
  const isChosen = channelId !== null || (accounts.length === 1 && connectedAs === null)
  const { language, audience, unitId, name } = channel ?? {
    language: ownLanguage,
    audience: 'residents',
    unitId: null,
    name: null,
  }
  return { isChosen, language, audience, unitId, name, move: null }
}

const isWithin = (path: string, at: number) => path === `accounts.${at}` || path.startsWith(`accounts.${at}.`)

function withoutChoice(choices: Map<string, AccountChoice>, { remoteAccountId }: Account): Map<string, AccountChoice> {
  const choice = choices.get(remoteAccountId)
  return choice ? new Map(choices).set(remoteAccountId, { ...choice, isChosen: false, move: null }) : choices
}
