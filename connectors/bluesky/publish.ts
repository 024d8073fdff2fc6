import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { irreversibly } from '../answers.ts'
import {
  type Account,
  type CommittedPart,
  type Confirmation,
  type ConnectorContext,
  ConnectorError,
  type ContentMedia,
  type DeliveryContent,
  type Json,
  type JsonObject,
  type PreparedPart,
} from '../contract.ts'
import { isRefusal, sessionOf, xrpc } from './client.ts'
import { resolveHandle } from './session.ts'
import { facetsOf } from './text.ts'

const collection = 'app.bsky.feed.post'
const Written = z.object({ uri: z.string(), cid: z.string() })
const Stored = z.object({
  uri: z.string(),
  cid: z.string(),
  value: z.looseObject({ text: z.string(), createdAt: z.string() }),
})
const Uploaded = z.object({ blob: z.json() })

/**
 * Uploads the pictures and writes down the whole record of each part, its key and time included: every further try
 * sends the same bytes, and the server then answers with the same post.
 */
export async function prepare(
  content: DeliveryContent,
  account: Account,
  context: ConnectorContext,
): Promise<PreparedPart[]> {
  const { server } = sessionOf(account)
  const now = context.now()
  const parts: PreparedPart[] = []
  for (const [position, { text, media }] of content.parts.entries()) {
    const rkey = recordKey(now.getTime() * 1000 + position)
    const facets = await facetsOf(text, (handle) => resolveHandle(handle, server, context))
    const embed = await embedOf(position === 0 ? content : null, media, account, context)
    const record = {
      $type: collection,
      text,
      createdAt: new Date(now.getTime() + position).toISOString(),
      langs: [content.language],
      ...(facets.length > 0 && { facets }),
      ...(embed && { embed }),
    }
    parts.push({ marker: `at://${account.remoteAccountId}/${collection}/${rkey}`, payload: { rkey, record } })
  }
  return parts
}

/**
 * Puts the record under its key, only where there is none yet. The same record again is answered with the same post,
 * so this may be repeated; another record under the key is refused.
 */
export async function commit(
  part: PreparedPart,
  before: readonly CommittedPart[],
  account: Account,
  context: ConnectorContext,
): Promise<CommittedPart> {
  const { server, did, accessJwt } = sessionOf(account)
  const { rkey, record } = payloadOf(part)
  const reply = replyTo(before)
  const json = { repo: did, collection, rkey, swapRecord: null, record: { ...record, ...(reply && { reply }) } }
  try {
    const written = await irreversibly(() =>
      xrpc({ server, method: 'com.atproto.repo.putRecord', token: accessJwt, json, answer: Written }, context),
    )
    return committed(written, did, rkey)
  } catch (error) {
    if (!isRefusal(error, 'InvalidSwap')) throw error
    const found = await look(part, account, context)
    if (found) return found
    throw error
  }
}

/** The account's own server is asked for the record under the key: it answers with what it has at this moment. */
export async function confirm(
  part: PreparedPart,
  _before: readonly CommittedPart[],
  _since: Date,
  account: Account,
  context: ConnectorContext,
): Promise<Confirmation> {
  const found = await look(part, account, context)
  return found ? { outcome: 'published', ...found } : { outcome: 'absent' }
}

/** A record that is gone already is answered like one that is taken down now. */
export async function remove(part: CommittedPart, account: Account, context: ConnectorContext): Promise<void> {
  const { server, did, accessJwt } = sessionOf(account)
  const rkey = part.remoteId.split('/').at(-1) ?? ''
  const json = { repo: did, collection, rkey }
  await xrpc({ server, method: 'com.atproto.repo.deleteRecord', token: accessJwt, json, answer: z.unknown() }, context)
}

async function look(part: PreparedPart, account: Account, context: ConnectorContext): Promise<CommittedPart | null> {
  const { server, did, accessJwt } = sessionOf(account)
  const { rkey, record } = payloadOf(part)
  const query = { repo: did, collection, rkey }
  try {
    const stored = await xrpc(
      { server, method: 'com.atproto.repo.getRecord', token: accessJwt, query, answer: Stored },
      context,
    )
    const isOurs = stored.value.createdAt === record['createdAt'] && stored.value.text === record['text']
    return isOurs ? committed(stored, did, rkey) : null
  } catch (error) {
    if (isRefusal(error, 'RecordNotFound')) return null
    throw error
  }
}

async function embedOf(
  content: DeliveryContent | null,
  media: readonly ContentMedia[],
  account: Account,
  context: ConnectorContext,
): Promise<Json | null> {
  if (media.length > 0) {
    const images: Json[] = []
    for (const medium of media) images.push(await uploadImage(medium, account, context))
    return { $type: 'app.bsky.embed.images', images }
  }
  if (!content?.link) return null
  const title = content.title ?? new URL(content.link).hostname
  return { $type: 'app.bsky.embed.external', external: { uri: content.link, title, description: '' } }
}

/** The same bytes uploaded again are the same blob. */
async function uploadImage(medium: ContentMedia, account: Account, context: ConnectorContext): Promise<Json> {
  if (medium.kind !== 'image')
    throw new ConnectorError({ code: 'rejected', problem: 'media-type', detail: medium.mimeType })
  const { server, accessJwt } = sessionOf(account)
  const bytes = { type: medium.mimeType, body: await medium.read() }
  const { blob } = await xrpc(
    { server, method: 'com.atproto.repo.uploadBlob', token: accessJwt, bytes, answer: Uploaded },
    context,
  )
  const { width, height } = medium
  return { image: blob as Json, alt: medium.alt, ...(width && height && { aspectRatio: { width, height } }) }
}

function replyTo(before: readonly CommittedPart[]): JsonObject | null {
  const [root] = before
  const parent = before.at(-1)
  return root && parent ? { root: root.receipt, parent: parent.receipt } : null
}

function payloadOf(part: PreparedPart): { readonly rkey: string; readonly record: JsonObject } {
  return { rkey: String(part.payload['rkey']), record: part.payload['record'] as JsonObject }
}

function committed({ uri, cid }: { uri: string; cid: string }, did: string, rkey: string): CommittedPart {
  return { remoteId: uri, url: `https://bsky.app/profile/${did}/post/${rkey}`, receipt: { uri, cid } }
}

const alphabet = '234567abcdefghijklmnopqrstuvwxyz'

/** A TID: 53 bits of microseconds since 1970 and 10 random bits, in 13 letters that sort by time. @see https://atproto.com/specs/tid */
function recordKey(microseconds: number): string {
  let value = (BigInt(microseconds) << 10n) | BigInt(randomInt(1024))
  let key = ''
  for (let letter = 0; letter < 13; letter += 1) {
    key = (alphabet[Number(value & 31n)] ?? '') + key
    value >>= 5n
  }
  return key
}
