import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { irreversibly, jsonOf, readJson } from '../answers.ts'
import {
  type Account,
  type CommittedPart,
  type Confirmation,
  type ConnectorContext,
  ConnectorError,
  type ContentMedia,
  type DeliveryContent,
  type PreparedPart,
} from '../contract.ts'
import { type Access, accessOf, call, faultOf, send } from './client.ts'

const Status = z.object({ id: z.coerce.string(), url: z.string().nullable().default(null) })
const Recent = z.array(
  z.object({
    ...Status.shape,
    created_at: z.string(),
    content: z.string(),
    in_reply_to_id: z.coerce.string().nullable().catch(null),
    media_attachments: z.array(z.unknown()).default([]),
  }),
)
const Source = z.object({ text: z.string() })
const Media = z.object({ id: z.coerce.string(), url: z.string().nullable().default(null) })

/** A post may stand up to this long before the mark, where the clocks of two machines differ. */
const clockSlackMs = 60_000
const pollMs = [500, 1_000, 2_000, 4_000, 8_000]

/** Uploads the files, waits until the instance has processed them, and writes down what each part will say. */
export async function prepare(
  content: DeliveryContent,
  account: Account,
  context: ConnectorContext,
): Promise<PreparedPart[]> {
  const access = accessOf(account)
  const { contentWarning, visibility } = content.options
  const warning = typeof contentWarning === 'string' ? contentWarning.trim() : ''
  const chosen = typeof visibility === 'string' && visibility !== '' ? visibility : 'public'
  const parts: PreparedPart[] = []
  for (const [position, { text, media }] of content.parts.entries()) {
    const mediaIds: string[] = []
    for (const medium of media) mediaIds.push(await upload(medium, access, context))
    const status = {
      status: text,
      language: content.language.split('-')[0] ?? content.language,
      // Only the first part of a thread comes up in public timelines.
      visibility: position > 0 && chosen === 'public' ? 'unlisted' : chosen,
      ...(mediaIds.length > 0 && { media_ids: mediaIds }),
      ...(warning !== '' && { spoiler_text: warning, sensitive: true }),
    }
    parts.push({ marker: `${content.deliveryId}:${content.revision}:${position}`, payload: { status } })
  }
  return parts
}

/** The marker is the Idempotency-Key: for an hour Mastodon answers the same post, however often this is sent. */
export async function commit(
  part: PreparedPart,
  before: readonly CommittedPart[],
  account: Account,
  context: ConnectorContext,
): Promise<CommittedPart> {
  const parent = before.at(-1)?.remoteId
  const json = { ...(part.payload['status'] as object), ...(parent && { in_reply_to_id: parent }) }
  const headers = { 'idempotency-key': part.marker }
  const status = await irreversibly(() =>
    call(accessOf(account), { method: 'POST', path: '/api/v1/statuses', json, headers, answer: Status }, context),
  )
  return committed(status)
}

/** Looks through the account's own latest posts for one that says the same, in the same place. */
export async function confirm(
  part: PreparedPart,
  before: readonly CommittedPart[],
  since: Date,
  account: Account,
  context: ConnectorContext,
): Promise<Confirmation> {
  const path = `/api/v1/accounts/${String(account.settings['id'])}/statuses?limit=40&exclude_reblogs=true`
  const recent = await call(accessOf(account), { method: 'GET', path, answer: Recent }, context)
  const status = part.payload['status'] as { status: string; media_ids?: readonly string[] }
  const parent = before.at(-1)?.remoteId ?? null
  const candidates = recent.filter(
    (post) =>
      Date.parse(post.created_at) >= since.getTime() - clockSlackMs &&
      post.in_reply_to_id === parent &&
      post.media_attachments.length === (status.media_ids?.length ?? 0),
  )
  const wanted = wordsOf(status.status)
  for (const post of candidates)
    if (wordsOf(plainTextOf(post.content)) === wanted || wordsOf(await sourceOf(post.id, account, context)) === wanted)
      return { outcome: 'published', ...committed(post) }
  return { outcome: 'absent' }
}

/** The text as it was written; "" where the server does not keep it. The HTML made of it may have lost signs like "<". */
async function sourceOf(id: string, account: Account, context: ConnectorContext): Promise<string> {
  const path = `/api/v1/statuses/${encodeURIComponent(id)}/source`
  const source = Source.safeParse(jsonOf(await send(accessOf(account), { method: 'GET', path }, context)))
  return source.success ? source.data.text : ''
}

/** A post that is gone already is done. */
export async function remove(part: CommittedPart, account: Account, context: ConnectorContext): Promise<void> {
  const access = accessOf(account)
  const path = `/api/v1/statuses/${encodeURIComponent(part.remoteId)}`
  const response = await send(access, { method: 'DELETE', path }, context)
  if (response.status < 400) return
  // Some servers have no way to delete and answer 404 too: the post itself is asked.
  const left = await send(access, { method: 'GET', path }, context)
  if (left.status === 404 || left.status === 410) return
  const fault = response.status === 404 || response.status === 400 ? null : faultOf(response, context.now())
  throw new ConnectorError(
    fault ?? {
      code: 'rejected',
      problem: 'permission',
      detail: 'This server does not let posts be deleted from outside',
    },
  )
}

async function upload(medium: ContentMedia, access: Access, context: ConnectorContext): Promise<string> {
  const bytes = await medium.read()
  const sendTo = (version: 'v1' | 'v2') => {
    const multipart = new FormData()
    multipart.set('file', new Blob([new Uint8Array(bytes)], { type: medium.mimeType }), medium.fileName)
    if (medium.alt !== '') multipart.set('description', medium.alt)
    return send(access, { method: 'POST', path: `/api/${version}/media`, multipart, timeoutMs: 300_000 }, context)
  }
  let response = await sendTo('v2')
  if (response.status === 404) response = await sendTo('v1')
  const fault = faultOf(response, context.now())
  if (fault) throw new ConnectorError(fault)
  const media = readJson(response, Media, { code: 'platform-down' })
  if (media.url === null) await waitUntilProcessed(media.id, access, context)
  return media.id
}

/** 206 while it works, 200 when it is done. What takes longer is asked again at the next try. */
async function waitUntilProcessed(id: string, access: Access, context: ConnectorContext): Promise<void> {
  for (const ms of pollMs) {
    await wait(ms, undefined, { signal: context.signal })
    const response = await send(access, { method: 'GET', path: `/api/v1/media/${id}` }, context)
    if (response.status === 422)
      throw new ConnectorError({
        code: 'rejected',
        problem: 'media-type',
        detail: 'The server could not process the file',
      })
    const media = Media.safeParse(jsonOf(response))
    if (response.status === 200 && media.success && media.data.url !== null) return
  }
  throw new ConnectorError({ code: 'platform-down' })
}

/** What a reader reads of the HTML an instance makes of a text. */
function plainTextOf(html: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }
  return html
    .replace(/<br\s*\/?>|<\/p>\s*<p>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name: string) => {
      if (!name.startsWith('#')) return named[name] ?? whole
      const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
    })
}

const wordsOf = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim()

function committed({ id, url }: z.infer<typeof Status>): CommittedPart {
  return { remoteId: id, url, receipt: {} }
}
