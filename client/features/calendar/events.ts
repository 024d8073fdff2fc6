import type { EventInput } from '@fullcalendar/react'
import type { Campaign } from '../../../server/contract/content.ts'
import type { DeliveryItem } from '../../../server/contract/deliveries.ts'
import { campaignName } from '../../lib/campaigns.ts'
import { addDays, daysBetween } from '../../lib/dates.ts'
import { toLocalTime } from '../../lib/time.ts'
import { isMovable } from './moving.ts'
import type { DayRange } from './range.ts'

/** A delivery at the wall time at which the office's calendar shows it. */
export interface PlacedDelivery {
  readonly delivery: DeliveryItem
  /** `2026-05-18T09:00` in the office's zone. */
  readonly localTime: string
}

/** Puts deliveries on the office's clock, earliest first; one without a time stands nowhere. */
export function placeDeliveries(deliveries: readonly DeliveryItem[], zone: string): PlacedDelivery[] {
  return deliveries
    .flatMap((delivery) => {
      const localTime =
        delivery.zone === zone ? delivery.localTime : delivery.dueAt && toLocalTime(delivery.dueAt, zone)
      return localTime ? [{ delivery, localTime }] : []
    })
    .sort((one, other) => (one.localTime < other.localTime ? -1 : one.localTime > other.localTime ? 1 : 0))
}

/** By day of the office's calendar. */
export function byDay(placed: readonly PlacedDelivery[]): Map<string, PlacedDelivery[]> {
  return Map.groupBy(placed, ({ localTime }) => localTime.slice(0, 10))
}

/**
 * Deliveries as the calendar library wants them. The library is told that all is UTC, so that it shows the office's
 * clock whatever the browser's. A delivery is a point in time and has no length; a time grid draws nothing for no
 * length, so there it is one minute long, which cannot reach into the next day.
 */
export function eventsOf(placed: readonly PlacedDelivery[], canEdit: boolean, inTimeGrid: boolean): EventInput[] {
  return placed.map(({ delivery, localTime }) => ({
    id: delivery.id,
    title: delivery.title,
    start: localTime,
    end: inTimeGrid ? oneMinuteLater(localTime) : localTime,
    startEditable: canEdit && isMovable(delivery),
    extendedProps: { delivery, localTime },
  }))
}

function oneMinuteLater(localTime: string): string {
  return `${localTime}:59`
}

/** A campaign as a ribbon through the days it lasts; `row` keeps two of them apart. */
export interface Ribbon {
  readonly campaign: Campaign
  readonly row: number
}

/** At most two, the shortest campaigns first: a theme of half a year would only take room from every day. */
const mostRibbons = 2
const longestRibbonDays = 31

export function ribbonsOf(campaigns: readonly Campaign[], range: DayRange): Ribbon[] {
  return campaigns
    .filter(({ archived, startsOn, endsOn }) => !archived && startsOn < range.to && endsOn >= range.from)
    .map((campaign) => ({ campaign, days: daysBetween(campaign.startsOn, addDays(campaign.endsOn, 1)).length }))
    .filter(({ days }) => days <= longestRibbonDays)
    .sort((one, other) => one.days - other.days)
    .slice(0, mostRibbons)
    .map(({ campaign }, row) => ({ campaign, row }))
}

/** How many rows of ribbons a day has to leave free. */
export function ribbonRowsOn(ribbons: readonly Ribbon[], day: string): number {
  return Math.max(
    0,
    ...ribbons.filter(({ campaign }) => campaign.startsOn <= day && campaign.endsOn >= day).map(({ row }) => row + 1),
  )
}

/** Ribbons lie behind the cells and take no place from the deliveries. */
export function ribbonEvents(ribbons: readonly Ribbon[], language: string): EventInput[] {
  return ribbons.map(({ campaign, row }) => ({
    id: `campaign ${campaign.id}`,
    title: campaignName(campaign, language),
    start: campaign.startsOn,
    end: addDays(campaign.endsOn, 1),
    allDay: true,
    display: 'background',
    extendedProps: { row },
  }))
}
