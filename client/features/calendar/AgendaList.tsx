import { useTranslation } from 'react-i18next'
import { daysBetween, weekdayOf } from '../../lib/dates.ts'
import { AttentionIcon, PauseIcon, RepeatIcon } from '../../ui/icons.tsx'
import { PlatformIcon } from '../../ui/PlatformIcon.tsx'
import { nobody, Present } from '../../ui/Present.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import classes from './agenda.module.css'
import { DayNotes } from './DayNotes.tsx'
import { byDay, type PlacedDelivery } from './events.ts'
import { channelNameOf, type GridProps } from './grid.ts'
import { rangeOf } from './range.ts'
import { SecondTime } from './SecondTime.tsx'
import tone from './tone.module.css'
import { isTrouble, longDay } from './wording.ts'

/** One week as a list, with the week's days above it to jump to. The way a phone shows the plan. */
export function AgendaList(props: GridProps) {
  const { placed, date, now } = props
  const { t } = useTranslation('calendar')
  const { from, to } = rangeOf('list', date)
  const days = byDay(placed)
  const week = daysBetween(from, to)
  return (
    <div className={classes.agenda}>
      <nav className={classes.week} aria-label={t('agenda.week')}>
        {week.map((day) => (
          <WeekDay
            key={day}
            day={day}
            today={now.slice(0, 10)}
            items={days.get(day) ?? []}
            onShow={() => showDay(day)}
          />
        ))}
      </nav>
      {week
        .filter((day) => days.has(day))
        .map((day) => (
          <DaySection key={day} {...props} day={day} items={days.get(day) ?? []} />
        ))}
    </div>
  )
}

const sectionId = (day: string) => `agenda-${day}`

function showDay(day: string) {
  document.getElementById(sectionId(day))?.scrollIntoView({ block: 'start' })
}

interface WeekDayProps {
  readonly day: string
  readonly today: string
  readonly items: readonly PlacedDelivery[]
  readonly onShow: () => void
}

function WeekDay({ day, today, items, onShow }: WeekDayProps) {
  const { t } = useTranslation('calendar')
  const troubles = items.filter(({ delivery }) => isTrouble(delivery)).length
  return (
    <button
      type="button"
      className={classes.weekDay}
      disabled={items.length === 0}
      aria-current={day === today ? 'date' : undefined}
      onClick={onShow}
    >
      <span className={classes.weekDayName}>{t(`weekday.short.${weekdayOf(day)}`)}</span>
      <span className={classes.weekDayNumber}>{Number(day.slice(8))}</span>
      <span className={classes.weekDayCount} data-trouble={troubles > 0 || undefined}>
        {troubles > 0 ? t('agenda.troubles', { count: troubles }) : items.length}
      </span>
    </button>
  )
}

interface DayProps extends GridProps {
  readonly day: string
  readonly items: readonly PlacedDelivery[]
}

function DaySection({
  day,
  items,
  now,
  zone,
  zone2,
  almanac,
  noted,
  present,
  channels,
  selectedId,
  chosen,
  onPick,
}: DayProps) {
  const { t } = useTranslation('calendar')
  const { t: note } = useTranslation('planning')
  const isToday = day === now.slice(0, 10)
  return (
    <section className={classes.day} id={sectionId(day)} aria-labelledby={`${sectionId(day)}-title`}>
      <h2 className={classes.dayTitle} id={`${sectionId(day)}-title`}>
        {isToday && <span className={classes.todayBadge}>{t('today')}</span>}
        {longDay(t, day, false)}
        <DayNotes day={almanac.get(day)} withMonth />
        <span className={classes.dayCount}>{t('agenda.count', { count: items.length })}</span>
      </h2>
      <ul className={classes.items}>
        {items.map(({ delivery, localTime }) => (
          <li key={delivery.id} className={classes.item}>
            <span className={classes.time}>
              {localTime.slice(11)}
              {zone2 && <SecondTime localTime={localTime} zone={zone} zone2={zone2} />}
            </span>
            <button
              type="button"
              className={`${classes.card} ${tone.tone}`}
              data-delivery={delivery.id}
              data-state={delivery.state}
              data-paused={delivery.paused || undefined}
              aria-current={delivery.id === selectedId || undefined}
              data-chosen={chosen.has(delivery.id) || undefined}
              onClick={(event) => onPick(delivery, event)}
            >
              {chosen.has(delivery.id) && <span className="visually-hidden">{t('choose.chosen')}</span>}
              <span className={classes.title} lang={delivery.language}>
                {delivery.title}
              </span>
              <span className={classes.state}>
                {delivery.paused ? <PauseIcon size={14} /> : <StateMark state={delivery.state} size={14} />}
                {delivery.paused ? t('agenda.paused') : t(`common:state.${delivery.state}`)}
              </span>
              <span className={classes.channel}>
                <Present people={present.get(delivery.postId) ?? nobody} small />
                {noted.has(delivery.id) && (
                  <span className={classes.noted} title={note('chip')}>
                    <AttentionIcon size={14} />
                    <span className="visually-hidden">{note('chip')}</span>
                  </span>
                )}
                {delivery.seriesId && (
                  <>
                    <RepeatIcon size={14} />
                    <span className="visually-hidden">{t('repeats')}</span>
                  </>
                )}
                <PlatformIcon platform={delivery.platform} size={16} />
                {channelNameOf(channels, delivery.channelId)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
