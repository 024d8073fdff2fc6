import { z } from 'zod'
import { Id } from '../../contract/common.ts'
import { StartUpload, UnfinishedUploads, UploadOffset, UploadState } from '../../contract/media.ts'
import type { MediaUploads } from '../../domain/media-uploads.ts'
import { type Route, route } from '../route.ts'

const params = z.object({ id: Id })

export function mediaUploadRoutes(uploads: MediaUploads): Route[] {
  const shared = { policy: 'media.add', tag: 'Media' } as const
  return [
    route({
      ...shared,
      method: 'post',
      path: '/uploads',
      summary: 'Begin to send a file in pieces, or go on with it; one that is stored already is answered at once',
      body: StartUpload,
      response: UploadState,
      handle: (actor, { body }) => uploads.start(actor, body),
    }),
    route({
      ...shared,
      method: 'get',
      path: '/uploads',
      summary: 'Own uploads that are not finished; nobody going on with one for a week, it is dropped',
      response: UnfinishedUploads,
      handle: async (actor) => ({ uploads: await uploads.list(actor) }),
    }),
    route({
      ...shared,
      method: 'get',
      path: '/uploads/:id',
      summary: 'How much of an upload has arrived',
      params,
      response: UploadState,
      handle: (actor, { params }) => uploads.get(actor, params.id),
    }),
    route({
      ...shared,
      method: 'patch',
      path: '/uploads/:id',
      summary: 'The next bytes as they are, from `offset` on; what came of a piece that broke off stays',
      params,
      query: UploadOffset,
      response: UploadState,
      handle: (actor, { params, query, req }) => uploads.append(actor, params.id, query.offset, req),
    }),
    route({
      ...shared,
      method: 'delete',
      path: '/uploads/:id',
      summary: 'Give an upload up; what has arrived is removed',
      params,
      response: null,
      handle: (actor, { params }) => uploads.cancel(actor, params.id),
    }),
  ]
}
