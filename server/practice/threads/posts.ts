import express, { type Request, type Router } from 'express'
import { invalid, paramsOf, pick, refusal, timeOf } from '../meta/graph.ts'
import { authorize } from './access.ts'
import { type Post, spentOf, type World } from './world.ts'

const told = { TEXT: 'TEXT_POST', IMAGE: 'IMAGE', VIDEO: 'VIDEO', CAROUSEL: 'CAROUSEL_ALBUM' } as const
const postMetrics = ['views', 'likes', 'replies', 'reposts', 'quotes', 'shares']
const profileMetrics = [
  'views',
  'likes',
  'replies',
  'reposts',
  'quotes',
  'clicks',
  'followers_count',
  'follower_demographics',
]
/** Nothing was counted before 13 April 2024. */
const firstSecond = 1_712_991_600
const followers = 842

/** The profile, what is out, its figures, and taking down. */
export function postRoutes(world: World): Router {
  const { limits, now, posts, profile, quirks, spent } = world
  const router = express.Router()

  for (const who of ['me', profile.id]) {
    router.get(`/${who}`, (req, res) => {
      authorize(req, world)
      const { id, username, name } = profile
      const picture = `${world.url}/picture.jpg`
      const known = {
        id,
        username,
        name,
        threads_profile_picture_url: picture,
        threads_biography: '',
        is_verified: true,
      }
      res.json(pick(known, paramsOf(req)['fields'], 'id'))
    })
    router.get(`/${who}/threads`, (req, res) => res.json(list(req, ({ replyTo }) => replyTo === null)))
    router.get(`/${who}/replies`, (req, res) => {
      authorize(req, world, 'threads_read_replies')
      res.json(list(req, ({ replyTo }) => replyTo !== null))
    })
    router.get(`/${who}/threads_publishing_limit`, (req, res) => {
      authorize(req, world, 'threads_content_publish')
      const config = (total: number) => ({ quota_total: total, quota_duration: 86_400 })
      const known = {
        ...{ quota_usage: spentOf('posts', world), config: config(limits.posts) },
        ...{ reply_quota_usage: spentOf('replies', world), reply_config: config(limits.replies) },
        ...{ delete_quota_usage: spentOf('deletes', world), delete_config: config(limits.deletes) },
      }
      const { id: _none, ...picked } = pick(known, paramsOf(req)['fields'], 'quota_usage') as Record<string, unknown>
      res.json({ data: [picked] })
    })
    router.get(`/${who}/threads_insights`, (req, res) => {
      authorize(req, world, 'threads_manage_insights')
      const { metric = '', since, breakdown } = paramsOf(req)
      const wanted = metric.split(',')
      if (!wanted.every((name) => profileMetrics.includes(name))) throw invalid('Unknown metric')
      if (since !== undefined && Number(since) < firstSecond) throw invalid('Nothing was counted then')
      if (wanted.includes('follower_demographics') && !breakdown) throw invalid('breakdown is missing')
      res.json({ data: wanted.map((name) => figureOf(name)) })
    })
  }

  router.get('/:id/insights', (req, res) => {
    authorize(req, world, 'threads_manage_insights')
    const { id, at, figures } = mustFind(req.params.id)
    const wanted = (paramsOf(req)['metric'] ?? '').split(',')
    if (!wanted.every((name) => postMetrics.includes(name))) throw invalid('Unknown metric')
    const isCounted = now().getTime() - at.getTime() >= world.insightsLagMs
    const shown = isCounted ? wanted : []
    const present = (name: string) => ({
      ...{ name, period: 'lifetime', values: [{ value: figures[name] ?? 0 }], title: name, description: name },
      id: `${id}/insights/${name}/lifetime`,
    })
    res.json({ data: shown.map(present) })
  })

  router.get('/:id', (req, res) => {
    authorize(req, world)
    const post = mustFind(req.params.id)
    if (post.hiddenReads > 0) {
      post.hiddenReads -= 1
      throw refusal({ code: 24, subcode: 4279009, message: 'Media not found' })
    }
    res.json(pick(presentPost(post), paramsOf(req)['fields'], 'id'))
  })

  router.delete('/:id', (req, res) => {
    authorize(req, world, 'threads_delete')
    const { id } = mustFind(req.params.id)
    if (spentOf('deletes', world) >= limits.deletes)
      throw refusal({ code: 9, subcode: 2207042, message: 'Limit reached' })
    posts.delete(id)
    spent.push({ kind: 'deletes', at: now() })
    res.json({ success: true, deleted_id: id })
  })
  return router

  function list(req: Request, isListed: (post: Post) => boolean) {
    authorize(req, world)
    const { since = '0', limit = '25', fields } = paramsOf(req)
    const youngest = now().getTime() - quirks.listLagMs
    const found = [...posts.values()]
      .filter((post) => isListed(post) && post.at.getTime() <= youngest && post.at.getTime() >= Number(since) * 1000)
      .reverse()
      .slice(0, Math.min(100, Number(limit)))
    const data = found.map((post) => pick(presentPost(post), fields, 'id'))
    return { data, paging: { cursors: { before: 'b', after: 'a' } } }
  }

  function mustFind(id: string): Post {
    const post = posts.get(id)
    if (!post) throw refusal({ code: 100, subcode: 33, message: 'Object does not exist or cannot be loaded' })
    return post
  }

  function presentPost(post: Post): Readonly<Record<string, unknown>> {
    const { id, mediaType, text, shortcode, at, topic, link, altText, replyTo, children } = post
    return {
      id,
      media_product_type: 'THREADS',
      media_type: told[mediaType],
      permalink: `${world.url}/www.threads.net/@${profile.username}/post/${shortcode}`,
      ...{ username: profile.username, owner: { id: profile.id } },
      text: text === '' ? undefined : text,
      timestamp: timeOf(at),
      shortcode,
      topic_tag: topic ?? undefined,
      link_attachment_url: link ?? undefined,
      alt_text: altText === '' ? undefined : altText,
      is_quote_post: false,
      is_reply: replyTo !== null,
      replied_to: replyTo === null ? undefined : { id: replyTo },
      children: mediaType === 'CAROUSEL' ? { data: children.map((child) => ({ id: child })) } : undefined,
    }
  }
}

function figureOf(name: string): object {
  const plain = { name, period: 'day', title: name, description: name }
  if (name === 'views') return { ...plain, values: [{ value: 10, end_time: '2026-09-02T08:00:00+0000' }] }
  if (name === 'clicks') return { ...plain, link_total_values: [] }
  return { ...plain, total_value: { value: name === 'followers_count' ? followers : 0 } }
}
