import { z } from 'zod'
import { Id } from '../../contract/common.ts'
import { Media } from '../../contract/content.ts'
import { FitMedia } from '../../contract/media.ts'
import type { MediaFittings } from '../../domain/media-fitting.ts'
import { type Route, route } from '../route.ts'

const params = z.object({ id: Id })

export function mediaFittingRoutes(fittings: MediaFittings): Route[] {
  return [
    route({
      method: 'post',
      path: '/media/:id/fittings/preview',
      policy: 'media.add',
      tag: 'Media',
      summary: 'The picture as it would be made to fit the named channels; nothing is kept',
      params,
      body: FitMedia,
      response: null,
      stream: true,
      handle: async (actor, { params, body, res }) => {
        const { bytes, mimeType } = await fittings.preview(actor, params.id, body)
        res
          .set({ 'Content-Type': mimeType, 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
          .send(bytes)
      },
    }),
    route({
      method: 'post',
      path: '/media/:id/fittings',
      policy: 'media.add',
      tag: 'Media',
      summary: 'Make a picture that fits the named channels, beside the original; one made before is answered with 200',
      params,
      body: FitMedia,
      response: Media,
      status: 201,
      handle: async (actor, { params, body, res }) => {
        const { media, isNew } = await fittings.fit(actor, params.id, body)
        if (!isNew) res.status(200)
        return media
      },
    }),
  ]
}
