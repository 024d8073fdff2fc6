import type { z } from 'zod'
import type { ChangeView, SavedView, SaveView } from '../contract/saved-views.ts'
import type { Db } from '../db/database.ts'
import { changeView, deleteView, isViewNameTaken, listSavedViews, saveView } from '../db/saved-views.ts'
import { DomainError } from './errors.ts'
import type { Actor } from './policy.ts'

/** Views of the plan under a name: a person's own, and those shared in their unit. Only their owner changes them. */
export interface SavedViews {
  list(actor: Actor): Promise<SavedView[]>
  /** One of the same name is replaced. @throws DomainError `conflict` when there are too many */
  save(actor: Actor, view: z.output<typeof SaveView>): Promise<SavedView>
  /** @throws DomainError `not-found`, `conflict` when another of theirs has the name */
  change(actor: Actor, id: string, change: z.output<typeof ChangeView>): Promise<void>
  /** @throws DomainError `not-found` */
  remove(actor: Actor, id: string): Promise<void>
}

const mostViews = 50

export function createSavedViews({ db }: { readonly db: Db }): SavedViews {
  return {
    list: (actor) => listSavedViews(db, actor),

    save: async (actor, view) => {
      const id = await saveView(db, actor, view, mostViews)
      if (id === null) throw new DomainError('conflict', `There are ${mostViews} views already: delete one first`)
      return { ...view, id, owner: null }
    },

    change: async (actor, id, change) => {
      if (change.name !== undefined && (await isViewNameTaken(db, actor, { id, name: change.name })))
        throw new DomainError('conflict', 'Another of your views has this name')
      if (!(await changeView(db, actor, id, change))) throw new DomainError('not-found')
    },

    remove: async (actor, id) => {
      if (!(await deleteView(db, actor, id))) throw new DomainError('not-found')
    },
  }
}
