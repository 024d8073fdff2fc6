import { DateTime } from 'luxon'
import type { AlertRow } from '../db/alerts.ts'
import { type AlertWords, alertWords } from './alert-words.ts'

export interface AlertLetter {
  readonly subject: string
  readonly text: string
  readonly html: string
}

export interface AlertLetterInput {
  readonly name: string
  /** `en`, or Vietnamese for everything else. */
  readonly language: string
  readonly organizationName: string
  readonly zone: string
  /** Where people reach the pages; null: the mail has no links. */
  readonly publicUrl: string | null
  readonly alerts: readonly AlertRow[]
  /** Of which `alerts` are the most urgent. */
  readonly total: number
}

/** One thing, as both forms of the mail show it. */
interface Entry {
  readonly heading: string
  readonly facts: readonly string[]
  readonly link: string | null
}

/** What somebody is told: what, on which channel, why, and the safe next step. Nothing but our own content is named. */
export function writeAlertLetter(input: AlertLetterInput): AlertLetter {
  const language = input.language === 'en' ? 'en' : 'vi'
  const words = alertWords[language]
  const { total, alerts, publicUrl } = input
  const entries = alerts.map((alert) => describe(alert, words, input))
  const [only] = alerts
  const summary = total === 1 && only ? describe(only, words, input).heading : words.subject(total)
  const attention = publicUrl && `${publicUrl}/attention`
  const opening = [words.greeting(input.name), words.intro(total, input.organizationName)]
  const rest = total > alerts.length ? [words.more(total - alerts.length)] : []
  const text = [
    ...opening,
    ...entries.map(({ heading, facts, link }) => [heading, ...facts, ...(link ? [link] : [])].join('\n  ')),
    ...rest,
    attention ? `${words.openAll}: ${attention}` : words.withoutLinks,
    `-- \n${words.footer}`,
  ].join('\n\n')
  const html = page(language, [
    ...opening.map(paragraph),
    `<ul style="padding-left:1.2em">${entries.map((entry) => item(entry, words)).join('')}</ul>`,
    ...rest.map(paragraph),
    attention
      ? `<p><a href="${escaped(attention)}"><strong>${escaped(words.openAll)}</strong></a></p>`
      : paragraph(words.withoutLinks),
    `<p style="color:#666;font-size:13px">${escaped(words.footer)}</p>`,
  ])
  return { subject: `Hải Đăng: ${summary}`, text, html }
}

function describe(alert: AlertRow, words: AlertWords, { zone, publicUrl }: AlertLetterInput): Entry {
  const { kind, title, deliveryId, channelName, platform, practice, dueAt, endsAt } = alert
  const time = (instant: Date) => DateTime.fromJSDate(instant, { zone }).toFormat('dd/MM/yyyy HH:mm')
  const where = `${channelName} (${words.platform[platform]}${practice ? `, ${words.practice}` : ''})`
  const isEnding = kind === 'channel-ends-day' || kind === 'channel-ends-week'
  const reason = alert.whyNot.find((code) => code in words.why) ?? alert.fault?.code
  const why = reason && words.why[reason]
  const path = deliveryId ? `/deliveries/${deliveryId}` : '/channels'
  return {
    heading: `${words.what[kind]}: ${title ?? channelName}`,
    facts: [
      `${words.channel}: ${where}`,
      ...(dueAt ? [`${words.due}: ${time(dueAt)}`] : []),
      ...(isEnding && endsAt ? [`${words.ends}: ${time(endsAt)}`] : []),
      ...(why && kind !== 'held' ? [why] : []),
      words.step[kind],
    ],
    link: publicUrl && publicUrl + path,
  }
}

const item = ({ heading, facts, link }: Entry, words: AlertWords) =>
  `<li style="margin-bottom:1em"><strong>${escaped(heading)}</strong><br>${facts.map(escaped).join('<br>')}${
    link ? `<br><a href="${escaped(link)}">${escaped(words.open)}</a>` : ''
  }</li>`

const paragraph = (text: string) => `<p>${escaped(text)}</p>`

const page = (language: string, parts: readonly string[]) =>
  `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>Hải Đăng</title></head>` +
  `<body style="font-family:sans-serif;font-size:15px;line-height:1.5;max-width:40em">${parts.join('\n')}</body></html>`

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)
