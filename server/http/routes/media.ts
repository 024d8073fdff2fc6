import { z } from 'zod'
import { Id } from '../../contract/common.ts'
import { Media, UpdateMedia } from '../../contract/content.ts'
import { MediaList, MediaQuery } from '../../contract/media.ts'
import type { MediaCases } from '../../domain/media.ts'
import { type Route, route } from '../route.ts'
import { sendFile } from '../send-file.ts'
import { createUpload } from '../upload.ts'

const params = z.object({ id: Id })

export function mediaRoutes(media: MediaCases): Route[] {
  const upload = createUpload(media)
  return [
    route({
      method: 'post',
      path: '/media',
      policy: 'media.add',
      tag: 'Media',
      summary: 'Add a file (multipart field `file`); one that is there already is answered with 200',
      response: Media,
      status: 201,
      handle: async (actor, { req, res }) => {
        const { file, fileName } = await upload(req, res)
        try {
          const added = await media.add(actor, file, fileName)
          if (!added.isNew) res.status(200)
          return added.media
        } finally {
          await media.forget(file)
        }
      },
    }),
    route({
      method: 'get',
      path: '/media',
      policy: 'media.read',
      tag: 'Media',
      summary: 'Files, newest first; names, tags, sources and descriptions are searched without diacritics',
      query: MediaQuery,
      response: MediaList,
      handle: async (actor, { query }) => ({ media: await media.list(actor, query) }),
    }),
    route({
      method: 'get',
      path: '/media/:id',
      policy: 'media.read',
      tag: 'Media',
      summary: 'One file’s data',
      params,
      response: Media,
      handle: (actor, { params }) => media.get(actor, params.id),
    }),
    route({
      method: 'patch',
      path: '/media/:id',
      policy: 'media.edit',
      tag: 'Media',
      summary: 'Describe a file; descriptions are merged by language',
      params,
      body: UpdateMedia,
      response: Media,
      handle: (actor, { params, body }) => media.update(actor, params.id, body),
    }),
    route({
      method: 'get',
      path: '/media/:id/file',
      policy: 'media.read',
      tag: 'Media',
      summary: 'The file itself; ranges are answered',
      params,
      response: null,
      stream: true,
      handle: async (actor, { params, res }) => sendFile(res, await media.file(actor, params.id)),
    }),
    route({
      method: 'get',
      path: '/media/:id/thumbnail',
      policy: 'media.read',
      tag: 'Media',
      summary: 'A WebP of at most 480 pixels a side',
      params,
      response: null,
      stream: true,
      handle: async (actor, { params, res }) => sendFile(res, await media.thumbnail(actor, params.id)),
    }),
  ]
}
