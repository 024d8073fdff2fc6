import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { irreversibly } from '../answers.ts'
import type {
  Account,
  CommittedPart,
  Confirmation,
  ConnectorContext,
  DeliveryContent,
  JsonObject,
  PreparedPart,
} from '../contract.ts'
import { isRefusal, sessionOf, xrpc } from './client.ts'
import { embedOf } from './embed.ts'
import { gateCollection, gateOf } from './gate.ts'
import { resolveHandle } from './session.ts'
import type { BlueskySettings } from './settings.ts'
import { facetsOf } from './text.ts'

const collection = 'app.bsky.feed.post'
const Written = z.object({ uri: z.string(), cid: z.string() })
const Stored = z.object({
  uri: z.string(),
  cid: z.string(),
  value: z.looseObject({ text: z.string(), createdAt: z.string() }),
})
const WrittenTogether = z.object({ results: z.tuple([Written]).rest(z.unknown()) })

/**
 * Uploads pictures and films and writes down the whole record of each part, its key and time included: every further try
 * sends the same bytes, and the server then answers with the same post.
 */
export async function prepare(
  content: DeliveryContent,
  account: Account,
  settings: BlueskySettings,
  context: ConnectorContext,
): Promise<PreparedPart[]> {
  const { server } = sessionOf(account)
  const now = context.now()
  const parts: PreparedPart[] = []
  for (const [position, { text, media }] of content.parts.entries()) {
    const rkey = recordKey(now.getTime() * 1000 + position)
    const facets = await facetsOf(text, (handle) => resolveHandle(handle, server, context))
    const shown = position === 0 ? content : { ...content, link: null }
    const embed = await embedOf(shown, media, account, settings, context)
    const createdAt = new Date(now.getTime() + position).toISOString()
    const marker = `at://${account.remoteAccountId}/${collection}/${rkey}`
    const gate = position === 0 ? gateOf(content.options['replies'], marker, createdAt) : null
    const record = {
      $type: collection,
      text,
      createdAt,
      langs: [content.language],
      ...(facets.length > 0 && { facets }),
      ...(embed && { embed }),
    }
    parts.push({ marker, payload: { rkey, record, ...(gate && { gate }) } })
  }
  return parts
}

/**
 * Puts the record under its key, only where there is none yet. The same record again is answered with the same post,
 * so this may be repeated; another record under the key is refused. Who may reply is written together with the post.
 */
export async function commit(
  part: PreparedPart,
  before: readonly CommittedPart[],
  account: Account,
  context: ConnectorContext,
): Promise<CommittedPart> {
  const { server, did, accessJwt: token } = sessionOf(account)
  const { rkey, record, gate } = payloadOf(part)
  const reply = replyTo(before)
  const post = { ...record, ...(reply && { reply }) }
  try {
    return await irreversibly(async () => {
      if (gate) return await writeTogether(part, post, gate, account, context)
      const json = { repo: did, collection, rkey, swapRecord: null, record: post }
      const method = 'com.atproto.repo.putRecord'
      return committed(part, await xrpc({ server, method, token, json, answer: Written }, context), account)
    })
  } catch (error) {
    if (!isRefusal(error, 'InvalidSwap')) throw error
    const found = await look(part, account, context)
    if (found) return found
    throw error
  }
}

/** Both records or none. Where the keys are taken the server answers with an error of its own: it is looked up. */
async function writeTogether(
  part: PreparedPart,
  post: JsonObject,
  gate: JsonObject,
  account: Account,
  context: ConnectorContext,
): Promise<CommittedPart> {
  const { server, did, accessJwt: token } = sessionOf(account)
  const { rkey } = payloadOf(part)
  const create = (of: string, value: JsonObject) => ({
    $type: 'com.atproto.repo.applyWrites#create',
    collection: of,
    rkey,
    value,
  })
  const json = { repo: did, writes: [create(collection, post), create(gateCollection, gate)] }
  const method = 'com.atproto.repo.applyWrites'
  try {
    const { results } = await xrpc({ server, method, token, json, answer: WrittenTogether }, context)
    return committed(part, results[0], account)
  } catch (error) {
    const found = await look(part, account, context).catch(() => null)
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
  const method = 'com.atproto.repo.deleteRecord'
  for (const of of part.receipt['gated'] === true ? [collection, gateCollection] : [collection]) {
    const json = { repo: did, collection: of, rkey }
    await xrpc({ server, method, token: accessJwt, json, answer: z.unknown() }, context)
  }
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
    return isOurs ? committed(part, stored, account) : null
  } catch (error) {
    if (isRefusal(error, 'RecordNotFound')) return null
    throw error
  }
}

function replyTo(before: readonly CommittedPart[]): JsonObject | null {
  const [root] = before
  const parent = before.at(-1)
  return root && parent ? { root: referTo(root), parent: referTo(parent) } : null
}

function referTo({ receipt: { uri = '', cid = '' } }: CommittedPart): JsonObject {
  return { uri, cid }
}

interface Payload {
  readonly rkey: string
  readonly record: JsonObject
  /** Who may reply; null is everybody. */
  readonly gate: JsonObject | null
}

function payloadOf({ payload }: PreparedPart): Payload {
  const { rkey, record, gate = null } = payload
  return { rkey: String(rkey), record: record as JsonObject, gate: gate as JsonObject | null }
}

function committed(
  part: PreparedPart,
  { uri, cid }: z.infer<typeof Written>,
  { remoteAccountId: did }: Account,
): CommittedPart {
  const { rkey, gate } = payloadOf(part)
  const url = `https://bsky.app/profile/${did}/post/${rkey}`
  return { remoteId: uri, url, receipt: { uri, cid, ...(gate && { gated: true }) } }
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
