import { z } from 'zod'
import { Id } from '../../contract/common.ts'
import { ChangeView, SavedView, SaveView } from '../../contract/saved-views.ts'
import type { SavedViews } from '../../domain/saved-views.ts'
import { type Route, route } from '../route.ts'

const shared = { policy: 'deliveries.read', tag: 'Calendar' } as const
const params = z.object({ id: Id })

export function savedViewRoutes(views: SavedViews): Route[] {
  return [
    route({
      ...shared,
      method: 'get',
      path: '/saved-views',
      summary: 'Views of the plan under a name: my own, and those shared in my unit',
      response: z.object({ views: z.array(SavedView) }),
      handle: async (actor) => ({ views: await views.list(actor) }),
    }),
    route({
      ...shared,
      method: 'post',
      path: '/saved-views',
      summary: 'Save a view; one of mine under the same name is replaced',
      body: SaveView,
      response: SavedView,
      status: 201,
      handle: (actor, { body }) => views.save(actor, body),
    }),
    route({
      ...shared,
      method: 'patch',
      path: '/saved-views/:id',
      summary: 'Rename a view of mine, share it or keep it to myself',
      params,
      body: ChangeView,
      response: null,
      handle: (actor, { params: { id }, body }) => views.change(actor, id, body),
    }),
    route({
      ...shared,
      method: 'delete',
      path: '/saved-views/:id',
      summary: 'Delete a view of mine',
      params,
      response: null,
      handle: (actor, { params: { id } }) => views.remove(actor, id),
    }),
  ]
}
