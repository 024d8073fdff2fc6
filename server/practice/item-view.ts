import { DateTime } from 'luxon'
import type { Json } from '../../connectors/contract.ts'
import type { PracticeItem, PracticeProfile } from '../db/practice.ts'
import { type Html, html, linked, nothing } from '../html.ts'
import { practiceFigures } from './figures.ts'
import { practicePath } from './paths.ts'
import { type Shape, shapes } from './shapes.ts'
import { type Words, wordFor } from './words.ts'

/** What is shown as a picture or a film, and the ending of its address; anything else is left out. */
export const extensions: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/gif': 'gif',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
}

/** Where and when items are read. */
export interface Reading {
  readonly profile: PracticeProfile
  readonly words: Words
  readonly now: Date
}

/** One item in its platform's shape. Text, names, options and descriptions may hold anything and stay text. */
export function renderItem(item: PracticeItem, reading: Reading): Html {
  const shape = shapes[item.platform]
  const parts = partsOf(item, reading)
  return html`<article id="item-${item.id}" class="item ${shape}" lang="${item.language ?? 'und'}">${layouts[shape](parts)}</article>`
}

interface Parts {
  readonly avatar: Html
  readonly name: string
  readonly handle: string
  readonly time: Html
  readonly reply: Html
  readonly title: Html
  readonly warning: Html
  readonly text: Html
  readonly media: Html
  readonly link: Html
  readonly source: Html
  readonly figures: Html
  readonly words: Words
}

const head = ({ avatar, name, handle, time }: Parts) =>
  html`<header>${avatar}<div class="who"><b>${name}</b><span>${handle}</span></div>${time}</header>`

const layouts: Readonly<Record<Shape, (parts: Parts) => Html>> = {
  feed: (p) => html`${head(p)}${p.reply}${p.title}${p.warning}${p.text}${p.media}${p.link}${p.source}${p.figures}`,
  photo: (p) => html`${head(p)}${p.media}${p.figures}${p.warning}${p.text}${p.source}`,
  film: (p) => html`${p.media}<div class="below">${p.title}${p.figures}${p.time}${p.text}${p.source}</div>`,
  reel: (p) => html`${p.media}<div class="below">${p.text}${p.source}${p.figures}${p.time}</div>`,
  chat: (p) => html`${p.reply}${p.media}${p.title}${p.warning}${p.text}${p.link}${p.source}${p.figures}${p.time}`,
  article: (p) =>
    html`${p.media}<div class="below">${p.time}${p.title}${p.warning}${p.text}${p.source}${p.figures}</div>`,
  letter: (p) =>
    html`<header><p><span>${p.words.from}</span> ${p.name}</p>${p.time}</header>${p.title}${p.media}${p.text}${p.link}${p.source}`,
}

function partsOf(item: PracticeItem, { profile, words, now }: Reading): Parts {
  const warning = textOf(item.options['contentWarning'])
  const source = textOf(item.options['source'])
  const link = textOf(item.options['link'])
  const written = DateTime.fromJSDate(item.createdAt, { zone: profile.zone ?? 'utc' }).setLocale(words.language)
  const isThisYear = written.year === DateTime.fromJSDate(now, { zone: written.zone }).year
  const shownTime = written.toLocaleString({ ...DateTime.DATETIME_MED, ...(isThisYear ? { year: undefined } : {}) })
  const address = practicePath(item, item.id)
  return {
    avatar: avatarOf(profile),
    name: profile.name ?? item.account,
    handle: `@${item.account}`,
    time: html`<a class="time" href="${address}"><time datetime="${item.createdAt.toISOString()}">${shownTime}</time>${item.editedAt ? html` · ${words.edited}` : nothing}</a>`,
    reply:
      item.replyTo === null
        ? nothing
        : html`<p class="reply"><a href="${practicePath(item, item.replyTo)}">↳ ${words.continued}</a></p>`,
    title: item.title ? html`<h2>${item.title}</h2>` : nothing,
    warning: warning ? html`<p class="warning"><b>${words.sensitive}:</b> ${warning}</p>` : nothing,
    text: item.text ? html`<p class="text">${linked(item.text)}</p>` : nothing,
    media: mediaOf(item.media),
    link: link && /^https?:\/\//.test(link) && !item.text.includes(link) ? linkCard(link) : nothing,
    source: source ? html`<p class="source">${words.source}: ${source}</p>` : nothing,
    figures: figuresOf(item, words, now),
    words,
  }
}

function figuresOf(item: PracticeItem, words: Words, now: Date): Html {
  const subject = { platform: item.platform, seed: item.seed, hasMedia: item.media.length > 0 }
  const figures = Object.entries(practiceFigures(subject, now.getTime() - item.createdAt.getTime()))
  const told = figures.flatMap(([name, value]) => {
    const word = wordFor(words, name, value)
    return word ? [html`<li class="${name}"><b>${value.toLocaleString(words.language)}</b> ${word}</li>`] : []
  })
  return told.length > 0 ? html`<ul class="figures">${told}</ul>` : nothing
}

function mediaOf(media: readonly Json[]): Html {
  const shown = media.flatMap((medium) => {
    const { hash, mimeType, alt } = medium as { hash?: Json; mimeType?: Json; alt?: Json }
    const extension = typeof mimeType === 'string' ? extensions[mimeType] : undefined
    if (typeof hash !== 'string' || typeof mimeType !== 'string' || !extension) return []
    const address = `/practice/media/${hash}.${extension}`
    return mimeType.startsWith('video/')
      ? [
          html`<video src="${address}" controls loop playsinline preload="metadata" aria-label="${textOf(alt)}"></video>`,
        ]
      : [html`<img src="${address}" alt="${textOf(alt)}" loading="lazy">`]
  })
  return shown.length > 0 ? html`<div class="media of-${Math.min(shown.length, 4)}">${shown}</div>` : nothing
}

function linkCard(link: string): Html {
  const { hostname, pathname } = new URL(link)
  return html`<a class="link" href="${link}" rel="nofollow noreferrer"><b>${hostname}</b><span>${pathname}</span></a>`
}

/** The account's picture: its initials. */
export function avatarOf({ name, account }: PracticeProfile): Html {
  const initials = (name ?? account)
    .split(/[\s._-]+/)
    .filter((word) => /^\p{L}/u.test(word))
    .map((word) => [...word][0] ?? '')
  const shown = [initials[0], initials.length > 1 ? initials.at(-1) : undefined].join('').toUpperCase()
  return html`<span class="avatar" aria-hidden="true">${shown || '•'}</span>`
}

const textOf = (value: Json | undefined) => (typeof value === 'string' ? value : '')
