import { z } from 'zod'
import { irreversibly } from '../answers.ts'
import {
  type Account,
  type CommittedPart,
  type ConnectorContext,
  ConnectorError,
  type DeliveryContent,
  type JsonObject,
  type PreparedPart,
} from '../contract.ts'
import { type Access, accessOf, create, encoded, tell } from './client.ts'
import { forThisItem, toldIn } from './faults.ts'
import { uploadFilm } from './films.ts'
import { findDuplicate } from './lookup.ts'
import { articleOf, type Carried, commentaryOf, pollOf, postBody, refused, textIn } from './plan.ts'
import type { LinkedInSettings } from './settings.ts'
import { uploadDocument, uploadImage } from './uploads.ts'

/** What `prepare` writes down: everything that a later try and a look-up need. */
export const Prepared = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('post'), body: z.record(z.string(), z.json()), preparedAt: z.string() }),
  z.object({ kind: z.literal('comment'), text: z.string() }),
])
export type Prepared = z.infer<typeof Prepared>

/** Uploads the files and waits until LinkedIn has processed them; nobody sees a file before it is posted. */
export async function prepare(
  content: DeliveryContent,
  account: Account,
  settings: LinkedInSettings,
  context: ConnectorContext,
): Promise<PreparedPart[]> {
  const access = accessOf(account, settings)
  // Before anything is uploaded for nothing.
  commentaryOf(content.parts[0]?.text ?? '', settings)
  const body = postBody(content, access.organization, await carriedBy(content, access, context), settings)
  const marker = `${content.deliveryId}:${content.revision}`
  const comment = textIn(content.options, 'firstComment')
  const preparedAt = context.now().toISOString()
  return [
    { marker: `${marker}:0`, payload: { kind: 'post', body, preparedAt } },
    ...(comment === '' ? [] : [{ marker: `${marker}:1`, payload: { kind: 'comment', text: comment } }]),
  ]
}

async function carriedBy(content: DeliveryContent, access: Access, context: ConnectorContext): Promise<Carried | null> {
  const { options, attached, link, title, language } = content
  const media = content.parts[0]?.media ?? []
  const [first, ...others] = media
  if (options['form'] === 'poll') return { poll: pollOf(content) }
  const thumbnail = attached['thumbnail'] ?? null
  if (!first) {
    if (!link) return null
    const picture = thumbnail && (await uploadImage(thumbnail, access, context))
    return { article: articleOf(content, link, picture) }
  }
  if (first.kind === 'image') {
    const images: { readonly id: string; readonly altText?: string }[] = []
    for (const image of media) {
      if (image.kind !== 'image') throw refused('media-count', 'Pictures stand by themselves on LinkedIn')
      const id = await uploadImage(image, access, context)
      images.push({ id, ...(image.alt.trim() !== '' && { altText: image.alt }) })
    }
    return others.length === 0 ? { media: images[0] as JsonObject } : { multiImage: { images } }
  }
  if (others.length > 0) throw refused('media-count', 'One file, and nothing beside it')
  const name = title?.trim() ?? ''
  if (first.kind === 'video') {
    const extras = { captions: textIn(options, 'captions'), language, thumbnail }
    const id = await uploadFilm(first, extras, access, context)
    return { media: { id, ...(name !== '' && { title: name }) } }
  }
  if (first.kind !== 'document') throw refused('media-type', 'LinkedIn takes no sound files')
  return { media: { id: await uploadDocument(first, access, context), title: name || first.fileName } }
}

export async function commit(
  part: PreparedPart,
  before: readonly CommittedPart[],
  account: Account,
  settings: LinkedInSettings,
  context: ConnectorContext,
): Promise<CommittedPart> {
  const access = accessOf(account, settings)
  const prepared = readPrepared(part)
  if (prepared.kind === 'post') return publishPost(prepared, access, context)
  const object = before.at(-1)?.remoteId ?? ''
  const json = { actor: access.organization, object, message: { text: prepared.text } }
  const path = `/rest/socialActions/${encoded(object)}/comments`
  const id = await irreversibly(() => forThisItem(() => create(access, { method: 'POST', path, json }, context)))
  return commentOut(object, id)
}

/**
 * For ten minutes LinkedIn refuses the same post again and names the first one: where that is the one an earlier call
 * made, it is the one wanted.
 */
async function publishPost(
  prepared: Extract<Prepared, { kind: 'post' }>,
  access: Access,
  context: ConnectorContext,
): Promise<CommittedPart> {
  try {
    const json = prepared.body
    const urn = await irreversibly(() => create(access, { method: 'POST', path: '/rest/posts', json }, context))
    return postOut(urn, access.settings)
  } catch (error) {
    const told = toldIn(error)
    if (!(error instanceof ConnectorError) || !told || !isDuplicate(error)) throw error
    const since = new Date(prepared.preparedAt)
    const found = await afterwards(() => findDuplicate(told.message, prepared.body, since, access, context))
    if (!found) throw error
    return postOut(found, access.settings)
  }
}

const isDuplicate = ({ fault }: ConnectorError) => fault.code === 'rejected' && fault.problem === 'duplicate'

/** A question that fails says nothing about the post it asks for. @throws ConnectorError `outcome-unknown` */
async function afterwards<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    throw new ConnectorError({ code: 'outcome-unknown' }, { cause })
  }
}

export function postOut(urn: string, { wwwRoot }: LinkedInSettings): CommittedPart {
  return { remoteId: urn, url: `${wwwRoot}/feed/update/${urn}`, receipt: { kind: 'post' } }
}

/** A comment's own number is unique beside its post alone. */
export function commentOut(object: string, id: string): CommittedPart {
  return { remoteId: `urn:li:comment:(${object},${id})`, url: null, receipt: { kind: 'comment', object, id } }
}

/** Changes the words; files, cards and polls stay as they are. */
export async function edit(
  part: CommittedPart,
  position: number,
  { parts, options }: DeliveryContent,
  account: Account,
  settings: LinkedInSettings,
  context: ConnectorContext,
): Promise<CommittedPart> {
  const access = accessOf(account, settings)
  const isComment = part.receipt['kind'] === 'comment'
  const patch = isComment
    ? { message: { $set: { text: textIn(options, 'firstComment') } } }
    : { $set: { commentary: commentaryOf(parts[position]?.text ?? '', settings) } }
  const path = isComment ? commentPath(part, access) : `/rest/posts/${encoded(part.remoteId)}`
  const request = { method: 'POST', path, json: { patch }, restli: 'PARTIAL_UPDATE' } as const
  await forThisItem(() => tell(access, request, context))
  return part
}

/** LinkedIn takes a post that is gone already for done. */
export async function remove(
  part: CommittedPart,
  account: Account,
  settings: LinkedInSettings,
  context: ConnectorContext,
): Promise<void> {
  const access = accessOf(account, settings)
  const isComment = part.receipt['kind'] === 'comment'
  const path = isComment ? commentPath(part, access) : `/rest/posts/${encoded(part.remoteId)}`
  try {
    await forThisItem(() => tell(access, { method: 'DELETE', path, restli: 'DELETE' }, context))
  } catch (error) {
    if (toldIn(error)?.status !== 404) throw error
  }
}

function commentPath({ receipt }: CommittedPart, { organization }: Access): string {
  const { object, id } = receipt
  const post = encoded(String(object))
  return `/rest/socialActions/${post}/comments/${encoded(String(id))}?actor=${encoded(organization)}`
}

export function readPrepared({ payload }: PreparedPart): Prepared {
  return Prepared.parse(payload)
}
