import { z } from 'zod'
import { readJson } from '../answers.ts'
import type { Account, CommittedPart, Confirmation, ConnectorContext, PreparedPart } from '../contract.ts'
import { accessOf, assertAccepted, call, send } from './client.ts'
import { applicationName } from './connect.ts'
import { statusOf } from './publish.ts'

const Post = z.object({
  id: z.coerce.string(),
  url: z.string().nullable().default(null),
  created_at: z.coerce.date(),
  content: z.string(),
  spoiler_text: z.string().default(''),
  in_reply_to_id: z.coerce.string().nullable().catch(null),
  media_attachments: z.array(z.unknown()).default([]),
  application: z.object({ name: z.string() }).nullish(),
})
type Post = z.infer<typeof Post>
const Source = z.object({ text: z.string() })

/** What `prepare` wrote down, as far as a post can be known by it. */
const Sent = z.object({
  status: z.string(),
  spoiler_text: z.string().default(''),
  visibility: z.string(),
  media_ids: z.array(z.string()).default([]),
})
type Sent = z.infer<typeof Sent>

/** A post may stand up to this long before the mark, where the clocks of two machines differ. */
const clockSlackMs = 60_000
const mostPages = 5

/** Looks through the account's own posts since the call left for one that says the same, in the same place. */
export async function confirm(
  part: PreparedPart,
  before: readonly CommittedPart[],
  since: Date,
  account: Account,
  context: ConnectorContext,
): Promise<Confirmation> {
  const sent = Sent.parse(statusOf(part))
  const { posts, isComplete } = await postsSince(new Date(since.getTime() - clockSlackMs), account, context)
  for (const post of posts)
    if (couldBe(post, sent, before) && (await saysTheSame(post, sent, account, context)))
      return { outcome: 'published', remoteId: post.id, url: post.url, receipt: {} }
  // Servers that only speak like Mastodon may list what everybody can read, and nothing else.
  const isListed = account.capabilities.delivery.commitIsRepeatable || sent.visibility !== 'private'
  return { outcome: isComplete && isListed ? 'absent' : 'unknown' }
}

/** Oldest first. `isComplete`: nothing as young as `from` is missing. */
async function postsSince(
  from: Date,
  account: Account,
  context: ConnectorContext,
): Promise<{ posts: readonly Post[]; isComplete: boolean }> {
  const base = `/api/v1/accounts/${encodeURIComponent(String(account.settings['id']))}/statuses`
  const found = new Map<string, Post>()
  let isComplete = false
  for (let page = 0, older = ''; page < mostPages && !isComplete; page += 1) {
    const path = `${base}?limit=40&exclude_reblogs=true${older}`
    const listed = await call(accessOf(account), { method: 'GET', path, answer: z.array(Post) }, context)
    // Some servers take no notice of `max_id`: a page that brings nothing new is the last one.
    const fresh = listed.filter(({ id }) => !found.has(id))
    for (const post of fresh) found.set(post.id, post)
    isComplete = fresh.length === 0 || fresh.some(({ created_at }) => created_at < from)
    older = `&max_id=${encodeURIComponent(fresh.at(-1)?.id ?? '')}`
  }
  const posts = [...found.values()].filter(({ created_at }) => created_at >= from)
  return { posts: posts.toReversed(), isComplete }
}

function couldBe(post: Post, sent: Sent, before: readonly CommittedPart[]): boolean {
  return (
    post.in_reply_to_id === (before.at(-1)?.remoteId ?? null) &&
    post.media_attachments.length === sent.media_ids.length &&
    post.spoiler_text.trim() === sent.spoiler_text &&
    (!post.application || post.application.name === applicationName)
  )
}

/** Compared by the letters a reader finds in the post, else with the text the server keeps as it was typed. */
async function saysTheSame(post: Post, sent: Sent, account: Account, context: ConnectorContext): Promise<boolean> {
  const wanted = lettersOf(sent.status)
  if (lettersOf(plainTextOf(post.content)) === wanted) return true
  const access = accessOf(account)
  const path = `/api/v1/statuses/${encodeURIComponent(post.id)}/source`
  const response = await send(access, { method: 'GET', path }, context)
  if ([400, 404, 405, 501].includes(response.status)) return false
  await assertAccepted(access, response, context)
  return lettersOf(readJson(response, Source, { code: 'platform-down' }).text) === wanted
}

/** Servers make signs into marks (`*bold*`) and cut the host off a mention: letters, figures and emoji stay. */
function lettersOf(text: string): string {
  return text
    .normalize('NFC')
    .replace(/(?<![\w/])@(\w[\w.-]*)@[\w.-]+\w/g, '@$1')
    .replace(/[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}]+/gu, '')
}

/** What a reader reads of the HTML an instance makes of a text. */
function plainTextOf(html: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }
  return html.replace(/<[^>]*>/g, '').replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return named[name] ?? whole
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
