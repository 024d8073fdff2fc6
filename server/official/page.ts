import { platformNames } from '../../connectors/rules/platforms.ts'
import type { OfficialChannel } from '../db/official.ts'
import { type Html, html } from '../html.ts'
import type { Words } from './words.ts'

/** The register for readers: plain HTML without a script. */
export function renderRegister(channels: readonly OfficialChannel[], say: Words): string {
  const offices = [...Map.groupBy(channels, ({ office }) => office)]
  const other = say.language === 'vi' ? 'en' : 'vi'
  return html`<!doctype html>
<html lang="${say.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${say.title}</title><link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="/official/style.css"><link rel="alternate" type="application/json" href="/official.json"></head>
<body><header><div><h1>${say.title}</h1><a lang="${other}" href="/official?lang=${other}">${say.otherLanguage}</a></div><p>${say.intro}</p></header>
<main>${offices.length > 0 ? offices.map(([name, own]) => office(name, own, say)) : html`<p>${say.none}</p>`}</main>
<footer><a href="/official.json">${say.asData}</a></footer></body></html>`.html
}

function office(name: string, channels: readonly OfficialChannel[], say: Words): Html {
  return html`<section><h2>${name}</h2><ul>${channels.map((channel) => item(channel, say))}</ul></section>`
}

function item({ platform, name, handle, url, unit, language, attestedAt }: OfficialChannel, say: Words): Html {
  const day = attestedAt.toLocaleDateString(say.language === 'vi' ? 'vi-VN' : 'en-GB', { timeZone: 'UTC' })
  return html`<li lang="${language}"><span class="platform">${platformNames[platform]}</span>
<b>${url ? html`<a href="${url}" rel="noopener">${name}</a>` : name}</b><span class="handle">${handle}</span>
${url ? html`<span class="address">${url}</span>` : null}
<span class="note" lang="${say.language}">${say.unit(unit)} · ${say.since(day)}</span></li>`
}
