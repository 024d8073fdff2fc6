import express, { type Request, type Response, Router } from 'express'
import { DomainError } from '../domain/errors.ts'
import type { NewsletterArchive } from '../domain/newsletter-archive.ts'
import type { NewsletterReaders } from '../domain/newsletter-readers.ts'
import { addressOf } from '../http/sessions.ts'
import { issuePage, listPage, questionPage, type Trouble, tellPage } from './pages.ts'
import { pageStyle } from './style.ts'
import { type PageWords, pageWords } from './words.ts'

export interface NewsletterPagesOptions {
  readonly readers: NewsletterReaders
  readonly archive: Pick<NewsletterArchive, 'archive' | 'issue'>
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const mostReportBytes = 2_000_000

/**
 * A newsletter's pages for anybody: no session, no cookie, no script. Mail programs post to some of them from anywhere
 * (RFC 8058), and an office puts the form on its own portal, so they stand before the test of origins; what they change
 * is decided by a secret address, or asked of the mailbox's owner.
 */
export function newsletterPages({ readers, archive }: NewsletterPagesOptions): Router {
  const router = Router()
  const form = express.urlencoded({ extended: false, limit: 10_000, parameterLimit: 10 })

  router.get('/newsletters/style.css', (_req, res) => {
    res.set('cache-control', 'public, max-age=3600').type('css').send(pageStyle)
  })

  router.post('/newsletters/bounces/:token', async (req, res) => {
    res.locals['route'] = '/newsletters/bounces/:token'
    const body = express.raw({ type: () => true, limit: mostReportBytes })
    await new Promise<void>((resolve, reject) => {
      body(req, res, (error?: unknown) => (error ? reject(new DomainError('too-large')) : resolve()))
    })
    await readers.returned(req.params.token, Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0))
    res.status(204).end()
  })

  router.get('/newsletters/confirm/:token', async (req, res) => {
    const say = wordsFor(req)
    const list = await readers.requested(req.params.token)
    if (!list) return answer(res.status(404), tellPage(say, say.oldTitle, say.old, null), 'secret')
    const action = `/newsletters/confirm/${req.params.token}`
    const question = { title: say.confirmTitle(list.name), text: say.confirmText, button: say.confirm, action }
    answer(res, questionPage(say, question), 'secret')
  })

  router.post('/newsletters/confirm/:token', async (req, res) => {
    const say = wordsFor(req)
    const list = await readers.confirm(req.params.token, say.language)
    if (!list) return answer(res.status(404), tellPage(say, say.oldTitle, say.old, null), 'secret')
    answer(res, tellPage(say, say.confirmedTitle, say.confirmed(list.name), list), 'secret')
  })

  router.get('/newsletters/leave/:token', async (req, res) => {
    const say = wordsFor(req)
    const list = await readers.toLeave(req.params.token)
    if (!list) return answer(res.status(404), tellPage(say, say.oldTitle, say.old, null), 'secret')
    const action = `/newsletters/leave/${req.params.token}`
    const question = { title: say.leaveTitle(list.name), text: say.leaveText, button: say.leave, action }
    answer(res, questionPage(say, question), 'secret')
  })

  // Also what a mail program sends for one click: no page is looked at, the answer's status is.
  router.post('/newsletters/leave/:token', async (req, res) => {
    const say = wordsFor(req)
    const list = await readers.leave(req.params.token)
    if (!list) return answer(res.status(404), tellPage(say, say.oldTitle, say.old, null), 'secret')
    answer(res, tellPage(say, say.leftTitle, say.left(list.name), list), 'secret')
  })

  router.get('/newsletters/:list', async (req, res, next) => {
    const found = uuid.test(req.params.list) ? await archive.archive(req.params.list) : null
    if (!found) return next()
    answer(res, listPage(found, wordsFor(req, found.list.language), null), 'public')
  })

  router.post('/newsletters/:list/subscribe', form, async (req, res, next) => {
    const { list: id } = req.params
    if (!uuid.test(id)) return next()
    const say = wordsFor(req)
    const typed = String((req.body as Record<string, unknown> | undefined)?.['address'] ?? '').slice(0, 300)
    try {
      const list = await readers.subscribe(id, { address: typed, language: say.language, ip: addressOf(req) })
      answer(res, tellPage(say, say.askedTitle, say.asked, list), 'secret')
    } catch (error) {
      const sentence = troubleOf(error, say)
      const found = sentence && (await archive.archive(id))
      if (!found || !sentence) throw error
      const trouble: Trouble = { typed, sentence: sentence.words }
      answer(res.status(sentence.status), listPage(found, say, trouble), 'secret')
    }
  })

  router.get('/newsletters/:list/:issue', async (req, res, next) => {
    const { list: id, issue: issueId } = req.params
    const found = uuid.test(id) && uuid.test(issueId) ? await archive.issue(id, issueId) : null
    if (!found) return next()
    answer(res, issuePage(found.list, found.issue, wordsFor(req, found.issue.issue.language)), 'public')
  })

  // Everything else below here is no page, also not one of the office's own client.
  router.all('/newsletters/{*rest}', (req, res) => {
    const say = wordsFor(req)
    answer(res.status(404), tellPage(say, say.unknownTitle, say.unknown, null), 'secret')
  })

  return router
}

function troubleOf(error: unknown, say: PageWords): { readonly status: number; readonly words: string } | null {
  if (!(error instanceof DomainError)) return null
  if (error.code === 'validation') return { status: 422, words: say.badAddress }
  return error.code === 'rate-limited' ? { status: 429, words: say.tooMany } : null
}

/** What stands behind a secret address, or tells what somebody typed, is kept by nobody and found by no search engine. */
function answer(res: Response, page: string, whose: 'public' | 'secret'): void {
  res.set('cache-control', whose === 'public' ? 'public, max-age=60' : 'no-store').vary('Accept-Language')
  if (whose === 'secret') res.set({ 'x-robots-tag': 'noindex', 'referrer-policy': 'no-referrer' })
  res.type('html').send(page)
}

/** As the address says, else as the browser asks, else as the list is written. */
function wordsFor(req: Request, otherwise = 'vi'): PageWords {
  const asked = req.query['lang'] ?? (req.get('accept-language') ? req.acceptsLanguages('vi', 'en') : otherwise)
  return asked === 'en' || (asked !== 'vi' && !otherwise.startsWith('vi')) ? pageWords.en : pageWords.vi
}
