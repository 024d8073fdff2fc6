import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeliveryItem } from '../../../server/contract/deliveries.ts'
import type { Presence } from '../../../server/contract/presence.ts'
import { AttentionIcon, PauseIcon, RepeatIcon } from '../../ui/icons.tsx'
import { PlatformIcon } from '../../ui/PlatformIcon.tsx'
import { nobody, Present } from '../../ui/Present.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import classes from './chip.module.css'
import tone from './tone.module.css'

interface Props {
  readonly delivery: DeliveryItem
  /** `08:00` in the office's zone. */
  readonly time: string
  readonly channelName: string
  /** There is something to know of it before it goes out. */
  readonly noted?: boolean
  /** Colleagues who have its post open. */
  readonly present?: readonly Presence[] | undefined
  /** For one step together with others. */
  readonly chosen?: boolean
  /** One line of 20 px instead of two. */
  readonly compact?: boolean
}

/** One delivery in a cell: mark, time and word of its state, its platform, its title. Drawn by the hundred. */
export const DeliveryChip = memo(function DeliveryChip({
  delivery,
  time,
  channelName,
  noted = false,
  present = nobody,
  chosen = false,
  compact = false,
}: Props) {
  const { t } = useTranslation('calendar')
  const { t: note } = useTranslation('planning')
  const { state, paused, platform, title, language, seriesId } = delivery
  return (
    <span
      className={`${classes.chip} ${tone.tone}`}
      data-delivery={delivery.id}
      data-state={state}
      data-paused={paused || undefined}
      data-compact={compact || undefined}
      data-chosen={chosen || undefined}
    >
      {chosen && <span className="visually-hidden">{t('choose.chosen')}</span>}
      <span className={classes.meta}>
        {paused ? <PauseIcon size={12} /> : <StateMark state={state} size={12} />}
        <span className={classes.time}>{time}</span>
        <span className={classes.word}>{paused ? t('chip.paused') : t(`chip.${state}`)}</span>
        <Present people={present} small />
        {noted && (
          <span className={classes.noted} title={note('chip')}>
            <AttentionIcon size={12} />
            <span className="visually-hidden">{note('chip')}</span>
          </span>
        )}
        {seriesId && (
          <span className={classes.repeats} title={t('repeats')}>
            <RepeatIcon size={12} />
            <span className="visually-hidden">{t('repeats')}</span>
          </span>
        )}
        <span className={classes.platform}>
          <PlatformIcon platform={platform} size={12} />
          <span className="visually-hidden">{channelName}</span>
        </span>
      </span>
      <span className={classes.title} lang={language}>
        {title}
      </span>
    </span>
  )
})
