import { Button, Checkbox, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Channel, Connection } from '../../../server/contract/channels.ts'
import type { Unit } from '../../../server/contract/people.ts'
import { unitName } from '../../lib/units.ts'
import { Card } from '../../ui/Card.tsx'
import { AttentionIcon, ExternalIcon } from '../../ui/icons.tsx'
import { PlatformIcon } from '../../ui/PlatformIcon.tsx'
import { PracticeBadge } from '../../ui/PracticeBadge.tsx'
import classes from './connect.module.css'
import { AudienceSelect, audiences, LanguageSelect, UnitSelect } from './selects.tsx'

export interface AccountChoice {
  readonly isChosen: boolean
  readonly language: string
  readonly audience: Channel['audience']
  /** null: the unit of whoever connects it. */
  readonly unitId: string | null
  /** null: as the platform calls the account. */
  readonly name: string | null
  /** The revision of the channel that this takes over; null where it takes over none. */
  readonly move: number | null
}

interface Props {
  readonly account: Connection['accounts'][number]
  readonly platform: Channel['platform']
  readonly practice: boolean
  readonly choice: AccountChoice
  /** The account of a channel that is connected again: nothing to choose. */
  readonly reconnects: boolean
  /** What the account is here, or was until it was disconnected. */
  readonly channel: Channel | null
  readonly units: readonly Unit[]
  readonly onChange: (choice: AccountChoice) => void
}

export function AccountCard({ account, platform, practice, choice, reconnects, channel, units, onChange }: Props) {
  const { t } = useTranslation('channels')
  const { name, handle, url, missingPermissions, connectedAs } = account
  const isTaken = connectedAs !== null && !reconnects
  return (
    <Card>
      <div className={classes.account}>
        {!reconnects && !isTaken && (
          <Checkbox
            aria-label={t('choose.account', { name })}
            checked={choice.isChosen}
            onChange={(event) => onChange({ ...choice, isChosen: event.currentTarget.checked })}
          />
        )}
        <PlatformIcon platform={platform} size={20} named />
        <div className={classes.who}>
          <p className={classes.name}>
            {name}
            {practice && <PracticeBadge />}
          </p>
          <p className={classes.hint}>
            {handle}
            {url && (
              <a href={url} target="_blank" rel="noreferrer">
                {t('row.open')} <ExternalIcon size={12} />
              </a>
            )}
          </p>
        </div>
      </div>
      {channel && !reconnects && (
        <AlreadyChannel channel={channel} units={units} choice={choice} isTaken={isTaken} onChange={onChange} />
      )}
      {missingPermissions.length > 0 && (
        <p className={classes.warning}>
          <AttentionIcon />
          {t('choose.missing', { permissions: missingPermissions.join(', ') })}
        </p>
      )}
      {choice.isChosen && !reconnects && (
        <div className={classes.choices}>
          {choice.name !== null && (
            <TextInput
              required
              label={t('edit.name')}
              maxLength={200}
              value={choice.name}
              onChange={(event) => onChange({ ...choice, name: event.currentTarget.value })}
            />
          )}
          <LanguageSelect
            required
            value={choice.language}
            onChange={(language) => language && onChange({ ...choice, language })}
          />
          <AudienceSelect
            required
            value={choice.audience}
            onChange={(value) => {
              const audience = audiences.find((known) => known === value)
              if (audience) onChange({ ...choice, audience })
            }}
          />
          {units.length > 1 && (
            <UnitSelect
              value={choice.unitId}
              placeholder={t('choose.myUnit')}
              onChange={(unitId) => onChange({ ...choice, unitId })}
            />
          )}
        </div>
      )}
    </Card>
  )
}

interface AlreadyProps extends Pick<Props, 'units' | 'choice' | 'onChange'> {
  readonly channel: Channel
  readonly isTaken: boolean
}

/** What the account is here already, and for one that is in use the offer to move the channel over. */
function AlreadyChannel({ channel, units, choice, isTaken, onChange }: AlreadyProps) {
  const { t, i18n } = useTranslation('channels')
  const unit = units.find(({ id }) => id === channel.unitId)
  const values = { name: channel.name, unit: unit ? unitName(unit, i18n.language) : '' }
  if (!isTaken) return <p className={classes.already}>{t('choose.formerly', values)}</p>
  const { language, audience, unitId, name, revision } = channel
  const isMoved = choice.move !== null
  const change = isMoved
    ? { ...choice, isChosen: false, move: null }
    : { ...choice, language, audience, unitId, name, isChosen: true, move: revision }
  return (
    <div className={classes.already}>
      <p>{t(isMoved ? 'choose.moves' : 'choose.taken', values)}</p>
      {isMoved && channel.attested && choice.unitId !== unitId && <p>{t('choose.attestAnew', values)}</p>}
      <Button variant="default" onClick={() => onChange(change)}>
        {t(isMoved ? 'choose.leave' : 'choose.move')}
      </Button>
    </div>
  )
}
