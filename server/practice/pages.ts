import { join } from 'node:path'
import { Router } from 'express'
import { DateTime } from 'luxon'
import type { Json } from '../../connectors/contract.ts'
import { type Platform, platforms } from '../../connectors/rules/platforms.ts'
import { databaseNow } from '../db/clock.ts'
import type { Db } from '../db/database.ts'
import { listFeed, listPracticeAccounts, type PracticeItem } from '../db/practice.ts'
import { practiceFigures } from './figures.ts'
import { practiceStyle } from './style.ts'

/** How a platform calls itself, and the colour a reader knows it by. */
const looks: Readonly<
  Record<Platform, { name: string; colour: string; shape: 'feed' | 'article' | 'video' | 'chat' }>
> = {
  facebook: { name: 'Facebook', colour: '#0a5cc2', shape: 'feed' },
  youtube: { name: 'YouTube', colour: '#b3000c', shape: 'video' },
  tiktok: { name: 'TikTok', colour: '#111111', shape: 'video' },
  zalo: { name: 'Zalo OA', colour: '#0052c2', shape: 'chat' },
  x: { name: 'X', colour: '#0f1419', shape: 'feed' },
  instagram: { name: 'Instagram', colour: '#a5266b', shape: 'feed' },
  threads: { name: 'Threads', colour: '#111111', shape: 'feed' },
  linkedin: { name: 'LinkedIn', colour: '#0a5591', shape: 'feed' },
  telegram: { name: 'Telegram', colour: '#17648f', shape: 'chat' },
  bluesky: { name: 'Bluesky', colour: '#0757c2', shape: 'feed' },
  mastodon: { name: 'Mastodon', colour: '#4a3bc4', shape: 'feed' },
  wordpress: { name: 'WordPress', colour: '#1f5a78', shape: 'article' },
  email: { name: 'E-mail', colour: '#3f4b54', shape: 'article' },
}

/** What is shown as a picture or a film; anything else is left out. */
const extensions: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/gif': 'gif',
  'video/mp4': 'mp4',
}

const words: Readonly<Record<string, string>> = {
  views: 'lượt xem · views',
  impressions: 'lượt hiển thị · impressions',
  reactions: 'cảm xúc · reactions',
  comments: 'bình luận · comments',
  shares: 'chia sẻ · shares',
}

/** The practice network as a reader sees it: an index of accounts, and a feed per account in its platform's look. */
export function practicePages({ db, mediaDir }: { db: Db; mediaDir: string }): Router {
  const router = Router()

  router.get('/practice', async (_req, res) => {
    const accounts = await listPracticeAccounts(db)
    const list = accounts.map(
      ({ platform, account, items }) =>
        `<li><a href="/practice/${platform}/${encodeURIComponent(account)}"><b>${looks[platform].name}</b> @${escapeHtml(account)}</a> <span>${items}</span></li>`,
    )
    const body =
      list.length > 0
        ? `<ul class="accounts">${list.join('')}</ul>`
        : '<p class="empty">Chưa có gì được đăng. · Nothing has been published yet.</p>'
    res.type('html').send(page('Mạng luyện tập · Practice network', '#0d3b5c', body))
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
    res.sendFile(join(mediaDir, hash), { headers, maxAge: '1d' }, (error) => {
      if (error && !res.headersSent) res.sendStatus(404)
    })
  })

  router.get('/practice/:platform/:account', async (req, res, next) => {
    const platform = platforms.find((candidate) => candidate === req.params.platform)
    if (!platform) return next()
    const [feed, now] = await Promise.all([listFeed(db, platform, req.params.account, 50), databaseNow(db)])
    const { name, colour, shape } = looks[platform]
    const items = feed.map((item) => renderItem(item, shape, now))
    const body = items.length > 0 ? items.join('') : '<p class="empty">Chưa có bài nào. · Nothing yet.</p>'
    res.type('html').send(page(`${name} · @${req.params.account}`, colour, `<main class="${shape}">${body}</main>`))
  })

  return router
}

function renderItem(item: PracticeItem, shape: string, now: Date): string {
  const age = now.getTime() - item.createdAt.getTime()
  const figures = practiceFigures({ platform: item.platform, seed: item.seed, hasMedia: item.media.length > 0 }, age)
  const told = Object.entries(figures).filter(([name]) => name in words)
  const time = DateTime.fromJSDate(item.createdAt, { zone: 'Asia/Ho_Chi_Minh' }).toFormat('HH:mm, dd/MM/yyyy')
  const warning = item.options['contentWarning']
  const source = item.options['source']
  const parts = [
    `<header><span class="avatar" aria-hidden="true">${escapeHtml(item.account.slice(0, 2).toUpperCase())}</span><b>@${escapeHtml(item.account)}</b> <time datetime="${item.createdAt.toISOString()}">${time}</time></header>`,
    item.replyTo === null ? '' : `<p class="reply">↳ <a href="#item-${item.replyTo}">tiếp theo · continued</a></p>`,
    item.title ? `<h2>${escapeHtml(item.title)}</h2>` : '',
    typeof warning === 'string' && warning ? `<p class="warning">${escapeHtml(warning)}</p>` : '',
    `<p class="text">${linked(item.text)}</p>`,
    renderMedia(item.media),
    typeof source === 'string' && source ? `<p class="source">Nguồn · Source: ${escapeHtml(source)}</p>` : '',
    told.length > 0
      ? `<footer>${told.map(([name, value]) => `<span>${value.toLocaleString('vi-VN')} ${words[name]}</span>`).join('')}</footer>`
      : '',
  ]
  return `<article id="item-${item.id}" class="${shape}" lang="${escapeHtml(item.language ?? 'vi')}">${parts.join('')}</article>`
}

function renderMedia(media: readonly Json[]): string {
  const pictures = media.flatMap((medium) => {
    const { hash, mimeType, alt } = medium as { hash?: Json; mimeType?: Json; alt?: Json }
    const extension = typeof mimeType === 'string' ? extensions[mimeType] : undefined
    if (typeof hash !== 'string' || typeof mimeType !== 'string' || !extension) return []
    const address = `/practice/media/${hash}.${extension}`
    const label = escapeHtml(typeof alt === 'string' ? alt : '')
    return mimeType.startsWith('video/')
      ? [`<video src="${address}" controls preload="metadata" aria-label="${label}"></video>`]
      : [`<img src="${address}" alt="${label}" loading="lazy">`]
  })
  return pictures.length > 0 ? `<div class="media">${pictures.join('')}</div>` : ''
}

function page(title: string, colour: string, body: string): string {
  return `<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title><style>:root{--accent:${colour}}${practiceStyle}</style></head>
<body><div class="band" role="note">Mạng luyện tập: không có gì ở đây ra ngoài. · Practice network: nothing here is public.</div>
<div class="top"><a href="/practice">Tất cả · All</a><h1>${escapeHtml(title)}</h1></div>${body}</body></html>`
}

/** Escaped text with its http(s) addresses made into links. */
function linked(text: string): string {
  return escapeHtml(text).replace(
    /https?:\/\/[^\s<>"&]+(?:&amp;[^\s<>"&]+)*/g,
    (url) => `<a href="${url}" rel="nofollow noreferrer">${url}</a>`,
  )
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
