import { z } from 'zod'
import { Id } from '../../contract/common.ts'
import { ActOnDelivery } from '../../contract/deliveries.ts'
import {
  ChangeSeries,
  ContinueSeries,
  CreateSeries,
  Detached,
  PreviewSeries,
  Series,
  SeriesItem,
  SeriesPreview,
  SeriesQuery,
} from '../../contract/series.ts'
import type { Actor } from '../../domain/policy.ts'
import type { SeriesUseCases } from '../../domain/series.ts'
import { type Route, route } from '../route.ts'

const params = z.object({ id: Id })
const changing = { policy: 'deliveries.release', tag: 'Series' } as const

/** Posts that go out again and again. @param detach makes one day a post of its own */
export function seriesRoutes(
  series: SeriesUseCases,
  detach: (actor: Actor, deliveryId: string, revision: number) => Promise<Detached>,
): Route[] {
  return [
    route({
      ...changing,
      method: 'post',
      path: '/posts/:id/series',
      summary: 'Repeat a post by a rule with an end; the person is recorded as the one who released it',
      params,
      body: CreateSeries,
      response: Series,
      status: 201,
      handle: (actor, { params: { id }, body }) => series.create(actor, id, body),
    }),
    route({
      method: 'get',
      path: '/series',
      policy: 'deliveries.read',
      tag: 'Series',
      summary: 'Series, newest first',
      query: SeriesQuery,
      response: z.object({ series: z.array(SeriesItem) }),
      handle: async (actor, { query }) => ({ series: await series.list(actor, query.post) }),
    }),
    route({
      ...changing,
      method: 'post',
      path: '/series/preview',
      summary: 'The next days a rule would have, and what clocks do to them',
      body: PreviewSeries,
      response: SeriesPreview,
      handle: (_actor, { body }) => series.preview(body),
    }),
    route({
      method: 'get',
      path: '/series/:id',
      policy: 'deliveries.read',
      tag: 'Series',
      summary: 'A series with its next days, what stands for them, and what was left out',
      params,
      response: Series,
      handle: (actor, { params: { id } }) => series.get(actor, id),
    }),
    route({
      ...changing,
      method: 'patch',
      path: '/series/:id',
      summary: 'Another rule, end or days left out; who changes it releases it',
      params,
      body: ChangeSeries,
      response: Series,
      handle: (actor, { params: { id }, body }) => series.change(actor, id, body),
    }),
    route({
      ...changing,
      method: 'post',
      path: '/series/:id/following',
      summary: 'End a series before a day and begin another one there',
      params,
      body: ContinueSeries,
      response: Series,
      status: 201,
      handle: (actor, { params: { id }, body }) => series.following(actor, id, body),
    }),
    route({
      ...changing,
      method: 'post',
      path: '/series/:id/release',
      summary: 'Release what the post says now, for everything ahead',
      params,
      body: ActOnDelivery,
      response: Series,
      handle: (actor, { params: { id }, body }) => series.release(actor, id, body.revision),
    }),
    route({
      ...changing,
      method: 'post',
      path: '/series/:id/end',
      summary: 'End a series; what is ahead and has not left is taken back',
      params,
      body: ActOnDelivery,
      response: Series,
      handle: (actor, { params: { id }, body }) => series.end(actor, id, body.revision),
    }),
    route({
      ...changing,
      method: 'post',
      path: '/deliveries/:id/detach',
      summary: 'Make one day of a series a post of its own',
      params,
      body: ActOnDelivery,
      response: Detached,
      status: 201,
      handle: (actor, { params: { id }, body }) => detach(actor, id, body.revision),
    }),
  ]
}
