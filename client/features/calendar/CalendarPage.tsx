import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { usePrefetchQuery, useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Channel } from '../../../server/contract/channels.ts'
import type { Campaign } from '../../../server/contract/content.ts'
import type { DeliveryItem } from '../../../server/contract/deliveries.ts'
import { campaignsQuery } from '../../lib/campaigns.ts'
import { channelsQuery } from '../../lib/channels.ts'
import { useNow } from '../../lib/now.ts'
import { usePresence } from '../../lib/presence.ts'
import { useCan, useMe } from '../../lib/session.ts'
import { useShortcuts } from '../../lib/shortcuts.ts'
import { toLocalTime } from '../../lib/time.ts'
import { useWindowTitle } from '../../lib/window-title.ts'
import type { ActionTarget, AskedAction } from '../../ui/DeliveryActions.tsx'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { showDone } from '../../ui/UndoToast.ts'
import { deliveriesQuery } from './api.ts'
import { CalendarFilters } from './CalendarFilters.tsx'
import { CalendarToolbar } from './CalendarToolbar.tsx'
import classes from './calendar.module.css'
import { placeDeliveries } from './events.ts'
import type { GridProps } from './grid.ts'
import { MonthGrid } from './MonthGrid.tsx'
import { isCancellable, isMovable } from './moving.ts'
import { type CalendarView, hasFilters, noFilters } from './query.ts'
import { rangeOf, stepped } from './range.ts'
import { useAddress } from './use-address.ts'
import { useBoardDrop } from './use-board-drop.ts'
import { useBox } from './use-box.ts'
import { useCarrying } from './use-carrying.ts'
import { useMoving } from './use-moving.ts'
import { usePlanNotes } from './use-plan-notes.ts'
import { useSelection } from './use-selection.ts'
import { countsOf, titleOf } from './wording.ts'

const AgendaList = lazy(async () => ({ default: (await import('./AgendaList.tsx')).AgendaList }))
const TimeGrid = lazy(async () => ({ default: (await import('./TimeGrid.tsx')).TimeGrid }))
const ChannelGrid = lazy(async () => ({ default: (await import('./ChannelGrid.tsx')).ChannelGrid }))
const BoardView = lazy(async () => ({ default: (await import('./BoardView.tsx')).BoardView }))
// The plan shows before what hangs on it.
const PlanMenu = lazy(async () => ({ default: (await import('./PlanMenu.tsx')).PlanMenu }))
const PlanNotes = lazy(async () => ({ default: (await import('./PlanNotes.tsx')).PlanNotes }))
const SelectionBar = lazy(async () => ({ default: (await import('./SelectionBar.tsx')).SelectionBar }))
const KeyMove = lazy(async () => ({ default: (await import('./KeyMove.tsx')).KeyMove }))
const DeliveryDialog = lazy(async () => ({ default: (await import('../../ui/DeliveryDialog.tsx')).DeliveryDialog }))

interface Props {
  /** Draws one delivery beside the calendar; the app hands in another feature's panel. */
  readonly renderDelivery: (id: string, onClose: () => void) => ReactNode
}

const none: readonly DeliveryItem[] = []
const noChannels: readonly Channel[] = []
const noCampaigns: readonly Campaign[] = []

/** The plan: a month, a week, a day, an agenda, the channels of a week, or a month by state. What it shows stands in the address bar. */
export function CalendarPage({ renderDelivery }: Props) {
  const { zone } = useMe().organization
  const now = toLocalTime(useNow(), zone)
  const narrow = useMediaQuery('(max-width: 767px)', window.innerWidth < 768)
  const today = now.slice(0, 10)
  const { query, change } = useAddress(narrow, today)
  const range = rangeOf(query.view, query.date)
  const wanted = deliveriesQuery(range, query, zone)
  // Asked for before the page waits for its texts.
  usePrefetchQuery(wanted)
  const list = useQuery(wanted)
  // Names only: the plan does not wait for them.
  const { data: channels = noChannels } = useQuery(channelsQuery)
  const { data: campaigns = noCampaigns } = useQuery(campaignsQuery)
  const { almanac, warnings, noted } = usePlanNotes(range, query.channel, zone)
  const present = usePresence()
  const { t } = useTranslation('calendar')
  const navigate = useNavigate()
  const canEdit = useCan('posts.edit')
  const mayRelease = useCan('deliveries.release')
  const move = useMoving(zone, now)
  const dropInto = useBoardDrop((action, delivery) => setAsked({ action, delivery }))
  useWindowTitle(titleOf(t, query.view, query.date))
  const [asked, setAsked] = useState<{ action: AskedAction; delivery: ActionTarget } | null>(null)

  const deliveries = list.data?.deliveries ?? none
  const standing = useMemo(() => placeDeliveries(deliveries, zone), [deliveries, zone])
  const carrying = useCarrying(standing)
  const { carried, placed } = carrying
  const timeOf = (id: string) => standing.find(({ delivery }) => delivery.id === id)?.localTime ?? null

  const selection = useSelection(placed)
  const { box, begin } = useBox(selection.add)
  /** Beside the plan; on a phone on a page of its own. */
  const open = (id: string) => (narrow ? navigate(`/deliveries/${id}`) : change({ delivery: id }))
  const grid: GridProps = {
    placed,
    almanac,
    noted,
    present,
    channels,
    date: query.date,
    ...{ zone, zone2: query.zone2 },
    now,
    selectedId: query.delivery,
    canEdit,
    narrow,
    chosen: selection.ids,
    onPick: ({ id }, keys) => (mayRelease && selection.takes(id, keys)) || open(id),
    onCreate: (date, time) => {
      if (date < today || (time !== null && `${date}T${time}` <= now)) {
        showDone(t('composePast', { time: now.slice(11) }))
        return
      }
      navigate(`/posts/new?date=${date}${time ? `&time=${time}` : ''}`)
    },
    onMove: (delivery, localTime) => move(delivery, localTime, timeOf(delivery.id)),
    onShowDay: (date) => change({ view: 'day', date }),
  }
  /** What the keys are about: the delivery in focus, else the one open beside the plan. */
  const meant = () => {
    const id = focusedDelivery(document.activeElement) ?? query.delivery
    return deliveries.find((delivery) => delivery.id === id) ?? null
  }
  const carry = () => {
    const delivery = meant()
    const from = delivery && timeOf(delivery.id)
    if (delivery && from && isMovable(delivery)) carrying.begin(delivery, from)
    else showDone(t(delivery ? 'key.not.move' : 'key.none'))
  }
  const ask = (action: 'move' | 'cancel', may: (delivery: DeliveryItem) => boolean) => () => {
    const delivery = meant()
    if (delivery && may(delivery)) setAsked({ action, delivery: { ...delivery, url: null, actions: [action] } })
    else showDone(t(delivery ? `key.not.${action}` : 'key.none'))
  }
  useShortcuts({
    search: () => document.querySelector<HTMLElement>(`.${classes.page} input[type=search]`)?.focus(),
    today: () => change({ date: today }),
    day: () => change({ view: 'day' }),
    week: () => change({ view: 'week' }),
    month: () => change({ view: 'month' }),
    agenda: () => change({ view: 'list' }),
    board: () => change({ view: 'board' }),
    next: () => change({ date: stepped(query.view, query.date, 1) }),
    previous: () => change({ date: stepped(query.view, query.date, -1) }),
    edit: () => {
      const delivery = meant()
      if (delivery) navigate(`/posts/${delivery.postId}`)
      else showDone(t('key.none'))
    },
    ...(canEdit && { move: ask('move', isMovable), cancel: ask('cancel', isCancellable), carry }),
    ...(mayRelease && {
      choose: () => {
        const delivery = meant()
        if (delivery) selection.toggle(delivery.id)
        else showDone(t('key.none'))
      },
      chooseAll: selection.all,
    }),
    ...(selection.isOpen && { chooseNone: selection.none }),
  })
  const filters = (
    <CalendarFilters filters={query} narrow={narrow} onChange={(filter) => change(filter, 'text' in filter)} />
  )

  const notes = warnings.length > 0 && (
    <Suspense>
      <PlanNotes warnings={warnings} placed={placed} onOpen={open} />
    </Suspense>
  )

  return (
    <div className={classes.page} data-panel={query.delivery !== null || undefined}>
      <div className={classes.head}>
        <CalendarToolbar
          view={query.view}
          date={query.date}
          today={today}
          canCreate={canEdit && !(narrow && selection.isOpen)}
          filters={filters}
          menu={
            <Suspense>
              {!narrow && notes}
              <PlanMenu
                query={query}
                zone={zone}
                canCreate={canEdit}
                onChoose={mayRelease ? selection.begin : null}
                onZone={(zone2) => change({ zone2 })}
              />
            </Suspense>
          }
          narrow={narrow}
          onView={(view) => change({ view })}
          onDate={(date) => change({ date })}
        />
        {!narrow && (
          <div className={classes.second}>
            {filters}
            {list.data && <Counts deliveries={deliveries} loading={list.isFetching} />}
          </div>
        )}
        {narrow && notes}
        {list.isError && <FaultNotice error={list.error} onRetry={() => list.refetch()} />}
        {list.isSuccess && deliveries.length === 0 && (
          <Empty filtered={hasFilters(query)} view={query.view} onClear={() => change(noFilters)} />
        )}
      </div>
      <section
        className={classes.plan}
        aria-label={t('planLabel')}
        aria-busy={list.isPending}
        onPointerDownCapture={mayRelease ? begin : undefined}
      >
        {box && <div className={classes.box} style={box} />}
        <Suspense fallback={null}>
          {query.view === 'month' && <MonthGrid {...grid} campaigns={campaigns} />}
          {(query.view === 'week' || query.view === 'day') && <TimeGrid {...grid} view={query.view} />}
          {query.view === 'list' && <AgendaList {...grid} />}
          {query.view === 'channels' && <ChannelGrid {...grid} shown={query.channel} />}
          {query.view === 'board' && <BoardView {...grid} canEdit={mayRelease} onDrop={dropInto} />}
        </Suspense>
      </section>
      {query.delivery !== null && !narrow && (
        <aside className={classes.panel} aria-label={t('panel')}>
          {renderDelivery(query.delivery, () => change({ delivery: null }))}
        </aside>
      )}
      <Suspense fallback={null}>
        {carried && (
          <KeyMove
            carried={carried}
            view={query.view}
            now={now}
            onStep={(target) => {
              carrying.step(target)
              const { from, to } = rangeOf(query.view, query.date)
              const date = target.slice(0, 10)
              if (date < from || date >= to) change({ date })
            }}
            onDrop={() => {
              if (carried.target === carried.from || move(carried.delivery, carried.target, carried.from))
                carrying.end()
            }}
            onClose={carrying.end}
          />
        )}
        {selection.isOpen && !carried && (
          <SelectionBar chosen={selection.chosen} shown={placed.length} onAll={selection.all} onNone={selection.none} />
        )}
        {asked && <DeliveryDialog {...asked} onClose={() => setAsked(null)} />}
      </Suspense>
    </div>
  )
}

/** The delivery of the focused chip: the focus stands in it, or around it and around no other. */
function focusedDelivery(element: Element | null): string | undefined {
  const around = element?.closest<HTMLElement>('[data-delivery]')
  const inside = element?.querySelectorAll<HTMLElement>('[data-delivery]')
  return (around ?? (inside?.length === 1 ? inside[0] : undefined))?.dataset['delivery']
}

function Counts({ deliveries, loading }: { readonly deliveries: readonly DeliveryItem[]; readonly loading: boolean }) {
  const { t } = useTranslation('calendar')
  const { all, published, scheduled, trouble } = countsOf(deliveries)
  return (
    <p className={classes.counts} role="status" data-loading={loading || undefined}>
      {[
        t('counts.all', { count: all }),
        t('counts.published', { count: published }),
        t('counts.scheduled', { count: scheduled }),
        trouble > 0 && t('counts.trouble', { count: trouble }),
      ]
        .filter(Boolean)
        .join(' · ')}
    </p>
  )
}

interface EmptyProps {
  readonly filtered: boolean
  readonly view: CalendarView
  readonly onClear: () => void
}

function Empty({ filtered, view, onClear }: EmptyProps) {
  const { t } = useTranslation('calendar')
  return (
    <div className={classes.empty}>
      <span>{filtered ? t('empty.filtered') : t(`empty.${view}`)}</span>
      {filtered && (
        <Button variant="default" size="compact-md" onClick={onClear}>
          {t('filter.clearAll')}
        </Button>
      )}
    </div>
  )
}
