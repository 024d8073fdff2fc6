import { type Request, Router } from 'express'
import { type Platform, platformNames, platforms } from '../../connectors/rules/platforms.ts'
import { databaseNow } from '../db/clock.ts'
import type { Db } from '../db/database.ts'
import {
  findPracticeItems,
  findPracticeProfile,
  listFeed,
  listPracticeProfiles,
  type PracticeProfile,
} from '../db/practice.ts'
import { type Html, html } from '../html.ts'
import { practiceFollowers } from './figures.ts'
import { avatarOf, extensions, renderItem } from './item-view.ts'
import { practicePath } from './paths.ts'
import { shapes } from './shapes.ts'
import { practiceStyle } from './style.ts'
import { type Words, wordFor, words } from './words.ts'

const itemsPerPage = 30

/**
 * The practice network as a reader sees it: an index of accounts, a feed per account in its platform's look, and a page
 * per item. Public, marked as practice, in the language the browser asks for; without a script.
 * @param mediaDir the folder that the network keeps uploaded pictures in
 */
export function practicePages({ db, mediaDir }: { db: Db; mediaDir: string }): Router {
  const router = Router()

  router.get('/practice/style.css', (_req, res) => {
    res.set('cache-control', 'public, max-age=3600').type('css').send(practiceStyle)
  })

  router.get('/practice/media/:file', (req, res) => {
    const [, hash, extension = ''] = /^([0-9a-f]{64})\.([a-z0-9]+)$/.exec(req.params.file) ?? []
    const type = Object.keys(extensions).find((mimeType) => extensions[mimeType] === extension)
    if (!hash || !type) return void res.sendStatus(404)
    const headers = {
      'content-type': type,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
    }
    res.sendFile(hash, { root: mediaDir, headers, maxAge: '1d', immutable: true }, (error) => {
      if (error && !res.headersSent) res.sendStatus(404)
    })
  })

  router.get('/practice', async (req, res) => {
    const say = wordsFor(req)
    const profiles = (await listPracticeProfiles(db)).toSorted(byPlatform)
    const cards = profiles.map(
      (profile) =>
        html`<li data-platform="${profile.platform}"><a href="${practicePath(profile)}">${avatarOf(profile)}<span class="who"><b>${profile.name ?? profile.account}</b><span>@${profile.account}</span></span><span class="network">${platformNames[profile.platform]}</span><span class="count">${counted(say, 'items', profile.items)}</span></a></li>`,
    )
    const body = html`<div class="hero"><h1>${say.title}</h1><p>${say.intro}</p></div>
${cards.length > 0 ? html`<ul class="accounts">${cards}</ul>` : emptyNote(say.empty)}`
    res.type('html').send(page(say, { title: say.title, platform: null, body }))
  })

  router.get(['/practice/:platform/:account', '/practice/:platform/:account/:item'], async (req, res, next) => {
    const platform = platforms.find((candidate) => candidate === req.params['platform'])
    if (!platform) return next()
    const say = wordsFor(req)
    const of = { platform, account: String(req.params['account']) }
    const [profile, now] = await Promise.all([findPracticeProfile(db, of), databaseNow(db)])
    const { item } = req.params
    const before = numberOf(req.query['before'])
    const found =
      item === undefined
        ? await listFeed(db, of, { limit: itemsPerPage + 1, before })
        : (await findPracticeItems(db, of, [numberOf(item) ?? 0])).filter(({ removedAt }) => removedAt === null)
    const shown = found.slice(0, itemsPerPage)
    const last = shown.at(-1)
    const older = found.length > itemsPerPage && last ? `${practicePath(of)}?before=${last.id}` : null
    const items = shown.map((entry) => renderItem(entry, { profile, words: say, now }))
    const body = html`${profileHead(profile, say, now)}
<div class="items ${shapes[platform]}">${items.length > 0 ? items : emptyNote(item === undefined ? say.empty : say.gone)}</div>
${pageLinks(before !== null || item !== undefined ? practicePath(of) : null, older, say)}`
    const title = `${profile.name ?? of.account} · ${platformNames[platform]}`
    res.status(items.length > 0 || item === undefined ? 200 : 404)
    res.type('html').send(page(say, { title, platform, body }))
  })

  return router
}

function profileHead(profile: PracticeProfile, say: Words, now: Date): Html {
  const { platform, account, since } = profile
  const followers = practiceFollowers(platform, account, since ?? now, now)
  return html`<div class="cover"></div><div class="profile">${avatarOf(profile)}<div class="who"><h1>${profile.name ?? account}</h1><span>@${account} · ${platformNames[platform]}</span></div>
<p class="counts"><span>${counted(say, 'followers', followers)}</span> <span>${counted(say, 'items', profile.items)}</span></p></div>`
}

function page(say: Words, { title, platform, body }: { title: string; platform: Platform | null; body: Html }): string {
  return html`<!doctype html>
<html lang="${say.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">
<title>${title}</title><link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="/practice/style.css"></head>
<body data-platform="${platform ?? 'all'}"><header><p class="band">${say.band}</p><p class="top"><a href="/practice">${say.all}</a></p></header>
<main>${body}</main></body></html>`.html
}

function pageLinks(newest: string | null, older: string | null, say: Words): Html | null {
  if (!newest && !older) return null
  return html`<nav class="pages">${newest ? html`<a href="${newest}">${say.newest}</a>` : null}${older ? html`<a href="${older}">${say.older}</a>` : null}</nav>`
}

const counted = (say: Words, name: string, count: number) =>
  `${count.toLocaleString(say.language)} ${wordFor(say, name, count) ?? ''}`

const emptyNote = (sentence: string) => html`<p class="empty">${sentence}</p>`

function wordsFor(req: Request): Words {
  return words[req.acceptsLanguages('vi', 'en') === 'en' ? 'en' : 'vi']
}

function numberOf(value: unknown): number | null {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : null
}

function byPlatform(a: PracticeProfile, b: PracticeProfile): number {
  return platforms.indexOf(a.platform) - platforms.indexOf(b.platform) || a.account.localeCompare(b.account)
}
