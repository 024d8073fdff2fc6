import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import express, { type NextFunction, type Request, type Response } from 'express'
import { z } from 'zod'
import { type Platform, platforms } from '../../connectors/rules/platforms.ts'
import { databaseNow } from '../db/clock.ts'
import type { Db } from '../db/database.ts'
import {
  findByMarker,
  findPracticeItems,
  listFeed,
  type PracticeItem,
  putPracticeItem,
  removePracticeItem,
} from '../db/practice.ts'
import { practiceFigures, practiceFollowers } from './figures.ts'

export interface PracticeNetwork {
  /** `http://127.0.0.1:<port>`; only this machine reaches it. */
  readonly url: string
  stop(): Promise<void>
}

const Account = z.string().regex(/^[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?$/)
const Item = z.object({
  marker: z.string().min(1).max(200),
  text: z.string().max(100_000),
  title: z.string().max(1_000).nullable(),
  language: z.string().max(10).nullable(),
  media: z
    .array(
      z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/), mimeType: z.string().max(100), alt: z.string().max(5_000) }),
    )
    .max(50),
  replyTo: z.string().regex(/^\d+$/).nullable(),
  options: z.record(z.string(), z.json()),
})

/**
 * One local network on which every platform's publishing can be practised: an HTTP server on a free port of this
 * machine, kept in the office's own database, so that any process of the office may run one beside the others.
 * Its answers are those of a well-behaved platform; strict counterparts stand in the folders beside this file.
 * @param mediaDir where uploaded pictures are kept
 * @param secret from which the accounts' tokens are made
 */
export async function startPracticeNetwork(options: {
  db: Db
  mediaDir: string
  secret: string
}): Promise<PracticeNetwork> {
  const { db, mediaDir, secret } = options
  await mkdir(mediaDir, { recursive: true, mode: 0o700 })
  const tokenOf = (platform: string, account: string) =>
    createHmac('sha256', secret).update(`${platform}/${account}`).digest('base64url')
  const app = express()
    .disable('x-powered-by')
    .use(express.json({ limit: '1mb' }))

  app.post('/api/:platform/accounts', (req, res) => {
    const platform = platformOf(req)
    const parsed = Account.safeParse((req.body as { account?: unknown })?.account)
    if (!platform || !parsed.success)
      return void refuse(res, 422, 'invalid_account', 'An account is named in small letters and digits')
    res.status(201).json({ account: parsed.data, token: tokenOf(platform, parsed.data) })
  })

  const account = express.Router({ mergeParams: true })
  app.use('/api/:platform/accounts/:account', authorize(tokenOf), account)

  account.get('/', async (req, res) => {
    const { platform, name } = subjectOf(req)
    const feed = await listFeed(db, platform, name, 1)
    const [newest] = feed
    const now = await databaseNow(db)
    res.json({ account: name, followers: practiceFollowers(platform, newest?.createdAt ?? now, now) })
  })

  account.post('/media', express.raw({ type: () => true, limit: '64mb' }), async (req, res) => {
    const bytes = req.body as Buffer
    if (!Buffer.isBuffer(bytes) || bytes.length === 0) return void refuse(res, 422, 'empty_media', 'There was no file')
    const hash = createHash('sha256').update(bytes).digest('hex')
    const partial = join(mediaDir, `.${hash}.${process.pid}`)
    await writeFile(partial, bytes, { mode: 0o600 })
    await rename(partial, join(mediaDir, hash))
    res.status(201).json({ hash })
  })

  account.post('/items', async (req, res) => {
    const { platform, name } = subjectOf(req)
    const parsed = Item.safeParse(req.body)
    if (!parsed.success) return void refuse(res, 422, 'invalid_item', z.prettifyError(parsed.error))
    const { replyTo, ...rest } = parsed.data
    const seed = createHash('sha256').update(`${platform}/${name}/${rest.marker}`).digest().readInt32BE(0)
    const { item, created } = await putPracticeItem(db, {
      ...rest,
      platform,
      account: name,
      replyTo: replyTo === null ? null : Number(replyTo),
      seed,
    })
    res.status(created ? 201 : 200).json(presentItem(item))
  })

  account.get('/items', async (req, res) => {
    const { platform, name } = subjectOf(req)
    const marker = typeof req.query['marker'] === 'string' ? req.query['marker'] : ''
    const item = await findByMarker(db, platform, name, marker)
    res.json({ items: item && !item.removedAt ? [presentItem(item)] : [] })
  })

  account.get('/figures', async (req, res) => {
    const { platform, name } = subjectOf(req)
    const ids = String(req.query['ids'] ?? '')
      .split(',')
      .filter((id) => /^\d{1,15}$/.test(id))
      .slice(0, 100)
      .map(Number)
    const [items, now] = await Promise.all([findPracticeItems(db, platform, name, ids), databaseNow(db)])
    res.json({
      items: items.map((item) => ({
        id: String(item.id),
        removed: item.removedAt !== null,
        figures: practiceFigures(
          { platform, seed: item.seed, hasMedia: item.media.length > 0 },
          now.getTime() - item.createdAt.getTime(),
        ),
      })),
    })
  })

  account.delete('/items/:id', async (req, res) => {
    const { platform, name } = subjectOf(req)
    await removePracticeItem(db, platform, name, Number(req.params['id']))
    res.status(204).end()
  })

  app.use((_req, res) => refuse(res, 404, 'not_found', 'There is nothing here'))
  app.use((_error: unknown, _req: Request, res: Response, _next: NextFunction) =>
    refuse(res, 500, 'internal', 'The practice network failed'),
  )

  const server = app.listen(0, '127.0.0.1')
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function authorize(tokenOf: (platform: string, account: string) => string) {
  return (req: Request, res: Response, next: NextFunction) => {
    const platform = platformOf(req)
    const expected = Buffer.from(`Bearer ${tokenOf(platform ?? '', String(req.params['account']))}`)
    const given = Buffer.from(req.get('authorization') ?? '')
    if (!platform || given.length !== expected.length || !timingSafeEqual(given, expected))
      return void refuse(res, 401, 'invalid_token', 'The token is invalid')
    next()
  }
}

function platformOf(req: Request): Platform | null {
  return platforms.find((platform) => platform === req.params['platform']) ?? null
}

function subjectOf(req: Request): { platform: Platform; name: string } {
  const platform = platformOf(req)
  if (!platform) throw new Error('Reached only behind authorize()')
  return { platform, name: String(req.params['account']) }
}

function presentItem(item: PracticeItem) {
  return {
    id: String(item.id),
    marker: item.marker,
    path: `/practice/${item.platform}/${item.account}#item-${item.id}`,
  }
}

function refuse(res: Response, status: number, code: string, message: string): void {
  res.status(status).json({ error: { code, message } })
}
