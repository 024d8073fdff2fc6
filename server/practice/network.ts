import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { access, mkdir, rename, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import express, { type NextFunction, type Request, type Response } from 'express'
import { z } from 'zod'
import type { Json } from '../../connectors/contract.ts'
import { editingOf } from '../../connectors/rules/capabilities.ts'
import { platforms } from '../../connectors/rules/platforms.ts'
import { profiles } from '../../connectors/rules/profiles.ts'
import { databaseNow } from '../db/clock.ts'
import type { Db } from '../db/database.ts'
import {
  editPracticeItem,
  findByMarker,
  findPracticeItems,
  findPracticeProfile,
  type PracticeAccount,
  type PracticeItem,
  putPracticeItem,
  removePracticeItem,
} from '../db/practice.ts'
import { practiceFigures, practiceFollowers, seedOf } from './figures.ts'
import { practicePath } from './paths.ts'

export interface PracticeNetwork {
  /** `http://127.0.0.1:<port>`; only this machine reaches it. */
  readonly url: string
  stop(): Promise<void>
}

const mostIds = 200
const wellFormed = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => value.isWellFormed() && !value.includes('\u0000'), 'bad characters')
const Account = z.string().regex(/^[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?$/)
const Medium = z.object({
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  mimeType: wellFormed(100),
  alt: wellFormed(5_000),
})
const Item = z.object({
  marker: wellFormed(200).min(1),
  text: wellFormed(1_000_000),
  title: wellFormed(1_000).nullable(),
  language: wellFormed(10).nullable(),
  media: z.array(Medium).max(50),
  replyTo: z
    .string()
    .regex(/^\d{1,15}$/)
    .nullable(),
  options: z.record(z.string(), z.json()),
})
const Change = Item.pick({ text: true, title: true }).partial({ title: true })

/** What the network says no to: an HTTP status, a stable word and a sentence. */
class Refusal extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

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
  const tokenOf = ({ platform, account }: PracticeAccount) =>
    createHmac('sha256', secret).update(`${platform}/${account}`).digest('base64url')
  const app = express()
    .disable('x-powered-by')
    .use(express.json({ limit: '8mb' }))

  app.post('/api/:platform/accounts', (req, res) => {
    const parsed = Account.safeParse((req.body as { account?: unknown } | undefined)?.account)
    if (!parsed.success)
      throw new Refusal(422, 'invalid_account', 'An account is named in small letters, digits, dots and dashes')
    const of = accountOf({ ...req.params, account: parsed.data })
    res.status(201).json({ account: of.account, token: tokenOf(of) })
  })

  const account = express.Router({ mergeParams: true })
  app.use('/api/:platform/accounts/:account', authorize(tokenOf), account)

  account.get('/', async (req, res) => {
    const of = accountOf(req.params)
    const [profile, now] = await Promise.all([findPracticeProfile(db, of), databaseNow(db)])
    const followers = practiceFollowers(of.platform, of.account, profile.since ?? now, now)
    res.json({ account: of.account, followers, items: profile.items })
  })

  account.post('/media', async (req, res) => {
    res.status(201).json({ hash: await keepFile(req, mediaDir) })
  })

  account.post('/items', async (req, res) => {
    const of = accountOf(req.params)
    const parsed = Item.safeParse(req.body)
    if (!parsed.success) throw new Refusal(422, 'invalid_item', z.prettifyError(parsed.error))
    const { replyTo, ...content } = parsed.data
    await Promise.all(content.media.map(({ hash }) => mustBeUploaded(mediaDir, hash)))
    const before = replyTo === null ? [] : await findPracticeItems(db, of, [Number(replyTo)])
    if (replyTo !== null && before.length === 0)
      throw new Refusal(422, 'unknown_item', 'The item to continue is not there')
    const seed = seedOf(of.platform, of.account, content.marker)
    const { item, created } = await putPracticeItem(db, { ...content, ...of, replyTo: before[0]?.id ?? null, seed })
    res.status(created ? 201 : 200).json(presentItem(item))
  })

  account.get('/items', async (req, res) => {
    const item = await findByMarker(db, accountOf(req.params), String(req.query['marker'] ?? ''))
    res.json({ items: item && !item.removedAt ? [presentItem(item)] : [] })
  })

  account.get('/figures', async (req, res) => {
    const of = accountOf(req.params)
    const ids = String(req.query['ids'] ?? '').split(',')
    if (ids.length > mostIds) throw new Refusal(422, 'too_many_ids', `At most ${mostIds} items at once`)
    const known = ids.filter((id) => /^\d{1,15}$/.test(id)).map(Number)
    const [items, now] = await Promise.all([findPracticeItems(db, of, known), databaseNow(db)])
    res.json({
      items: items.map((item) => ({
        id: String(item.id),
        removed: item.removedAt !== null,
        figures: practiceFigures(
          { platform: of.platform, seed: item.seed, hasMedia: item.media.length > 0 },
          now.getTime() - item.createdAt.getTime(),
        ),
      })),
    })
  })

  account.patch('/items/:id', async (req, res) => {
    const of = accountOf(req.params)
    const parsed = Change.safeParse(req.body)
    if (!parsed.success) throw new Refusal(422, 'invalid_item', z.prettifyError(parsed.error))
    const id = /^\d{1,15}$/.exec(req.params.id)
    const [item] = id ? await findPracticeItems(db, of, [Number(id[0])]) : []
    if (!item || item.removedAt) throw new Refusal(404, 'unknown_item', 'The item is not there')
    const editing = editingOf(profiles[of.platform], textOf(item.options['form']))
    if (!editing || (parsed.data.title !== undefined && !editing.title))
      throw new Refusal(422, 'not_editable', 'This platform does not let that be changed')
    const { text, title = item.title } = parsed.data
    await editPracticeItem(db, item.id, { text, title })
    res.json(presentItem(item))
  })

  account.delete('/items/:id', async (req, res) => {
    const id = /^\d{1,15}$/.exec(req.params.id)
    if (id) await removePracticeItem(db, accountOf(req.params), Number(id[0]))
    res.status(204).end()
  })

  app.use(() => {
    throw new Refusal(404, 'not_found', 'There is nothing here')
  })
  app.use(answerError)

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

function authorize(tokenOf: (of: PracticeAccount) => string) {
  return (req: Request, _res: Response, next: NextFunction) => {
    const expected = Buffer.from(`Bearer ${tokenOf(accountOf(req.params))}`)
    const given = Buffer.from(req.get('authorization') ?? '')
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new Refusal(401, 'invalid_token', 'The token is invalid')
    next()
  }
}

function accountOf(params: Readonly<Record<string, unknown>>): PracticeAccount {
  const platform = platforms.find((candidate) => candidate === params['platform'])
  if (!platform) throw new Refusal(404, 'not_found', 'There is no such platform')
  return { platform, account: String(params['account']) }
}

/** Writes the request's body to disk as it comes. @returns its SHA-256, by which it is kept */
async function keepFile(req: Request, mediaDir: string): Promise<string> {
  const partial = join(mediaDir, `.${randomUUID()}`)
  const digest = createHash('sha256')
  let bytes = 0
  const measured = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      digest.update(chunk)
      bytes += chunk.length
      yield chunk
    }
  }
  try {
    await pipeline(req, measured, createWriteStream(partial, { mode: 0o600, flags: 'wx' }))
    if (bytes === 0) throw new Refusal(422, 'empty_media', 'There was no file')
    const hash = digest.digest('hex')
    await rename(partial, join(mediaDir, hash))
    return hash
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

const textOf = (value: Json | undefined) => (typeof value === 'string' ? value : null)

function mustBeUploaded(mediaDir: string, hash: string): Promise<void> {
  return access(join(mediaDir, hash)).catch(() => {
    throw new Refusal(422, 'unknown_media', 'A file of the item was not uploaded')
  })
}

function presentItem({ id, platform, account, marker }: PracticeItem) {
  return { id: String(id), marker, path: practicePath({ platform, account }, id) }
}

function answerError(error: unknown, _req: Request, res: Response, _next: NextFunction): void {
  if (res.headersSent) return void res.destroy()
  const { status, code, message } = error instanceof Refusal ? error : unforeseen(error)
  res.status(status).json({ error: { code, message } })
}

/** The parser of bodies says by a status what was wrong with one. */
function unforeseen(error: unknown): Pick<Refusal, 'status' | 'code' | 'message'> {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500
  return status >= 400 && status < 500
    ? { status, code: 'invalid_request', message: 'The request cannot be read' }
    : { status: 500, code: 'internal', message: 'The practice network failed' }
}
