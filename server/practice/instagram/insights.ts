import express, { type Router } from 'express'
import { invalid, paramsOf, refusal } from '../meta/graph.ts'
import { authorize } from './access.ts'
import type { Login, Product, World } from './world.ts'

const dayMs = 86_400_000
const everywhere = ['views', 'reach', 'shares', 'reposts', 'total_interactions']
const visits = ['follows', 'profile_visits', 'profile_activity']
const byProduct: Readonly<Record<Product, readonly string[]>> = {
  FEED: [...everywhere, 'likes', 'comments', 'saved', ...visits],
  REELS: [
    ...everywhere,
    ...['likes', 'comments', 'saved'],
    ...['ig_reels_avg_watch_time', 'ig_reels_video_view_total_time', 'reels_skip_rate'],
  ],
  STORY: [...everywhere, ...visits, 'replies', 'navigation'],
}
const ofFacebookLogin: Readonly<Record<Product, readonly string[]>> = {
  FEED: ['total_likes', 'total_comments', 'total_views'],
  REELS: ['total_likes', 'total_comments', 'total_views'],
  STORY: ['total_views', 'link_clicks'],
}
const ofAccount = ['reach', 'views', 'accounts_engaged', 'total_interactions', 'likes', 'comments', 'saves', 'shares']
const fewestViewers = 5

/** Figures. One metric that does not fit fails the whole call; what is not counted yet is left out. */
export function insightRoutes(world: World, login: Login): Router {
  const { account, posts, now } = world
  const router = express.Router()

  router.get(`/${account.userId}/insights`, (req, res) => {
    authorize(req, world, login, 'insights')
    const { metric = '', period } = paramsOf(req)
    const wanted = metric.split(',')
    if (period !== 'day' || !wanted.every((name) => ofAccount.includes(name))) throw invalid('Metric not supported')
    const figures = wanted.map((name) => ({ name, period, total_value: { value: 0 }, id: `${account.userId}/${name}` }))
    res.json({ data: figures })
  })

  router.get('/:id/insights', (req, res) => {
    authorize(req, world, login, 'insights')
    const post = posts.get(req.params.id)
    if (!post) throw refusal({ code: 100, subcode: 33, message: 'Object does not exist' })
    const { product, at, figures, id } = post
    const known = [...byProduct[product], ...(login === 'facebook' ? ofFacebookLogin[product] : [])]
    const wanted = (paramsOf(req)['metric'] ?? '').split(',')
    if (!wanted.every((name) => known.includes(name))) throw invalid('Metric not supported for this media')
    const ageMs = now().getTime() - at.getTime()
    if (product === 'STORY' && ageMs < dayMs && (figures['reach'] ?? 0) < fewestViewers)
      throw refusal({ code: 10, message: 'Not enough viewers for the media to show insights' })
    const isCounted = ageMs >= world.insightsLagMs && (product !== 'STORY' || ageMs < dayMs)
    const shown = isCounted ? wanted : []
    res.json({
      data: shown.map((name) => ({
        name,
        period: 'lifetime',
        values: [{ value: figures[name] ?? 0 }],
        title: name,
        description: name,
        id: `${id}/insights/${name}/lifetime`,
      })),
    })
  })
  return router
}
