import { sql } from 'kysely'
import type { DeliveryItem } from '../contract/deliveries.ts'
import type { Queryable } from './database.ts'
import { matchesText, type TextMatch } from './posts.ts'
import { isPaused } from './sendable.ts'
import { ownTitle } from './variant-words.ts'

const waiting = sql<boolean>`delivery.state in ('scheduled', 'retrying', 'draft')`

/** What a list shows of deliveries. */
export function selectItems(db: Queryable, organizationId: string) {
  return db
    .selectFrom('delivery')
    .innerJoin('post', 'post.id', 'delivery.postId')
    .innerJoin('variant', 'variant.id', 'delivery.variantId')
    .innerJoin('channel', 'channel.id', 'delivery.channelId')
    .where('delivery.organizationId', '=', organizationId)
    .select(['delivery.id', 'delivery.postId', 'delivery.channelId', 'delivery.platform', 'delivery.state'])
    .select(['delivery.dueAt', 'delivery.localTime', 'delivery.zone', 'delivery.revision', 'delivery.seriesId'])
    .select(['post.campaignId', 'post.unitId', 'variant.language', 'channel.practice'])
    .select([ownTitle.as('title'), sql<boolean>`${waiting} and ${isPaused}`.as('paused')])
}

export type ItemRow = Awaited<ReturnType<ReturnType<typeof selectItems>['execute']>>[number]

/** What each filter that is a list compares its values with. */
const filtered = {
  channel: 'delivery.channelId',
  platform: 'delivery.platform',
  state: 'delivery.state',
  campaign: 'post.campaignId',
  unit: 'post.unitId',
  author: 'post.authorId',
  approver: 'delivery.releasedBy',
  kind: 'post.kind',
  tone: 'post.tone',
  language: 'variant.language',
} as const

type FilterList = keyof typeof filtered
const filterLists = Object.keys(filtered) as FilterList[]

/** A list left out lets everything through; an empty one lets nothing through. */
export type CalendarFilters = { readonly [List in FilterList]?: readonly string[] | undefined } & {
  readonly text?: string | undefined
  readonly match?: TextMatch | undefined
}

export interface CalendarRange extends CalendarFilters {
  readonly from: Date
  readonly to: Date
}

/** More than a page can draw: whoever asks for a wider range narrows it. */
const calendarLimit = 20_000

/** Deliveries due in [from, to), earliest first. @returns at most `calendarLimit` */
export async function listCalendar(
  db: Queryable,
  organizationId: string,
  range: CalendarRange,
): Promise<DeliveryItem[]> {
  const lists = filterLists.flatMap((list) => {
    const values = range[list]
    return values ? [sql<boolean>`${sql.ref(filtered[list])} = any(${values})`] : []
  })
  const rows = await selectItems(db, organizationId)
    .where('delivery.dueAt', '>=', range.from)
    .where('delivery.dueAt', '<', range.to)
    .where('variant.droppedAt', 'is', null)
    .where((eb) => eb.and(lists))
    .$if(Boolean(range.text?.trim()), (q) => q.where(matchesText(range.text ?? '', range.match)))
    .orderBy('delivery.dueAt')
    .orderBy('delivery.id')
    .limit(calendarLimit)
    .execute()
  return rows.map(toItem)
}

/** By id; ids of other organizations are left out. */
export async function findItems(
  db: Queryable,
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, DeliveryItem>> {
  if (ids.length === 0) return new Map()
  const rows = await selectItems(db, organizationId)
    .where('delivery.id', 'in', [...ids])
    .execute()
  return new Map(rows.map((row) => [row.id, toItem(row)]))
}

export async function listPostItems(db: Queryable, organizationId: string, postId: string): Promise<DeliveryItem[]> {
  const rows = await selectItems(db, organizationId)
    .where('delivery.postId', '=', postId)
    .orderBy('delivery.dueAt')
    .orderBy('delivery.id')
    .execute()
  return rows.map(toItem)
}

export function toItem(row: ItemRow): DeliveryItem {
  return { ...row, dueAt: row.dueAt?.toISOString() ?? null }
}
