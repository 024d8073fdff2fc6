import { Checkbox } from '@mantine/core'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Channel } from '../../../server/contract/channels.ts'
import { PlatformIcon } from '../../ui/PlatformIcon.tsx'
import classes from './channel-list.module.css'
import { countVerdicts, type VariantCheck } from './checks.ts'
import type { PlannedVariant } from './plan.ts'
import { VerdictMark } from './VerdictMark.tsx'
import { follows } from './variants.ts'

interface Props {
  readonly channels: readonly Channel[]
  readonly plan: readonly PlannedVariant[]
  readonly checks: readonly VariantCheck[]
  readonly selected: string | null
  readonly disabled: boolean
  readonly onSelect: (key: string) => void
  readonly onToggle: (channel: Channel, on: boolean) => void
}

/** Every channel of the office: which of them carry this post, and whether each would take it as it is. */
export const ChannelList = memo(function ChannelList(props: Props) {
  const { channels, plan, checks, selected, disabled, onSelect, onToggle } = props
  const { t } = useTranslation('composer')
  const counts = countVerdicts(checks)
  // Where all is practice the frame says so; beside real channels each practice one says it itself.
  const isMixed = channels.some(({ practice }) => !practice)
  const shown = channels.filter(
    ({ id, state }) => state !== 'disconnected' || plan.some(({ variant }) => variant.channelId === id),
  )
  return (
    <section className={classes.channels} aria-labelledby="composer-channels">
      <h2 id="composer-channels" className={classes.title}>
        {t('channels.count', { count: plan.length })}
      </h2>
      {shown.length === 0 && (
        <p className={classes.none}>
          {t('channels.none')} <Link to="/channels">{t('channels.connect')}</Link>
        </p>
      )}
      <ul className={classes.list}>
        {shown.map((channel) => (
          <ChannelItem
            key={channel.id}
            channel={channel}
            isMarked={channel.practice && isMixed}
            plan={plan.filter(({ variant }) => variant.channelId === channel.id)}
            checks={checks}
            selected={selected}
            disabled={disabled}
            onSelect={onSelect}
            onToggle={onToggle}
          />
        ))}
      </ul>
      {checks.length > 0 && (
        <p className={classes.counts} role="status">
          {(['ok', 'warning', 'error'] as const)
            .filter((verdict) => counts[verdict] > 0)
            .map((verdict) => (
              <span key={verdict}>
                <VerdictMark verdict={verdict} />
                {t(`verdict.count.${verdict}`, { count: counts[verdict] })}
              </span>
            ))}
        </p>
      )}
    </section>
  )
})

interface ItemProps extends Omit<Props, 'channels'> {
  readonly channel: Channel
  readonly isMarked: boolean
}

function ChannelItem({ channel, isMarked, plan, checks, selected, disabled, onSelect, onToggle }: ItemProps) {
  const { t } = useTranslation('composer')
  const isOn = plan.length > 0
  // What is on its way or out cannot be taken out of the post any more.
  const isFixed = plan.some(({ phase }) => phase === 'busy' || phase === 'done')
  return (
    <li className={classes.item}>
      <Checkbox
        size="xs"
        className={classes.box ?? ''}
        aria-label={t('channels.carry', { channel: channel.name })}
        checked={isOn}
        disabled={disabled || isFixed}
        onChange={(event) => onToggle(channel, event.currentTarget.checked)}
      />
      <div className={classes.variants}>
        {isOn ? (
          plan.map((planned) => (
            <button
              key={planned.key}
              type="button"
              className={classes.row}
              aria-current={planned.key === selected || undefined}
              onClick={() => onSelect(planned.key)}
            >
              <PlatformIcon platform={channel.platform} named />
              <span className={classes.names}>
                <span className={classes.name}>{channel.name}</span>
                <span className={classes.about}>
                  {planned.variant.language.toUpperCase()} · {isMarked && `${t('channels.practice')} · `}
                  <About planned={planned} />
                </span>
              </span>
              <VerdictMark verdict={checks.find(({ key }) => key === planned.key)?.verdict ?? 'ok'} named />
            </button>
          ))
        ) : (
          <div className={classes.row} data-off>
            <PlatformIcon platform={channel.platform} named />
            <span className={classes.names}>
              <span className={classes.name}>{channel.name}</span>
              <span className={classes.about}>
                {t('channels.off', { language: channel.language.toUpperCase() })}
                {isMarked && ` · ${t('channels.practice')}`}
              </span>
            </span>
          </div>
        )}
      </div>
    </li>
  )
}

function About({ planned }: { readonly planned: PlannedVariant }) {
  const { t } = useTranslation(['composer', 'common'])
  const { delivery, phase, variant } = planned
  if (delivery && phase !== 'new') return t(`common:state.${delivery.state}`)
  return follows(variant, 'parts') ? t('variant.follows') : t('variant.own')
}
