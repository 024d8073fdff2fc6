import { renderBody } from '../../connectors/email/letter.ts'
import type { ListRow } from '../db/subscribers.ts'
import { issuePath } from '../domain/newsletter.ts'
import { type Archive, mediaPath, type PublicIssue } from '../domain/newsletter-archive.ts'
import { type Html, html, nothing } from '../html.ts'
import type { PageWords } from './words.ts'

/** What a subscriber typed and why it was not taken; null at the first look. */
export interface Trouble {
  readonly typed: string
  readonly sentence: string
}

/** A newsletter's own page: subscribe, and read what went out. */
export function listPage({ list, issues }: Archive, say: PageWords, trouble: Trouble | null): string {
  const home = `/newsletters/${list.channelId}`
  const hasEpisodes = issues.some(({ issue }) => issue.episode)
  return page(say, {
    title: list.name,
    subtitle: say.by(list.office),
    otherAddress: home,
    head: html`<link rel="alternate" type="application/rss+xml" title="${list.name}" href="${home}/rss.xml">
<link rel="alternate" type="application/atom+xml" title="${list.name}" href="${home}/atom.xml">
<link rel="alternate" type="application/feed+json" title="${list.name}" href="${home}/feed.json">`,
    body: html`${list.state === 'disconnected' ? html`<section><p>${say.ended}</p></section>` : form(list, say, trouble)}
<section><h2>${say.issues}</h2>
${issues.length === 0 ? html`<p>${say.none}</p>` : html`<ul>${issues.map((issue) => entry(list, issue, say))}</ul>`}</section>
<section class="feeds"><p>${say.feeds}</p><p><a href="${home}/rss.xml">RSS</a><a href="${home}/atom.xml">Atom</a><a href="${home}/feed.json">JSON Feed</a>${
      hasEpisodes ? html`<a href="${home}/podcast.xml">${say.podcast}</a>` : nothing
    }</p></section>`,
  })
}

function form({ channelId, name }: ListRow, say: PageWords, trouble: Trouble | null): Html {
  return html`<section><h2>${say.subscribe}</h2>
<form method="post" action="/newsletters/${channelId}/subscribe?lang=${say.language}">
<label for="address">${say.address}</label>
<input id="address" name="address" type="email" autocomplete="email" required maxlength="254" value="${trouble?.typed ?? ''}" aria-describedby="hint${trouble ? ' problem' : ''}"${
    trouble ? html` aria-invalid="true"` : nothing
  }>
${trouble ? html`<p class="problem" id="problem" role="alert">${trouble.sentence}</p>` : nothing}
<p class="note" id="hint">${say.addressHint}</p>
<p class="note">${say.consent(name)}</p>
<button type="submit">${say.subscribe}</button></form></section>`
}

function entry({ channelId }: ListRow, { id, issue, publishedAt }: PublicIssue, say: PageWords): Html {
  return html`<li lang="${issue.language}"><a href="${issuePath({ channelId, deliveryId: id })}">${issue.title}</a>${day(publishedAt, say)}</li>`
}

/** One issue, as it went out. */
export function issuePage(list: ListRow, item: PublicIssue, say: PageWords): string {
  const { issue, id, publishedAt } = item
  const body: Html = { html: renderBody(issue, (file) => mediaPath(list.channelId, file)) }
  const { audio } = issue.episode ?? {}
  const sound =
    audio &&
    html`<p><audio controls preload="none" src="${mediaPath(list.channelId, audio)}"></audio></p>
<p><a href="${mediaPath(list.channelId, audio)}">${say.listen}</a></p>`
  return page(say, {
    title: issue.title,
    subtitle: `${list.name}, ${list.office}`,
    otherAddress: issuePath({ channelId: list.channelId, deliveryId: id }),
    language: issue.language,
    body: html`<article lang="${issue.language}">${day(publishedAt, say)}${sound ?? nothing}${body}</article>
<p><a href="/newsletters/${list.channelId}">${say.backToList}</a></p>`,
  })
}

/** A question with one button: opening the page decides nothing. */
export function questionPage(
  say: PageWords,
  { title, text, button, action }: { title: string; text: string; button: string; action: string },
): string {
  return page(say, {
    ...{ title, otherAddress: action, isPrivate: true },
    body: html`<section><p>${text}</p><form method="post" action="${action}?lang=${say.language}"><button type="submit">${button}</button></form></section>`,
  })
}

/** What was done, or why nothing was. @param list where to go on from here */
export function tellPage(say: PageWords, title: string, text: string, list: ListRow | null): string {
  return page(say, {
    ...{ title, otherAddress: null, isPrivate: true },
    body: html`<section role="status"><p>${text}</p>${
      list ? html`<p><a href="/newsletters/${list.channelId}">${list.name}</a></p>` : nothing
    }</section>`,
  })
}

interface Page {
  readonly title: string
  readonly subtitle?: string
  /** The same page, to be read in the other language; null where that would do something again. */
  readonly otherAddress: string | null
  /** Of the title. */
  readonly language?: string
  readonly head?: Html
  readonly isPrivate?: boolean
  readonly body: Html
}

function page(say: PageWords, { title, subtitle, otherAddress, language, head, isPrivate, body }: Page): string {
  const other = say.language === 'vi' ? 'en' : 'vi'
  return html`<!doctype html>
<html lang="${say.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
${isPrivate ? html`<meta name="robots" content="noindex">` : nothing}
<title>${title}</title><link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="/newsletters/style.css">${head ?? nothing}</head>
<body><header><div><h1 lang="${language ?? say.language}">${title}</h1>${
    otherAddress ? html`<a lang="${other}" href="${otherAddress}?lang=${other}">${say.otherLanguage}</a>` : nothing
  }</div>${subtitle ? html`<p>${subtitle}</p>` : nothing}</header>
<main>${body}</main></body></html>`.html
}

function day(at: Date, say: PageWords): Html {
  const told = at.toLocaleDateString(say.language === 'vi' ? 'vi-VN' : 'en-GB', {
    ...{ day: 'numeric', month: 'long', year: 'numeric', timeZone: 'Asia/Ho_Chi_Minh' },
  })
  return html` <time datetime="${at.toISOString()}">${told}</time>`
}
