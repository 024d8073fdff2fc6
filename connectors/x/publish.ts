import type { SendTweetV2Params } from 'twitter-api-v2'
import { z } from 'zod'
import { irreversibly } from '../answers.ts'
import {
  type Account,
  type CommittedPart,
  type ConnectorContext,
  ConnectorError,
  type ContentMedia,
  type DeliveryContent,
  type JsonObject,
  type PreparedPart,
} from '../contract.ts'
import { capabilitiesFor } from '../rules/capabilities.ts'
import { measureText } from '../rules/text.ts'
import { type Access, accessOf, call } from './client.ts'
import { addCaptions, type Upload, upload } from './media.ts'
import type { XSettings } from './settings.ts'

/** What a post says, and the keys of its files, by which it is known again. */
export const Prepared = z.object({
  body: z.looseObject({ text: z.string().optional() }),
  mediaKeys: z.array(z.string()),
})
export type Prepared = z.infer<typeof Prepared>

/** The library's own shape of a post, with the labels that are younger than it. */
type Body = Partial<SendTweetV2Params> & { readonly made_with_ai?: true; readonly paid_partnership?: true }

const Written = z.object({ data: z.object({ id: z.string().regex(/^\d+$/) }) })

/** Uploads the files, waits until X has processed them, and writes down what each post will say. */
export async function prepare(
  content: DeliveryContent,
  account: Account,
  settings: XSettings,
  context: ConnectorContext,
): Promise<PreparedPart[]> {
  const access = accessOf(account, settings)
  const comment = String(content.options['firstComment'] ?? '').trim()
  const texts = [...content.parts.map(({ text }) => text), ...(comment === '' ? [] : [comment])]
  assertFit(texts, content, account)
  const posts: Prepared[] = []
  for (const [position, { text, media }] of content.parts.entries()) {
    const uploads: Upload[] = []
    for (const medium of media) uploads.push(await upload(medium, access, context))
    const [film] = media[0]?.kind === 'video' ? uploads : []
    const cover = film && (await prepareFilm(film, content, access, context))
    const attached: Body = uploads.length > 0 ? { media: mediaOf(uploads, cover) } : pollOf(content, position)
    const body = {
      ...(text.trim() !== '' && { text }),
      ...attached,
      ...labelsOf(content),
      ...placeOf(content, position),
    }
    posts.push({ body, mediaKeys: uploads.map(({ key }) => key).filter(Boolean) })
  }
  if (comment !== '') posts.push({ body: { text: comment, ...labelsOf(content) }, mediaKeys: [] })
  return posts.map((post, position) => ({
    marker: `${content.deliveryId}:${content.revision}:${position}`,
    payload: post as unknown as JsonObject,
  }))
}

/** A thread whose third part is too long would break off in the middle: all of it is measured before anything is out. */
function assertFit(texts: readonly string[], { options, parts }: DeliveryContent, { capabilities }: Account): void {
  const inForm = capabilitiesFor(capabilities, { options, media: parts[0]?.media ?? [] })
  if (texts.some((text) => measureText(text, inForm).overflowAt !== null))
    throw refused('text-too-long', `At most ${inForm.text.max} weighted characters`)
  if (texts.length > 1 && !inForm.thread && !capabilities.thread)
    throw refused('permission', 'This application may not answer its own posts')
}

/** Captions and the chosen cover of a film. @returns the cover */
async function prepareFilm(
  film: Upload,
  { options, attached, language }: DeliveryContent,
  access: Access,
  context: ConnectorContext,
): Promise<Upload | null> {
  const captions = String(options['captions'] ?? '').trim()
  if (captions !== '') await addCaptions(film, { text: captions, language }, access, context)
  const cover: ContentMedia | undefined = attached['cover']
  return cover ? upload(cover, access, context) : null
}

function mediaOf(uploads: readonly Upload[], cover: Upload | null | undefined): NonNullable<Body['media']> {
  const ids = uploads.map(({ id }) => id) as NonNullable<NonNullable<Body['media']>['media_ids']>
  // Younger than the library's shape.
  return { media_ids: ids, ...(cover && { preview_media_id: cover.id }) } as NonNullable<Body['media']>
}

function pollOf({ options, parts }: DeliveryContent, position: number): Body {
  const isPoll = options['form'] === 'poll' && position === 0 && parts[0]?.media.length === 0
  if (!isPoll) return {}
  const answers = Array.isArray(options['answers']) ? options['answers'].map(String) : []
  return { poll: { options: answers, duration_minutes: Number(options['pollMinutes'] ?? 1_440) } }
}

/** X has one label for what a machine made, of the whole post: whatever a machine helped with carries it. */
function labelsOf({ machineMarks: { written, translated, drawn }, options }: DeliveryContent): Body {
  return {
    ...((written || translated || drawn) && { made_with_ai: true }),
    ...(options['paidPartnership'] === true && { paid_partnership: true }),
  }
}

/** Where a post stands and who may answer it: said once, for the first of a thread. */
function placeOf({ options }: DeliveryContent, position: number): Body {
  const { replies, community } = options
  if (position > 0) return {}
  return {
    ...(typeof replies === 'string' && replies !== 'everyone' && { reply_settings: replies as 'following' }),
    ...(typeof community === 'string' && community.trim() !== '' && { community_id: community.trim() }),
  }
}

/** A thread, and the first comment, are posts that answer the one before. */
export async function commit(
  part: PreparedPart,
  before: readonly CommittedPart[],
  account: Account,
  settings: XSettings,
  context: ConnectorContext,
): Promise<CommittedPart> {
  const parent = before.at(-1)?.remoteId
  const { body } = Prepared.parse(part.payload)
  const json = { ...body, ...(parent && { reply: { in_reply_to_tweet_id: parent } }) }
  const { data } = await irreversibly(() =>
    call(accessOf(account, settings), { method: 'POST', path: 'tweets', json, answer: Written }, context),
  )
  return partOf(data.id, account, settings)
}

export function partOf(id: string, { settings: { username } }: Account, { wwwRoot }: XSettings): CommittedPart {
  return { remoteId: id, url: `${wwwRoot}/${username}/status/${id}`, receipt: {} }
}

const Deleted = z.object({ data: z.object({ deleted: z.boolean() }) })
const Looked = z.object({ data: z.array(z.object({ id: z.string() })).default([]) })

/** Takes a post down; one that is gone already is done. The answers to it stay. */
export async function remove(
  { remoteId }: CommittedPart,
  account: Account,
  settings: XSettings,
  context: ConnectorContext,
): Promise<void> {
  const access = accessOf(account, settings)
  const path = `tweets/${encodeURIComponent(remoteId)}`
  try {
    const { data } = await call(access, { method: 'DELETE', path, answer: Deleted }, context)
    if (!data.deleted) throw refused('other', 'X did not delete the post')
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.fault.code !== 'rejected') throw error
    if (error.fault.problem !== 'not-found' && (await isThere(remoteId, access, context))) throw error
  }
}

/** X refuses to delete what is gone in the same words as what belongs to somebody else. */
async function isThere(id: string, access: Access, context: ConnectorContext): Promise<boolean> {
  const path = `tweets?ids=${encodeURIComponent(id)}`
  const { data } = await call(access, { method: 'GET', path, answer: Looked }, context)
  return data.length > 0
}

function refused(problem: 'text-too-long' | 'permission' | 'other', detail: string): ConnectorError {
  return new ConnectorError({ code: 'rejected', problem, detail })
}
