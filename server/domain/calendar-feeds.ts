import { recordAct } from '../audit/record.ts'
import { hashOfToken, newToken } from '../auth/token.ts'
import type { DeliveryItem } from '../contract/deliveries.ts'
import type { Role } from '../contract/people.ts'
import type { CalendarFeed } from '../contract/plan-import.ts'
import { type CalendarFilters, listCalendar } from '../db/calendar.ts'
import { type CalendarFeedRow, deleteFeed, insertFeed, listFeeds, readFeed } from '../db/calendar-feeds.ts'
import { listChannels } from '../db/channels.ts'
import { databaseNow } from '../db/clock.ts'
import { type Db, inTransaction } from '../db/database.ts'
import { DomainError } from './errors.ts'
import { type Actor, mayDo } from './policy.ts'

/** What another calendar program reads: titles and times, and nothing that could be changed. */
export interface FeedContent {
  readonly name: string
  readonly language: 'vi' | 'en'
  readonly items: readonly (DeliveryItem & { readonly channelName: string })[]
}

/** Private addresses at which other calendars read the plan, each its owner's and to be taken back. */
export interface CalendarFeeds {
  list(actor: Actor): Promise<CalendarFeed[]>
  /** The token is told this once. */
  create(actor: Actor, name: string, filters: CalendarFilters): Promise<CalendarFeed & { readonly token: string }>
  /** The address is dead at once. @throws DomainError `not-found` */
  revoke(actor: Actor, id: string): Promise<void>
  /** @throws DomainError `not-found`, also when the address was taken back or its owner may not see the plan any more */
  read(token: string): Promise<FeedContent>
}

const backDays = 30
const aheadDays = 180
const dayMs = 86_400_000
const mostFeeds = 20

export function createCalendarFeeds({ db }: { readonly db: Db }): CalendarFeeds {
  return {
    list: async (actor) => (await listFeeds(db, actor)).map(present),

    create: (actor, name, filters) =>
      inTransaction(db, async (trx) => {
        if ((await listFeeds(trx, actor)).length >= mostFeeds)
          throw new DomainError('conflict', `There are ${mostFeeds} addresses already: take one back first`)
        const { token, hash: tokenHash } = newToken()
        const feed = await insertFeed(trx, actor, { name, filters, tokenHash })
        await recordAct(trx, actor, 'feed.created', 'feed', feed.id, { name })
        return { ...present(feed), token }
      }),

    revoke: (actor, id) =>
      inTransaction(db, async (trx) => {
        if (!(await deleteFeed(trx, actor, id))) throw new DomainError('not-found')
        await recordAct(trx, actor, 'feed.revoked', 'feed', id, {})
      }),

    read: async (token) => {
      const feed = await readFeed(db, hashOfToken(token))
      if (!feed || !mayDo(feed.role as Role, 'deliveries.read')) throw new DomainError('not-found')
      const now = (await databaseNow(db)).getTime()
      const range = { from: new Date(now - backDays * dayMs), to: new Date(now + aheadDays * dayMs) }
      const items = await listCalendar(db, feed.organizationId, { ...range, ...feed.filters })
      const names = new Map((await listChannels(db, feed.organizationId)).map(({ id, name }) => [id, name]))
      return {
        name: feed.name,
        language: feed.language === 'en' ? 'en' : 'vi',
        items: items.map((item) => ({ ...item, channelName: names.get(item.channelId) ?? '' })),
      }
    },
  }
}

function present({ id, name, createdAt, lastReadAt }: CalendarFeedRow): CalendarFeed {
  return { id, name, createdAt: createdAt.toISOString(), lastReadAt: lastReadAt?.toISOString() ?? null }
}
