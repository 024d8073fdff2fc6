import { z } from 'zod'
import { unlessRefused } from '../answers.ts'
import {
  type Account,
  type Confirmation,
  type ConnectorContext,
  ConnectorError,
  type JsonObject,
  type PreparedPart,
} from '../contract.ts'
import { type Access, accessOf, call } from './client.ts'
import { type Prepared, partOf, readPrepared } from './publish.ts'
import type { TikTokSettings } from './settings.ts'
import { askStanding } from './status.ts'

/** When a film that TikTok is still processing is asked about again. */
const askAgainMs = 5 * 60_000

/** What became of a commit: for films certain, for pictures only where they can be found. */
export async function confirm(
  part: PreparedPart,
  since: Date,
  account: Account,
  settings: TikTokSettings,
  context: ConnectorContext,
): Promise<Confirmation> {
  const access = accessOf(account, settings)
  const prepared = readPrepared(part)
  return prepared.what.kind === 'video'
    ? confirmVideo(prepared, prepared.what, access, context)
    : findPhotos(prepared, prepared.what, since, access, context)
}

/**
 * The id was known before the last piece left: TikTok is asked what it has.
 * @throws ConnectorError `rate-limited` while TikTok still processes what it has
 */
async function confirmVideo(
  prepared: Prepared,
  { publishId, upload }: Extract<Prepared['what'], { kind: 'video' }>,
  access: Access,
  context: ConnectorContext,
): Promise<Confirmation> {
  // TikTok does not say how long it remembers.
  const standing = await unlessRefused(() => askStanding(publishId, access, context))
  if (!standing) return { outcome: 'unknown' }
  if (standing.state === 'failed') return { outcome: 'absent' }
  if (standing.state !== 'processing')
    return { outcome: 'published', ...partOf(publishId, standing, prepared, access.settings) }
  if (standing.received === null) return { outcome: 'unknown' }
  if (standing.received < upload.bytes) return { outcome: 'absent' }
  throw new ConnectorError({ code: 'rate-limited', retryAfterMs: askAgainMs })
}

const Listed = z.object({
  videos: z
    .array(
      z.object({
        id: z.coerce.string(),
        create_time: z.number(),
        title: z.string().default(''),
        video_description: z.string().default(''),
      }),
    )
    .default([]),
  cursor: z.number().default(0),
  has_more: z.boolean().default(false),
})

/** A post may stand up to this long before the mark, where the clocks of two machines differ. */
const clockSlackMs = 60_000
const mostPages = 5

/**
 * The request for pictures gives an id only with its answer. Public ones may be found by their words among the account's
 * newest posts; that they are not there says nothing, since moderation takes its time.
 */
async function findPhotos(
  prepared: Prepared,
  { body }: Extract<Prepared['what'], { kind: 'photos' }>,
  since: Date,
  access: Access,
  context: ConnectorContext,
): Promise<Confirmation> {
  const { title = '', description = '' } = body['post_info'] as JsonObject
  const said = lettersOf(`${title}${description}`)
  if (!prepared.isPublic || said === '' || !access.scopes.has('video.list')) return { outcome: 'unknown' }
  const from = since.getTime() - clockSlackMs
  for (let page = 0, cursor: number | null = null; page < mostPages; page += 1) {
    const path = '/v2/video/list/?fields=id,create_time,title,video_description'
    const json = { max_count: 20, ...(cursor !== null && { cursor }) }
    const listed: z.infer<typeof Listed> = await call(access, { method: 'POST', path, json, answer: Listed }, context)
    const young = listed.videos.filter(({ create_time }) => create_time * 1000 >= from)
    const found = young.find((post) => isSame(post, said, lettersOf(String(description))))
    if (found)
      return { outcome: 'published', ...partOf('', { state: 'out', postId: found.id }, prepared, access.settings) }
    if (young.length < listed.videos.length || !listed.has_more) break
    cursor = listed.cursor
  }
  return { outcome: 'unknown' }
}

/** Which of a post's two texts comes back in which field is not told: both together, or the description alone. */
function isSame(post: { title: string; video_description: string }, said: string, description: string): boolean {
  const [title, text] = [lettersOf(post.title), lettersOf(post.video_description)]
  return [text, `${title}${text}`].some((found) => found === said || (description !== '' && found === description))
}

const lettersOf = (text: string) => text.normalize('NFC').replace(/\s+/g, '')
