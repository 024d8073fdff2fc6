import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type { StartUpload, UploadState } from '../contract/media.ts'
import type { Db } from '../db/database.ts'
import { findMedia, findMediaByHash } from '../db/media.ts'
import {
  deleteForgottenUploads,
  deleteMediaUpload,
  findMediaUpload,
  listMediaUploads,
  type MediaUploadRow,
  openMediaUpload,
  touchMediaUpload,
} from '../db/media-uploads.ts'
import { refusedUnseen } from '../media/inspect.ts'
import type { Pieces } from '../media/pieces.ts'
import { DomainError } from './errors.ts'
import { cleanName, type MediaCases, presentMedium, refused } from './media.ts'
import type { Actor } from './policy.ts'

/** Files sent in pieces. Every function with an id throws DomainError `not-found` when the upload is not the actor's. */
export interface MediaUploads {
  /** Goes on with an upload of the same file where there is one. @throws DomainError `too-large`, `unsupported-media` */
  start(actor: Actor, input: z.output<typeof StartUpload>): Promise<UploadState>
  /** What the actor began and did not finish. */
  list(actor: Actor): Promise<UploadState[]>
  get(actor: Actor, id: string): Promise<UploadState>
  /**
   * Takes bytes from `offset` on; with the last one the file is taken in as `MediaCases.add` does.
   * @throws DomainError `conflict` (what lies before `offset` is not here), `validation` (cut short, or longer than the
   *   file), and what `add` refuses: then nothing of it stays
   */
  append(actor: Actor, id: string, offset: number, stream: Readable): Promise<UploadState>
  cancel(actor: Actor, id: string): Promise<void>
}

interface Dependencies {
  readonly db: Db
  readonly media: Pick<MediaCases, 'add'>
  readonly pieces: Pieces
}

export function createMediaUploads({ db, media, pieces }: Dependencies): MediaUploads {
  /** Two tabs may send the last piece at once: the file is taken in once. */
  const finishing = new Map<string, Promise<UploadState>>()

  async function mustFind(actor: Actor, id: string): Promise<MediaUploadRow> {
    const row = await findMediaUpload(db, actor, id)
    if (!row) throw new DomainError('not-found')
    return row
  }

  async function present({ id, fileName, bytes, mediaId, organizationId }: MediaUploadRow): Promise<UploadState> {
    const stored = mediaId === null ? null : await findMedia(db, organizationId, mediaId)
    if (stored) return { state: 'stored', media: presentMedium(stored) }
    return { state: 'receiving', id, fileName, bytes, received: await pieces.received(id) }
  }

  async function forget(id: string): Promise<void> {
    await pieces.discard(id)
    await deleteMediaUpload(db, id)
  }

  async function finish(actor: Actor, row: MediaUploadRow): Promise<UploadState> {
    try {
      const added = await media.add(actor, await pieces.finish(row.id), row.fileName)
      await touchMediaUpload(db, row.id, { mediaId: added.media.id })
      return { state: 'stored', media: added.media }
    } catch (error) {
      // Another process may have taken it in meanwhile.
      const now = await mustFind(actor, row.id)
      if (now.mediaId !== null) return present(now)
      if (error instanceof DomainError) await forget(row.id)
      throw error
    }
  }

  function finishOnce(actor: Actor, row: MediaUploadRow): Promise<UploadState> {
    const underWay = finishing.get(row.id)
    if (underWay) return underWay
    const finished = finish(actor, row).finally(() => finishing.delete(row.id))
    finishing.set(row.id, finished)
    return finished
  }

  return {
    start: async (actor, { fileName: given, bytes, type, fingerprint, hash }) => {
      const problem = refusedUnseen(type, bytes)
      if (problem) throw refused(problem)
      const { organizationId, memberId } = actor
      for (const id of await deleteForgottenUploads(db)) await pieces.discard(id)
      const stored = hash === null ? null : await findMediaByHash(db, organizationId, hash)
      if (stored) return { state: 'stored', media: presentMedium(stored) }
      const fileName = cleanName(given)
      const row = await openMediaUpload(db, { organizationId, memberId, fileName, bytes, fingerprint })
      // All of it came, but the server stopped before it was taken in.
      const isWhole = row.mediaId === null && (await pieces.received(row.id)) === row.bytes
      return isWhole ? finishOnce(actor, row) : present(row)
    },

    list: async (actor) => Promise.all((await listMediaUploads(db, actor)).map(present)),
    get: async (actor, id) => present(await mustFind(actor, id)),

    append: async (actor, id, offset, stream) => {
      const row = await mustFind(actor, id)
      if (row.mediaId !== null) return present(row)
      const received = await pieces.received(id)
      if (offset > received)
        throw new DomainError('conflict', 'What lies before has not arrived', {
          errors: [{ path: 'offset', code: 'gap', values: { received } }],
        })
      const outcome = await pieces.write(id, { stream, offset, size: row.bytes })
      if (outcome !== 'whole')
        throw new DomainError('validation', undefined, { errors: [{ path: 'body', code: outcome }] })
      await touchMediaUpload(db, id)
      // Another tab may have sent the end of it meanwhile: then the file is on its way out of here, or gone.
      const underWay = finishing.get(id)
      if (underWay) return underWay
      const now = await mustFind(actor, id)
      if (now.mediaId !== null) return present(now)
      return (await pieces.received(id)) === now.bytes ? finishOnce(actor, now) : present(now)
    },

    cancel: async (actor, id) => forget((await mustFind(actor, id)).id),
  }
}
