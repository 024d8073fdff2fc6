import { randomBytes } from 'node:crypto'
import express, { type Router } from 'express'
import { secret } from '../simulation/refusal.ts'
import { authorize } from './access.ts'
import { checkArticle } from './check-article.ts'
import { fetchFiles } from './fetching.ts'
import { type Article, refusal, type World } from './world.ts'

const longestSlice = 10

/** Articles are taken in some time after the call, and known by a token until then. */
export function articleRoutes(world: World): Router {
  const { articles, jobs, quirks, now } = world
  const router = express.Router()
  let taking: Promise<void> = Promise.resolve()

  router.use('/v2.0/article', async (req, _res, next) => {
    if (/\/(create|update|remove|verify|getdetail|getslice)$/.test(req.path)) authorize(req, world, 'manage_article')
    // One after the other, whoever asks meanwhile.
    taking = taking.then(takeIn)
    await taking
    next()
  })

  router.post('/v2.0/article/create', (req, res) => {
    res.json(success({ token: submit(bodyIn(req.body), null) }))
  })

  router.post('/v2.0/article/update', (req, res) => {
    const body = bodyIn(req.body)
    const article = mustFind(body['id'])
    if (body['type'] !== article.type) throw refusal(-201, 'type is invalid')
    res.json(success({ token: submit(body, article.id) }))
  })

  router.post('/v2.0/article/verify', (req, res) => {
    const job = jobs.get(String(bodyIn(req.body)['token']))
    if (!job) throw refusal(-201, 'token is invalid')
    if (!job.outcome) throw refusal(-214, 'Media is being processed')
    if ('failed' in job.outcome) throw refusal(-200, job.outcome.failed)
    res.json(success({ [quirks.idName]: job.outcome.id }))
  })

  router.post('/v2.0/article/remove', (req, res) => {
    const id = String(bodyIn(req.body)['id'])
    if (!articles.delete(id) && !quirks.removesTwice) throw refusal(-201, 'id is invalid')
    res.json({ error: 0, message: 'Success' })
  })

  router.get('/v2.0/article/getdetail', (req, res) => {
    const { id, type, given } = mustFind(req.query['id'])
    res.json(success({ ...given, id, type }))
  })

  router.get('/v2.0/article/getslice', (req, res) => {
    const { offset = '0', limit = '10', type } = req.query
    if (type !== 'normal' && type !== 'video') throw refusal(-201, 'type accept only 2 value normal and video.')
    if (Number(limit) > longestSlice) throw refusal(-201, `maximum limit is ${longestSlice}`)
    const shownBefore = now().getTime() - world.listLagMs
    const listed = [...articles.values()]
      .filter((article) => article.type === type && article.createdAt.getTime() <= shownBefore)
      .reverse()
    const medias = listed.slice(Number(offset), Number(offset) + Number(limit)).map(present)
    res.json(success({ medias, total: listed.length }))
  })
  return router

  function submit(article: Readonly<Record<string, unknown>>, changes: string | null): string {
    checkArticle(article, world)
    const token = secret()
    const readyAt = new Date(now().getTime() + world.processingMs)
    jobs.set(token, { article, changes, readyAt, outcome: null })
    return token
  }

  /** Fetches the files of what is ready, in the order it came, and puts it in its place. */
  async function takeIn(): Promise<void> {
    for (const job of jobs.values()) {
      if (job.outcome || job.readyAt > now()) continue
      const failed = await fetchFiles(job.article, world)
      job.outcome = failed === null ? { id: place(job.article, job.changes) } : { failed }
    }
  }

  function place(given: Readonly<Record<string, unknown>>, changes: string | null): string {
    const known = changes === null ? undefined : articles.get(changes)
    if (known) {
      Object.assign(known, { given, updatedAt: now() })
      return known.id
    }
    const article: Article = {
      id: randomBytes(10).toString('hex'),
      type: given['type'] === 'video' ? 'video' : 'normal',
      createdAt: now(),
      updatedAt: now(),
      given,
      figures: { views: 0, shares: 0 },
    }
    articles.set(article.id, article)
    return article.id
  }

  function mustFind(id: unknown): Article {
    const article = articles.get(String(id))
    if (!article) throw refusal(-201, 'id is invalid')
    return article
  }

  function present({ id, type, given, createdAt, updatedAt, figures }: Article): object {
    return {
      id,
      type,
      title: given['title'],
      status: given['status'],
      ...(quirks.listsFigures && { total_view: figures.views, total_share: figures.shares }),
      create_date: createdAt.getTime(),
      update_date: updatedAt.getTime(),
      thumb: '',
      link_view: `${world.url}/rd.zapps.vn/detail/${world.account.id}?id=${id}`,
    }
  }
}

export function success(data: object): object {
  return { error: 0, message: 'Success', data }
}

export function bodyIn(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null || Buffer.isBuffer(body)) throw refusal(-201, 'params is invalid')
  return body as Readonly<Record<string, unknown>>
}
