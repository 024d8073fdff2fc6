import { createHash } from 'node:crypto'
import { findXLinks } from '../../../connectors/rules/x/links.ts'
import { weigh } from '../../../connectors/rules/x/weight.ts'
import type { Post, World } from './world.ts'

export const postFields = [
  'id',
  'text',
  'attachments',
  'author_id',
  'conversation_id',
  'created_at',
  'edit_history_tweet_ids',
  'entities',
  'in_reply_to_user_id',
  'lang',
  'made_with_ai',
  'note_tweet',
  'non_public_metrics',
  'organic_metrics',
  'paid_partnership',
  'public_metrics',
  'referenced_tweets',
  'reply_settings',
]
export const mediaFields = [
  'media_key',
  'type',
  'url',
  'duration_ms',
  'public_metrics',
  'non_public_metrics',
  'alt_text',
]

const visible = 280

/** A post with the fields that were asked for; id, text and history are always told. */
export function presentPost(post: Post, asked: readonly string[], world: World): object {
  const { text, entities } = shorten(post, world)
  const isLong = weigh(post.text) > visible
  const history = world.switches.newNames ? 'edit_history_post_ids' : 'edit_history_tweet_ids'
  const isCounted = world.now().getTime() >= post.at.getTime() + world.figuresAfterMs
  const known: Readonly<Record<string, unknown>> = {
    attachments: attachmentsOf(post),
    author_id: post.ownerId,
    created_at: post.at.toISOString(),
    entities: entities.urls.length > 0 ? entities : undefined,
    note_tweet: isLong ? { text, entities } : undefined,
    referenced_tweets: post.replyTo === null ? undefined : [{ type: 'replied_to', id: post.replyTo }],
    reply_settings: post.replySettings ?? 'everyone',
    made_with_ai: post.madeWithAi,
    paid_partnership: post.paidPartnership,
    public_metrics: isCounted ? publicFigures(post, world) : undefined,
    non_public_metrics: isCounted && isYoung(post, world) ? privateFigures(post) : undefined,
  }
  const told = Object.fromEntries(asked.filter((name) => known[name] !== undefined).map((name) => [name, known[name]]))
  const shown = isLong ? `${[...text].slice(0, visible - 1).join('')}…` : text
  return { id: post.id, text: shown, [history]: [post.id], ...told }
}

const clicksForMs = 30 * 86_400_000
/** Figures for the owner alone are told for 30 days. */
export function isYoung(post: Post, world: World): boolean {
  return world.now().getTime() - post.at.getTime() <= clicksForMs
}

function attachmentsOf({ id, media, poll }: Post): object | undefined {
  if (poll) return { poll_ids: [id] }
  return media.length > 0 ? { media_keys: media.map(({ key }) => key) } : undefined
}

function publicFigures({ figures }: Post, { switches }: World) {
  return {
    [switches.newNames ? 'repost_count' : 'retweet_count']: figures.reposts,
    reply_count: figures.replies,
    like_count: figures.likes,
    quote_count: figures.quotes,
    bookmark_count: figures.bookmarks,
    impression_count: figures.impressions,
  }
}

function privateFigures({ figures }: Post) {
  const { impressions, clicks, likes, replies, reposts } = figures
  return {
    impression_count: impressions,
    url_link_clicks: clicks,
    user_profile_clicks: 0,
    engagements: likes + replies + reposts + clicks,
  }
}

export function presentMedia(post: Post, asked: readonly string[]): object[] {
  return post.media.map(({ key, category, finished, alt }) => {
    const type = category === 'tweet_image' ? 'photo' : category === 'tweet_gif' ? 'animated_gif' : 'video'
    const known: Readonly<Record<string, unknown>> = {
      duration_ms: type === 'video' ? finished?.durationMs : undefined,
      public_metrics: type === 'video' ? { view_count: post.figures.filmViews } : undefined,
      alt_text: alt === '' ? undefined : alt,
    }
    const told = Object.fromEntries(
      asked.filter((name) => known[name] !== undefined).map((name) => [name, known[name]]),
    )
    return { media_key: key, type, ...told }
  })
}

/** The text as X keeps it: every link short, one more for the files, and three signs as HTML writes them. */
export function shorten(post: Post, { owner }: Pick<World, 'owner'>) {
  const urls: { url: string; expanded_url: string; display_url: string; media_key?: string }[] = []
  const short = (seed: string) => `https://t.co/${createHash('sha256').update(seed).digest('hex').slice(0, 10)}`
  let text = ''
  let at = 0
  for (const { start, length } of findXLinks(post.text)) {
    const url = post.text.slice(start, start + length)
    const expanded = /^https?:\/\//i.test(url) ? url : `http://${url}`
    const link = {
      url: short(post.id + url),
      expanded_url: expanded,
      display_url: expanded.replace(/^https?:\/\//i, ''),
    }
    urls.push(link)
    text += asHtml(post.text.slice(at, start)) + link.url
    at = start + length
  }
  text += asHtml(post.text.slice(at))
  for (const [index, { key, category }] of post.media.entries()) {
    const kind = category === 'tweet_video' ? 'video' : 'photo'
    const expanded = `https://x.com/${owner.username}/status/${post.id}/${kind}/1`
    const link = {
      url: short(`${post.id} files`),
      expanded_url: expanded,
      display_url: `pic.x.com/${post.id}`,
      media_key: key,
    }
    if (index === 0) text = `${text}${text === '' ? '' : ' '}${link.url}`
    urls.push(link)
  }
  return { text, entities: { urls } }
}

function asHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
