import type { Channel } from '../../../server/contract/channels.ts'
import type { DeliveryItem } from '../../../server/contract/deliveries.ts'
import type { CalendarDay } from '../../../server/contract/planning.ts'
import type { Presence } from '../../../server/contract/presence.ts'
import { fromLocalTime, toLocalTime } from '../../lib/time.ts'
import type { PlacedDelivery } from './events.ts'

/** Which keys were held at a click. */
export type PickKeys = Pick<MouseEvent, 'ctrlKey' | 'metaKey' | 'shiftKey'>

/** What every view of the calendar is handed. */
export interface GridProps {
  readonly placed: readonly PlacedDelivery[]
  readonly channels: readonly Channel[]
  /** Lunar dates and kept days of what is shown, by date; empty while they are fetched. */
  readonly almanac: ReadonlyMap<string, CalendarDay>
  /** Deliveries about which there is something to know. */
  readonly noted: ReadonlySet<string>
  /** Colleagues who have a post open, by post. */
  readonly present: ReadonlyMap<string, readonly Presence[]>
  /** A day inside what is shown. */
  readonly date: string
  /** The office's. */
  readonly zone: string
  /** Whose clock is shown beside; null: nobody's. */
  readonly zone2: string | null
  /** The office's wall time now, to the minute. */
  readonly now: string
  readonly selectedId: string | null
  /** Deliveries chosen for one step together. */
  readonly chosen: ReadonlySet<string>
  readonly canEdit: boolean
  /** On a phone. */
  readonly narrow: boolean
  /** Opens it, or chooses it: with Ctrl or Shift held, or while choosing. */
  readonly onPick: (delivery: DeliveryItem, keys: PickKeys) => void
  /** A new post on this day, and at this time where the view knows one. */
  readonly onCreate: (date: string, time: string | null) => void
  /** @returns false, after saying why, when it cannot stand there */
  readonly onMove: (delivery: DeliveryItem, localTime: string) => boolean
  readonly onShowDay: (date: string) => void
}

/** The same moment on another clock, `2026-05-18T04:00`. */
export const onClockOf = (localTime: string, zone: string, other: string) =>
  toLocalTime(fromLocalTime(localTime, zone), other)

export const channelNameOf = (channels: readonly Channel[], id: string) =>
  channels.find((channel) => channel.id === id)?.name ?? ''
