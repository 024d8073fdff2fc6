import { Button } from '@mantine/core'
import { type DragEvent, type MouseEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeliveryItem } from '../../../server/contract/deliveries.ts'
import { weekdayOf } from '../../lib/dates.ts'
import { AttentionIcon, PauseIcon, RepeatIcon } from '../../ui/icons.tsx'
import { PlatformIcon } from '../../ui/PlatformIcon.tsx'
import { nobody, Present } from '../../ui/Present.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import classes from './board.module.css'
import { type BoardColumn, boardColumnNames, columnOf, inColumns } from './board.ts'
import type { PlacedDelivery } from './events.ts'
import { channelNameOf, type GridProps } from './grid.ts'
import { SecondTime } from './SecondTime.tsx'
import tone from './tone.module.css'
import { shortDate } from './wording.ts'

interface Props extends GridProps {
  /** Asks for the step that brings it there. */
  readonly onDrop: (delivery: DeliveryItem, column: BoardColumn) => void
}

/** The month by state: what is a draft, what stands in line, what needs somebody, what went out, what will not. */
export function BoardView(props: Props) {
  const [dragged, setDragged] = useState<DeliveryItem | null>(null)
  const columns = inColumns(props.placed)
  return (
    <div className={classes.board}>
      {boardColumnNames.map((name) => (
        <Column
          key={name}
          {...props}
          name={name}
          items={columns.get(name) ?? none}
          dragged={dragged}
          onDrag={setDragged}
        />
      ))}
    </div>
  )
}

const none: readonly PlacedDelivery[] = []

/** A column of thousands is drawn as far as it is read. */
const step = 100

interface ColumnProps extends Props {
  readonly name: BoardColumn
  readonly items: readonly PlacedDelivery[]
  readonly dragged: DeliveryItem | null
  readonly onDrag: (delivery: DeliveryItem | null) => void
}

function Column({ name, items, dragged, onDrag, onDrop, ...props }: ColumnProps) {
  const { t } = useTranslation('calendar')
  const [most, setMost] = useState(step)
  const [over, setOver] = useState(false)
  const takes = dragged !== null && columnOf(dragged.state) !== name
  const enter = (event: DragEvent) => {
    if (!takes) return
    event.preventDefault()
    setOver(true)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    onDrag(null)
    if (takes) onDrop(dragged, name)
  }
  const left = items.length - most
  return (
    <section
      className={classes.column}
      aria-labelledby={`board-${name}`}
      data-over={(takes && over) || undefined}
      onDragOver={enter}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <h2 className={classes.heading} id={`board-${name}`}>
        {t(`board.${name}`)} <span className={classes.count}>{t('board.count', { count: items.length })}</span>
      </h2>
      <div className={classes.scroller}>
        {items.length === 0 && <p className={classes.none}>{t('board.none')}</p>}
        <ul className={classes.cards}>
          {items.slice(0, most).map((item) => (
            <Card key={item.delivery.id} {...props} {...item} onDrag={onDrag} />
          ))}
        </ul>
        {left > 0 && (
          <Button variant="default" fullWidth onClick={() => setMost(most + step)}>
            {t('board.more', { count: Math.min(step, left) })}
          </Button>
        )}
      </div>
    </section>
  )
}

type CardProps = Omit<GridProps, 'placed'> & PlacedDelivery & Pick<ColumnProps, 'onDrag'>

function Card({ delivery, localTime, channels, noted, present, selectedId, chosen, canEdit, ...props }: CardProps) {
  const { t } = useTranslation('calendar')
  const { t: note } = useTranslation('planning')
  const { id, postId, state, paused, platform, title, language, channelId, seriesId } = delivery
  const pick = (event: MouseEvent) => {
    event.preventDefault()
    props.onPick(delivery, event)
  }
  return (
    <li className={classes.item}>
      <a
        href={`/deliveries/${id}`}
        className={`${classes.card} ${tone.tone}`}
        data-delivery={id}
        data-state={state}
        data-paused={paused || undefined}
        data-chosen={chosen.has(id) || undefined}
        aria-current={id === selectedId || undefined}
        draggable={canEdit}
        onClick={pick}
        onDragStart={() => props.onDrag(delivery)}
        onDragEnd={() => props.onDrag(null)}
      >
        {chosen.has(id) && <span className="visually-hidden">{t('choose.chosen')}</span>}
        <span className={classes.state}>
          {paused ? <PauseIcon size={14} /> : <StateMark state={state} size={14} />}
          {paused ? t('agenda.paused') : t(`common:state.${state}`)}
          <Present people={present.get(postId) ?? nobody} small />
          {noted.has(id) && (
            <span className={classes.noted} title={note('chip')}>
              <AttentionIcon size={14} />
              <span className="visually-hidden">{note('chip')}</span>
            </span>
          )}
        </span>
        <span className={classes.title} lang={language}>
          {title}
        </span>
        <span className={classes.where}>
          <time dateTime={localTime}>
            {t(`weekday.short.${weekdayOf(localTime.slice(0, 10))}`)} {shortDate(localTime.slice(0, 10))}{' '}
            {localTime.slice(11)}
          </time>
          {props.zone2 && <SecondTime localTime={localTime} zone={props.zone} zone2={props.zone2} />}
          <PlatformIcon platform={platform} size={14} />
          <span className={classes.channel}>{channelNameOf(channels, channelId)}</span>
          {seriesId && (
            <>
              <RepeatIcon size={14} />
              <span className="visually-hidden">{t('repeats')}</span>
            </>
          )}
        </span>
      </a>
    </li>
  )
}
