import { z } from 'zod'
import type { ConnectorContext, JsonObject } from '../contract.ts'
import { type Access, call, encoded } from './client.ts'
import { toldIn } from './faults.ts'
import { unescaped } from './little-text.ts'

const Post = z.object({
  id: z.string(),
  author: z.string(),
  commentary: z.string().default(''),
  createdAt: z.number(),
  lastModifiedAt: z.number().optional(),
  content: z.record(z.string(), z.json()).optional(),
})
type Post = z.infer<typeof Post>
const Listed = z.object({ elements: z.array(Post) })

const perPage = 50
const mostPages = 5

/**
 * The page's posts made from an instant on that say and carry what was sent.
 * @returns `isComplete`: nothing older than that instant was left unlisted
 */
export async function findPosts(
  sent: JsonObject,
  from: Date,
  access: Access,
  context: ConnectorContext,
): Promise<{ readonly found: readonly string[]; readonly isComplete: boolean }> {
  const found: string[] = []
  for (let page = 0; page < mostPages; page += 1) {
    const author = encoded(access.organization)
    const path = `/rest/posts?author=${author}&q=author&start=${page * perPage}&count=${perPage}&sortBy=LAST_MODIFIED`
    const listed = await call(access, { method: 'GET', path, restli: 'FINDER', answer: Listed }, context)
    const { elements } = listed
    found.push(...elements.filter((post) => isSame(post, sent, from)).map(({ id }) => id))
    const reachesBack = elements.some((post) => (post.lastModifiedAt ?? post.createdAt) < from.getTime())
    if (reachesBack || elements.length < perPage) return { found, isComplete: true }
  }
  return { found, isComplete: false }
}

/** The post that a refusal as a duplicate speaks of, if it is the one that was to be made; null for any other. */
export async function findDuplicate(
  message: string,
  sent: JsonObject,
  from: Date,
  access: Access,
  context: ConnectorContext,
): Promise<string | null> {
  const named = /urn:li:(?:share|ugcPost):\d+/.exec(message)?.[0]
  if (!named) return (await findPosts(sent, from, access, context)).found[0] ?? null
  const post = await readPost(named, access, context)
  return post && isSame(post, sent, from) ? post.id : null
}

/** @returns null when there is none, or none that this page may see */
async function readPost(urn: string, access: Access, context: ConnectorContext): Promise<Post | null> {
  try {
    return await call(access, { method: 'GET', path: `/rest/posts/${encoded(urn)}`, answer: Post }, context)
  } catch (error) {
    if ([403, 404].includes(toldIn(error)?.status ?? 0)) return null
    throw error
  }
}

/** A file is uploaded for one post alone, so it settles which post it is; words do where there is none. */
function isSame(post: Post, sent: JsonObject, from: Date): boolean {
  return (
    post.createdAt >= from.getTime() &&
    post.author === sent['author'] &&
    lettersOf(post.commentary) === lettersOf(String(sent['commentary'])) &&
    fingerprint(post.content) === fingerprint(sent['content'])
  )
}

function lettersOf(littleText: string): string {
  return unescaped(littleText).normalize('NFC').replaceAll('\r\n', '\n').trim()
}

const Content = z.object({
  media: z.object({ id: z.string() }).optional(),
  multiImage: z.object({ images: z.array(z.object({ id: z.string() })) }).optional(),
  article: z.object({ source: z.string() }).optional(),
  poll: z.object({ question: z.string() }).optional(),
})

/** What a post carries, in one line; LinkedIn adds fields of its own. */
function fingerprint(content: unknown): string {
  const { media, multiImage, article, poll } = Content.safeParse(content ?? {}).data ?? {}
  const ids = multiImage?.images.map(({ id }) => id) ?? (media ? [media.id] : [])
  return [...ids, article?.source ?? '', poll?.question ?? ''].join('\n')
}
