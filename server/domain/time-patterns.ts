import type { z } from 'zod'
import { recordAct } from '../audit/record.ts'
import type { SaveTimePattern, TimePattern } from '../contract/time-patterns.ts'
import { type Db, inTransaction } from '../db/database.ts'
import { deleteTimePattern, listTimePatterns, saveTimePattern } from '../db/time-patterns.ts'
import { DomainError } from './errors.ts'
import type { Actor } from './policy.ts'

/** When the posts of the actor's unit usually go out on each channel. Everybody who plans there keeps them together. */
export interface TimePatterns {
  list(actor: Actor): Promise<TimePattern[]>
  /** One of the same name is replaced. @throws DomainError `conflict` when there are too many */
  save(actor: Actor, pattern: z.output<typeof SaveTimePattern>): Promise<TimePattern>
  /** @throws DomainError `not-found` */
  remove(actor: Actor, id: string): Promise<void>
}

const mostPatterns = 50

export function createTimePatterns({ db }: { readonly db: Db }): TimePatterns {
  return {
    list: (actor) => listTimePatterns(db, actor),

    save: (actor, pattern) =>
      inTransaction(db, async (trx) => {
        const saved = await saveTimePattern(trx, actor, pattern, mostPatterns)
        if (!saved) throw new DomainError('conflict', `There are ${mostPatterns} patterns already: delete one first`)
        await recordAct(trx, actor, 'time-pattern.saved', 'time-pattern', saved.id, { name: saved.name })
        return saved
      }),

    remove: (actor, id) =>
      inTransaction(db, async (trx) => {
        const name = await deleteTimePattern(trx, actor, id)
        if (name === null) throw new DomainError('not-found')
        await recordAct(trx, actor, 'time-pattern.deleted', 'time-pattern', id, { name })
      }),
  }
}
