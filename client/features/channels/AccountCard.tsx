import { Checkbox } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Channel, Connection } from '../../../server/contract/channels.ts'
import type { Unit } from '../../../server/contract/people.ts'
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
}

interface Props {
  readonly account: Connection['accounts'][number]
  readonly platform: Channel['platform']
  readonly practice: boolean
  readonly choice: AccountChoice
  /** The account of a channel that is connected again: nothing to choose. */
  readonly reconnects: boolean
  readonly units: readonly Unit[]
  readonly onChange: (choice: AccountChoice) => void
}

export function AccountCard({ account, platform, practice, choice, reconnects, units, onChange }: Props) {
  const { t } = useTranslation('channels')
  const { name, handle, url, missingPermissions, connectedAs } = account
  const isTaken = connectedAs !== null && !reconnects
  return (
    <Card>
      <div className={classes.account}>
        {!reconnects && (
          <Checkbox
            aria-label={t('choose.account', { name })}
            checked={choice.isChosen}
            disabled={isTaken}
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
      {isTaken && <p className={classes.hint}>{t('choose.taken')}</p>}
      {missingPermissions.length > 0 && (
        <p className={classes.warning}>
          <AttentionIcon />
          {t('choose.missing', { permissions: missingPermissions.join(', ') })}
        </p>
      )}
      {choice.isChosen && !reconnects && (
        <div className={classes.choices}>
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
