import type { ConnectorRegistry } from '../../connectors/registry.ts'
import type { Media } from '../contract/content.ts'
import type { Attention, DeliveryDetail, DeliveryItem, DeliveryQuery } from '../contract/deliveries.ts'
import { readMailTrouble } from '../db/alerts.ts'
import { findItems, listCalendar } from '../db/calendar.ts'
import { listChannels } from '../db/channels.ts'
import { listUnseenMentions } from '../db/comments.ts'
import type { Db, Queryable } from '../db/database.ts'
import { type DeliveryStanding, readStandings } from '../db/deliveries.ts'
import { readContent } from '../db/delivery-content.ts'
import { countWaiting, latestFigures, listAttempts, listTroubled, readSurroundings } from '../db/delivery-details.ts'
import { type DeliveryEditRow, listEdits } from '../db/delivery-edits.ts'
import { listParts } from '../db/delivery-parts.ts'
import { listPauses } from '../db/pauses.ts'
import { presentChannel } from './channel.ts'
import { resolveContent } from './content-hash.ts'
import { rangeOf } from './date-range.ts'
import { isChanged } from './delivery.ts'
import { offeredTo } from './delivery-actions.ts'
import { wordsAfter } from './edit.ts'
import { presentEdit, presentEditing } from './edits-view.ts'
import { DomainError } from './errors.ts'
import { instant } from './instant.ts'
import { type Actor, mayDo } from './policy.ts'

export interface CalendarNeighbours {
  readonly db: Db
  /** A mail server is set. */
  readonly mail: boolean
  readonly connectors: ConnectorRegistry
  readonly presentMedia: (db: Queryable, organizationId: string, ids: readonly string[]) => Promise<Media[]>
}

/** As many of each kind of trouble as a page can show at once; the counts are about all. */
const listedPerKind = 200
const mostMentions = 50

/** What people read of deliveries: the calendar, one in detail, and what needs attention. */
export interface Calendar {
  /** Deliveries due in [from, to). @throws DomainError `validation` when the range is longer than 400 days */
  list(actor: Actor, query: DeliveryQuery): Promise<DeliveryItem[]>
  /** @throws DomainError `not-found` */
  detail(actor: Actor, id: string): Promise<DeliveryDetail>
  attention(actor: Actor): Promise<Attention>
}

export function createCalendar({ db, mail, connectors, presentMedia }: CalendarNeighbours): Calendar {
  return {
    list: async (actor, query) => listCalendar(db, actor.organizationId, { ...query, ...rangeOf(query) }),

    detail: async (actor, id) => {
      const item = (await findItems(db, actor.organizationId, [id])).get(id)
      const [delivery] = await readStandings(db, actor.organizationId, [id])
      if (!item || !delivery) throw new DomainError('not-found')
      const around = (await readSurroundings(db, [id])).get(id)
      const [attempts, figures, edits] = await Promise.all([
        listAttempts(db, id),
        latestFigures(db, id),
        listEdits(db, id),
      ])
      return {
        ...item,
        channelName: around?.channelName ?? '',
        channelHandle: around?.channelHandle ?? '',
        url: delivery.url,
        remoteId: delivery.remoteId,
        publishedAt: instant(delivery.publishedAt),
        removedAt: instant(delivery.removedAt),
        wakeAt: instant(delivery.confirmAt ?? delivery.wakeAt),
        latePolicy: delivery.latePolicy,
        lateLimitMinutes: delivery.lateLimitMinutes,
        fault: delivery.fault,
        releasedBy: around?.releasedByName ?? null,
        releasedAt: instant(delivery.releasedAt),
        changedSinceRelease: isChanged(delivery),
        actions: offeredTo(actor, delivery, connectors),
        ...(await presentContent(delivery, edits)),
        edits: edits.map(presentEdit),
        attempts: attempts.map((attempt) => ({
          ...attempt,
          startedAt: attempt.startedAt.toISOString(),
          finishedAt: instant(attempt.finishedAt),
        })),
        metrics: figures && {
          capturedAt: figures.capturedAt.toISOString(),
          values: figures.values,
          absent: figures.absent as Record<string, string>,
        },
      }
    },

    attention: async (actor) => {
      const { organizationId } = actor
      const { rows: troubled, counts, oldest } = await listTroubled(db, organizationId, listedPerKind)
      const ids = troubled.map(({ id }) => id)
      const standings = new Map(
        (ids.length > 0 ? await readStandings(db, organizationId, ids) : []).map((row) => [row.id, row]),
      )
      const [around, items] = await Promise.all([readSurroundings(db, ids), findItems(db, organizationId, ids)])
      const [channels, waiting, pauses, mentions] = await Promise.all([
        listChannels(db, organizationId),
        countWaiting(db, organizationId),
        listPauses(db, organizationId),
        listUnseenMentions(db, actor, mostMentions),
      ])
      const deliveries = troubled.flatMap(({ id, kind, since, attempts, whyNot }): Attention['deliveries'] => {
        const delivery = standings.get(id)
        const item = items.get(id)
        if (!delivery || !item) return []
        const { postId, channelId, platform, practice, state, title, language, dueAt, revision } = item
        return [
          {
            ...{ id, postId, channelId, platform, practice, state, title, language, dueAt, revision },
            channelName: around.get(id)?.channelName ?? '',
            fault: delivery.fault,
            actions: offeredTo(actor, delivery, connectors),
            url: delivery.url,
            changedSinceRelease: isChanged(delivery),
            lateLimitMinutes: delivery.lateLimitMinutes,
            kind,
            attempts,
            whyNot: [...whyNot],
            since: since.toISOString(),
          },
        ]
      })
      return {
        ...{ deliveries, counts, oldest: instant(oldest) },
        channels: channels
          .filter(({ state }) => state === 'expiring' || state === 'needs-reconnect')
          .map((row) => {
            const { id, platform, practice, name, state, lastFault, expiresAt } = presentChannel(row, connectors)
            return { id, platform, practice, name, state, lastFault, expiresAt, waiting: waiting.get(id) ?? 0 }
          }),
        pauses: pauses.filter(({ endedAt }) => endedAt === null),
        mentions: mentions.map(({ createdAt, ...mention }) => ({ ...mention, at: createdAt.toISOString() })),
        mail: await mailState(actor),
      }
    },
  }

  async function mailState({ role, organizationId }: Actor): Promise<Attention['mail']> {
    if (!mayDo(role, 'operations.read')) return null
    if (!mail) return 'off'
    return (await readMailTrouble(db, organizationId)).waiting > 0 ? 'failing' : null
  }

  /**
   * What will be sent, or what is out: prepared parts know their addresses, an item that was edited says what it was
   * given then, the rest is what the post says now.
   */
  async function presentContent(
    delivery: DeliveryStanding,
    [latest]: readonly DeliveryEditRow[],
  ): Promise<Pick<DeliveryDetail, 'parts' | 'headline' | 'machineMarks' | 'editing'>> {
    const content = (await readContent(db, [delivery.variantId])).get(delivery.variantId)
    if (!content) return { parts: [], headline: null, machineMarks: {}, editing: null }
    const { media, machineMarks, ...post } = resolveContent(content)
    const { title, parts } = (latest && wordsAfter(latest)) ?? post
    const shown = await presentMedia(
      db,
      delivery.organizationId,
      media.map(({ id }) => id),
    )
    const stored = (await listParts(db, [delivery.id])).get(delivery.id) ?? []
    const partsOut = stored.filter(({ out }) => out !== null).length
    return {
      headline: content.capabilities.title ? title : null,
      machineMarks,
      editing: await presentEditing(db, { delivery, content, latest, partsOut }, connectors),
      parts: parts.map((text, position) => {
        const out = stored.find((part) => part.position === position)?.out ?? null
        return { text, media: position === 0 ? shown : [], url: out?.url ?? null, out: out !== null }
      }),
    }
  }
}
