import { extname } from 'node:path'
import type { Readable } from 'node:stream'
import type { z } from 'zod'
import { ConnectorError, type ContentMedia } from '../../connectors/contract.ts'
import { recordAct } from '../audit/record.ts'
import { hashOfToken, newToken } from '../auth/token.ts'
import type { Media, UpdateMedia } from '../contract/content.ts'
import type { MediaQuery } from '../contract/media.ts'
import { type Db, inTransaction, type Queryable, type Trx } from '../db/database.ts'
import { findMedia, findMediaByIds, keepMedia, listMedia, type MediaRow, updateMedia } from '../db/media.ts'
import { deleteExpiredMediaLinks, findLinkedMedia, insertMediaLink, type LinkedDelivery } from '../db/media-links.ts'
import { makeThumbnail } from '../media/image.ts'
import { type FileProblem, inspectFile } from '../media/inspect.ts'
import type { MediaStore, ReceivedFile } from '../media/store.ts'
import { DomainError, type ProblemCode } from './errors.ts'
import { given } from './given.ts'
import type { Actor } from './policy.ts'

export interface MediaDependencies {
  readonly db: Db
  readonly store: MediaStore
  /** Where platforms reach this office over HTTPS; null: nowhere. */
  readonly publicAddress: () => string | null
  /** A description is part of what a person released: told in the transaction that changes it. */
  readonly onDescribed: (trx: Trx, organizationId: string, mediaId: string) => Promise<void>
}

/** A file to send to a browser. */
export interface ServedFile {
  readonly path: string
  readonly mimeType: string
  readonly fileName: string
  readonly isDocument: boolean
  readonly hash: string
}

/** Every function with an id throws DomainError `not-found` when the file is not this organization's. */
export interface MediaCases {
  /** Writes an upload to disk; `add` or `forget` decides about it. */
  receive(stream: Readable): Promise<ReceivedFile>
  forget(file: ReceivedFile): Promise<void>
  /** Takes a received file in by what its content is. The same file again is the same medium. @throws DomainError `unsupported-media`, `too-large` */
  add(actor: Actor, file: ReceivedFile, fileName: string): Promise<{ media: Media; isNew: boolean }>
  list(actor: Actor, query: z.output<typeof MediaQuery>): Promise<Media[]>
  get(actor: Actor, id: string): Promise<Media>
  update(actor: Actor, id: string, input: z.output<typeof UpdateMedia>): Promise<Media>
  file(owner: Pick<Actor, 'organizationId'>, id: string): Promise<ServedFile>
  /** A small picture; what is no picture has none: `not-found`. */
  thumbnail(actor: Actor, id: string): Promise<ServedFile>
  /** The file an address made for a platform leads to. @throws DomainError `not-found`, also when the address is dead */
  linkedFile(token: string): Promise<ServedFile>
  /** Files of a post as the API shows them, in order. @throws DomainError `not-found` when one is not there */
  presentMedia(db: Queryable, organizationId: string, ids: readonly string[]): Promise<Media[]>
  /** Files for a connector, in order, described in `language`. @throws ConnectorError `rejected` `media-missing`, also when read */
  contentMedia(delivery: LinkedDelivery, ids: readonly string[], language: string): Promise<ContentMedia[]>
}

export function createMedia({ db, store, publicAddress, onDescribed }: MediaDependencies): MediaCases {
  async function mustFind(actor: Pick<Actor, 'organizationId'>, id: string): Promise<MediaRow> {
    const row = await findMedia(db, actor.organizationId, id)
    if (!row) throw new DomainError('not-found')
    return row
  }

  async function publish(
    delivery: LinkedDelivery,
    { id, fileName }: Pick<MediaRow, 'id' | 'fileName'>,
  ): Promise<string> {
    const address = publicAddress()
    if (address === null) throw new ConnectorError({ code: 'rejected', problem: 'no-public-address' })
    const { token, hash } = newToken()
    await deleteExpiredMediaLinks(db)
    await insertMediaLink(db, delivery, id, hash)
    // Some platforms tell the type by the name.
    return `${address}/m/${token}${extname(fileName).toLowerCase()}`
  }

  return {
    receive: (stream) => store.receive(stream),
    forget: (file) => store.discard(file),

    add: async (actor, file, givenName) => {
      const fileName = cleanName(givenName)
      const facts = await inspectFile(file.path, file.bytes, fileName)
      if ('problem' in facts) throw refused(facts)
      await store.keep(file)
      return inTransaction(db, async (trx) => {
        const { organizationId, memberId: createdBy } = actor
        const { hash, bytes } = file
        const { row, isNew } = await keepMedia(trx, { organizationId, hash, bytes, fileName, createdBy, ...facts })
        if (isNew) await audit(trx, actor, 'media.added', row)
        return { media: presentMedium(row), isNew }
      })
    },

    list: async (actor, query) => (await listMedia(db, actor.organizationId, query)).map(presentMedium),
    get: async (actor, id) => presentMedium(await mustFind(actor, id)),

    update: (actor, id, input) =>
      inTransaction(db, async (trx) => {
        const row = await updateMedia(trx, actor.organizationId, id, given(input))
        if (!row) throw new DomainError('not-found')
        await onDescribed(trx, actor.organizationId, id)
        await audit(trx, actor, 'media.updated', row)
        return presentMedium(row)
      }),

    file: async (actor, id) => {
      const row = await mustFind(actor, id)
      return { ...served(row), path: store.pathOf(row.hash) }
    },

    thumbnail: async (actor, id) => {
      const row = await mustFind(actor, id)
      if (row.kind !== 'image') throw new DomainError('not-found')
      const path = await store.thumbnail(row.hash, makeThumbnail)
      return { ...served(row), path, mimeType: 'image/webp' }
    },

    linkedFile: async (token) => {
      const row = await findLinkedMedia(db, hashOfToken(token))
      if (!row) throw new DomainError('not-found')
      return { ...served(row), path: store.pathOf(row.hash) }
    },

    presentMedia: async (queryable, organizationId, ids) => {
      const rows = await findMediaByIds(queryable, organizationId, ids)
      if (rows.length !== ids.length) throw new DomainError('not-found')
      return rows.map(presentMedium)
    },

    contentMedia: async (delivery, ids, language) => {
      const rows = await findMediaByIds(db, delivery.organizationId, ids)
      if (rows.length !== ids.length) throw missing()
      return rows.map(({ id, kind, mimeType, bytes, width, height, durationMs, fileName, alt, hash }) => ({
        ...{ id, kind, mimeType, bytes, width, height, durationMs, fileName },
        alt: alt[language] ?? '',
        read: () => store.read(hash).catch(throwMissing),
        slice: (start, end) => store.slice(hash, start, end).catch(throwMissing),
        publicUrl: () => publish(delivery, { id, fileName }),
      }))
    },
  }
}

/** @returns the file as the API shows it */
export function presentMedium(row: MediaRow): Media {
  const { id, kind, mimeType, bytes, width, height, durationMs, fileName, alt, licence, source, tags } = row
  return {
    ...{ id, kind, mimeType, bytes, width, height, durationMs, fileName, alt, licence, source, tags },
    url: `/api/v1/media/${id}/file`,
    thumbnailUrl: kind === 'image' ? `/api/v1/media/${id}/thumbnail` : null,
    fitted:
      row.derivedFrom && row.fitting
        ? { from: row.derivedFrom, fileName: row.fitting.fileName, steps: [...row.fitting.steps] }
        : null,
    createdAt: row.createdAt.toISOString(),
  }
}

function served({ mimeType, fileName, kind, hash }: MediaRow): Omit<ServedFile, 'path'> {
  return { mimeType, fileName, hash, isDocument: kind === 'document' }
}

/** The last part of a name, without control characters, as PostgreSQL can store it. */
export function cleanName(name: string): string {
  const last = name.toWellFormed().normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  return (
    last
      .replace(/\p{Cc}/gu, '')
      .trim()
      .slice(-200)
      .toWellFormed() || 'file'
  )
}

const sentences: Readonly<Record<FileProblem['problem'], readonly [ProblemCode, string]>> = {
  'file-type': ['unsupported-media', 'This kind of file is not taken'],
  heic: ['unsupported-media', 'HEIC pictures cannot be read here: save it as JPEG and send that'],
  'not-what-its-name-says': ['unsupported-media', 'The file is not the picture that its name says'],
  'too-large': ['too-large', 'The file is too large for its kind'],
  'too-many-pixels': ['unsupported-media', 'The picture has too many pixels'],
  'broken-image': ['unsupported-media', 'The picture is damaged'],
}

/** A file that is not taken, as the API says it. */
export function refused({ problem, values = {} }: FileProblem): DomainError {
  const [code, sentence] = sentences[problem]
  return new DomainError(code, sentence, { errors: [{ path: 'file', code: problem, values }] })
}

function throwMissing(cause: unknown): never {
  throw missing(cause)
}

function missing(cause?: unknown): ConnectorError {
  return new ConnectorError({ code: 'rejected', problem: 'media-missing' }, { cause })
}

function audit(trx: Trx, actor: Actor, action: string, row: MediaRow): Promise<void> {
  return recordAct(trx, actor, action, 'media', row.id, { fileName: row.fileName, hash: row.hash, alt: row.alt })
}
