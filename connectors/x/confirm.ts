import { z } from 'zod'
import type { Account, CommittedPart, Confirmation, ConnectorContext, PreparedPart } from '../contract.ts'
import { accessOf, call } from './client.ts'
import { Prepared, partOf } from './publish.ts'
import type { XSettings } from './settings.ts'

const Links = z
  .object({
    urls: z
      .array(z.object({ url: z.string(), expanded_url: z.string().nullish(), media_key: z.string().nullish() }))
      .default([]),
  })
  .nullish()
const Post = z.object({
  id: z.string(),
  text: z.string().default(''),
  entities: Links,
  /** Of a text longer than 280: `text` holds only its beginning. */
  note_tweet: z.object({ text: z.string(), entities: Links }).nullish(),
  attachments: z
    .object({ media_keys: z.array(z.string()).default([]), poll_ids: z.array(z.string()).default([]) })
    .nullish(),
  referenced_tweets: z.array(z.object({ type: z.string(), id: z.string() })).nullish(),
})
type Post = z.infer<typeof Post>
const Listed = z.object({
  data: z.array(Post).default([]),
  meta: z.object({ result_count: z.int(), next_token: z.string().nullish() }),
})

/** A post may stand up to this long before the mark, where the clocks of two machines differ. */
const clockSlackMs = 60_000
const mostPages = 5
const fields = 'created_at,text,entities,attachments,referenced_tweets,note_tweet'

/**
 * Looks through the account's own posts since the call left for one that says the same, in the same place, with the same
 * files. A find is sure; the list may be a moment behind, so an absence holds only after that moment.
 */
export async function confirm(
  part: PreparedPart,
  before: readonly CommittedPart[],
  since: Date,
  account: Account,
  settings: XSettings,
  context: ConnectorContext,
): Promise<Confirmation> {
  const sent = Prepared.parse(part.payload)
  const parent = before.at(-1)?.remoteId ?? null
  const from = `${new Date(since.getTime() - clockSlackMs).toISOString().slice(0, 19)}Z`
  const base = `users/${encodeURIComponent(account.remoteAccountId)}/tweets?max_results=100&start_time=${encodeURIComponent(from)}&tweet.fields=${fields}`
  let older = ''
  for (let page = 0; page < mostPages; page += 1) {
    const listed = await call(
      accessOf(account, settings),
      { method: 'GET', path: base + older, answer: Listed },
      context,
    )
    const found = listed.data.findLast((post) => isSame(post, sent, parent))
    if (found) return { outcome: 'published', ...partOf(found.id, account, settings) }
    if (!listed.meta.next_token) return { outcome: 'absent' }
    older = `&pagination_token=${encodeURIComponent(listed.meta.next_token)}`
  }
  return { outcome: 'unknown' }
}

function isSame(post: Post, { body, mediaKeys }: Prepared, parent: string | null): boolean {
  const answers = post.referenced_tweets?.find(({ type }) => type === 'replied_to')?.id ?? null
  const keys = post.attachments?.media_keys ?? []
  const isPoll = (post.attachments?.poll_ids.length ?? 0) > 0
  return (
    answers === parent &&
    isPoll === (body['poll'] !== undefined) &&
    keys.length === mediaKeys.length &&
    mediaKeys.every((key) => keys.includes(key)) &&
    lettersOf(textOf(post)) === lettersOf(body.text ?? '')
  )
}

/** As it was written: short links are long again, and the one that stands for the files is gone. */
function textOf({ text, entities, note_tweet }: Post): string {
  const whole = note_tweet ?? { text, entities }
  const shortened = [...(whole.entities?.urls ?? []), ...(entities?.urls ?? [])]
  return shortened.reduce((written, { url, expanded_url, media_key }) => {
    const standsForFiles = media_key || /\/status\/\d+\/(photo|video)\/\d+$/.test(expanded_url ?? '')
    return written.replaceAll(url, standsForFiles ? '' : (expanded_url ?? url))
  }, whole.text)
}

/** X writes three signs as HTML does, gives every link a scheme and its host a closing slash, and trims. */
function lettersOf(text: string): string {
  const decoded = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  return decoded
    .normalize('NFC')
    .replace(/https?:\/\//gi, '')
    .replace(/\/(?=\s|$)/g, '')
    .replace(/\s+/g, '')
    .toLowerCase()
}
