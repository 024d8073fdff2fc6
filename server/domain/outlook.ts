import type { ConnectorRegistry } from '../../connectors/registry.ts'
import type { Held, NextDay } from '../contract/outlook.ts'
import { toItem } from '../db/calendar.ts'
import type { Db } from '../db/database.ts'
import { readStandings } from '../db/deliveries.ts'
import { readContent } from '../db/delivery-content.ts'
import { listHeld, listNextDay } from '../db/outlook.ts'
import { listPauses } from '../db/pauses.ts'
import { resolveContent } from './content-hash.ts'
import { isChanged } from './delivery.ts'
import { offeredTo } from './delivery-actions.ts'
import type { Actor } from './policy.ts'

/** What is ahead, and what waits for a decision before it can be. */
export interface Outlook {
  /** What goes out within 24 hours and what will not, by the engine's own conditions; at most a thousand. */
  nextDay(actor: Actor): Promise<NextDay>
  /** What pauses hold, also pauses that have ended; at most ten thousand. @param pauseId only what that one held */
  held(actor: Actor, pauseId: string | null): Promise<Held>
}

const mostAhead = 1_000
/** As many as can be decided in one request. */
const mostHeld = 10_000
const previewLength = 280

export function createOutlook({
  db,
  connectors,
}: {
  readonly db: Db
  readonly connectors: Pick<ConnectorRegistry, 'for'>
}): Outlook {
  async function offersOf(actor: Actor, ids: readonly string[]) {
    const standings = await readStandings(db, actor.organizationId, ids)
    return new Map(
      standings.map((delivery) => {
        const actions = offeredTo(actor, delivery, connectors)
        const { url, late, paused } = delivery
        return [
          delivery.id,
          { late, paused, offer: { url, actions, changedSinceRelease: isChanged(delivery) } },
        ] as const
      }),
    )
  }

  return {
    nextDay: async (actor) => {
      const { from, to, goOut, willNot, rows } = await listNextDay(db, actor.organizationId, mostAhead)
      const ids = rows.map(({ id }) => id)
      const [offers, contents] = await Promise.all([
        offersOf(actor, ids),
        readContent(
          db,
          rows.map(({ variantId }) => variantId),
        ),
      ])
      return {
        from: from.toISOString(),
        to: to.toISOString(),
        ...{ goOut, willNot, more: goOut + willNot - rows.length },
        deliveries: rows.flatMap((row) => {
          const { variantId, channelName, releasedBy, at, whyNot, pauseId, ...item } = row
          const known = offers.get(row.id)
          const content = contents.get(variantId)
          if (!known || !content) return []
          const preview = [...(resolveContent(content).parts[0] ?? '')].slice(0, previewLength).join('')
          return {
            ...toItem(item),
            ...{ channelName, releasedBy, at: at.toISOString(), whyNot: [...whyNot], pauseId, preview },
            ...known.offer,
          }
        }),
      }
    },

    held: async (actor, pauseId) => {
      const { total, rows } = await listHeld(db, actor.organizationId, pauseId, mostHeld)
      const offers = await offersOf(
        actor,
        rows.map(({ id }) => id),
      )
      const pauses = await listPauses(db, actor.organizationId)
      return {
        pauses: pauses.filter(({ id, held }) => held > 0 && (pauseId === null || id === pauseId)),
        more: total - rows.length,
        deliveries: rows.flatMap(({ channelName, pauseId, ...item }) => {
          const known = offers.get(item.id)
          return known
            ? { ...toItem(item), channelName, pauseId, late: known.late, paused: known.paused, ...known.offer }
            : []
        }),
      }
    },
  }
}
