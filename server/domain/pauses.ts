import type { z } from 'zod'
import { platforms } from '../../connectors/rules/platforms.ts'
import { recordAct } from '../audit/record.ts'
import type { CreatePause, Pause } from '../contract/deliveries.ts'
import { type Db, inTransaction, type Trx } from '../db/database.ts'
import { endPause, insertPause, listPauses, scopeExists } from '../db/pauses.ts'
import { DomainError } from './errors.ts'
import type { Actor } from './policy.ts'

export interface Pauses {
  /** In force, and ended ones that still hold something. */
  list(actor: Actor): Promise<Pause[]>
  /** In force with the commit: every claim and every `commit` asks for pauses again. @throws DomainError `conflict`, `not-found` */
  start(actor: Actor, input: z.output<typeof CreatePause>): Promise<Pause>
  /** Sends nothing late: what was held stays held until a person keeps, moves or drops it. @throws DomainError `not-found` */
  end(actor: Actor, id: string): Promise<void>
}

export function createPauses(db: Db): Pauses {
  return {
    list: (actor) => listPauses(db, actor.organizationId),

    start: async (actor, { scope, scopeId, reason }) => {
      const known =
        scope === 'organization' ||
        (scope === 'platform'
          ? (platforms as readonly (string | null)[]).includes(scopeId)
          : await isKnown(db, actor.organizationId, scope, scopeId))
      if (!known) throw new DomainError('not-found', `There is no such ${scope}`)
      const id = await inTransaction(db, async (trx) => {
        const { organizationId, memberId } = actor
        const created = await insertPause(trx, { organizationId, scope, scopeId, reason, createdBy: memberId })
        if (!created) throw new DomainError('conflict', 'This is paused already')
        await audit(trx, actor, 'pause.started', created, { scope, scopeId, reason })
        return created
      })
      const pause = (await listPauses(db, actor.organizationId)).find((candidate) => candidate.id === id)
      if (!pause) throw new DomainError('not-found')
      return pause
    },

    end: (actor, id) =>
      inTransaction(db, async (trx) => {
        if (!(await endPause(trx, actor.organizationId, id, actor.memberId))) throw new DomainError('not-found')
        await audit(trx, actor, 'pause.ended', id, {})
      }),
  }
}

function isKnown(
  db: Db,
  organizationId: string,
  scope: 'unit' | 'channel' | 'campaign',
  id: string | null,
): Promise<boolean> {
  return id !== null && /^[0-9a-f-]{36}$/i.test(id)
    ? scopeExists(db, organizationId, scope, id)
    : Promise.resolve(false)
}

function audit(trx: Trx, actor: Actor, action: string, id: string, data: Record<string, string | null>) {
  return recordAct(trx, actor, action, 'pause', id, data)
}
