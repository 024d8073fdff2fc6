import type { DateTime } from 'luxon'
import { slugOf } from '../../../connectors/rules/fold-text.ts'
import { profiles } from '../../../connectors/rules/profiles.ts'
import { measureText } from '../../../connectors/rules/text.ts'
import type { SourceText } from '../../contract/content.ts'
import { type DemoChannel, inLanguage, type Language, office, type Pair, places } from './office.ts'
import type { Chance } from './random.ts'
import type { Topic } from './topics/index.ts'

/** One piece of content, written out in both languages. */
export interface Piece {
  readonly title: Pair
  readonly lead: Pair
  readonly more: readonly [Pair, Pair]
  readonly tag: Pair
  /** Empty: none. */
  readonly link: string
}

/** What a variant says for itself; null follows the post. */
export interface Wording {
  readonly title: string | null
  readonly parts: string[] | null
}

/** Fills a topic in for a day. @param isLinked with the address of the city's page about it */
export function write(topic: Topic, date: DateTime, isLinked: boolean, chance: Chance): Piece {
  const place = chance.pick(places)
  const subject = chance.pick(topic.subjects)
  const day = date.plus({ days: topic.ahead ?? 0 })
  const values = { n: String(chance.between(...topic.n)), m: String(chance.between(3, 19)) }
  const [first, second = first] = chance.some(topic.more, 2)
  const fill = ([vi, en]: Pair): Pair => [
    filled(vi, { ...values, place: place[0], subject: subject[0], day: day.toFormat('d/M') }),
    filled(en, { ...values, place: place[1], subject: subject[1], day: day.setLocale('en').toFormat('d MMMM') }),
  ]
  const title = fill(topic.title)
  const link = isLinked ? `${office.site}/tin/${date.toFormat('yyyy/MM')}/${slugOf(title[0]).slice(0, 60)}` : ''
  return {
    title,
    lead: fill(topic.lead),
    more: [fill(first ?? topic.lead), fill(second ?? topic.lead)],
    tag: topic.tag,
    link,
  }
}

/** The post as its author wrote it, before channels adapt it. */
export function sourceOf({ title, lead, more: [first, second], link }: Piece, language: Language): SourceText {
  const say = (pair: Pair) => inLanguage(pair, language)
  return { title: say(title), text: `${say(lead)}\n\n${say(first)} ${say(second)}`, link }
}

/** The post as a channel says it: each platform has its own length and manner. */
export function wordingFor(channel: DemoChannel, { title, lead, more: [first, second], tag, link }: Piece): Wording {
  const say = (pair: Pair) => inLanguage(pair, channel.language)
  const [t, l, a, b, hash] = [say(title), say(lead), say(first), say(second), say(tag)]
  const own = (text: string): Wording => ({ title: null, parts: [text] })
  switch (channel.platform) {
    case 'facebook':
      return own(`${t}\n\n${l} ${a}\n\n${b}\n\n${hash} #ThanhPhoCang`)
    case 'tiktok':
      return own(`${t}${/[?!]$/.test(t) ? '' : '.'} ${b} ${hash} #CangKeChuyen`)
    case 'zalo':
      return own(`${l}\n\n${a}`)
    case 'instagram':
      return own(`${l}\n\n${a}\n${b}\n\n${hash} #VisitPortCity #PortCity`)
    case 'threads':
      return own(`${l} ${b}`)
    case 'linkedin':
      return own(`${t}\n\n${l}\n\n• ${a}\n• ${b}\n\n${hash} #PortCity`)
    case 'telegram':
      return own(`${t}\n\n${l}\n${b}`)
    case 'x':
    case 'bluesky':
    case 'mastodon':
      return own(shortest(channel, link, [`${l} ${a}\n\n${hash}`, `${l} ${hash}`, `${t} ${hash}`]))
    case 'wordpress':
    case 'youtube':
    case 'email':
      return { title: null, parts: null }
  }
}

/** A letter to people far from home: what the week brought, in the words of its headlines. */
export function writeLetter(friday: DateTime, headlines: readonly string[], chance: Chance): SourceText {
  const number = friday.weekNumber
  const [first = 'một tuần yên ả'] = headlines
  const greeting = chance.pick([
    'Bà con thân mến,',
    'Gửi bà con ở xa,',
    'Thân gửi người con phố Cảng,',
    'Bà con mình ơi,',
  ])
  const weather = chance.pick([
    'Tuần này phố mình gió nhẹ, chiều nào bờ sông cũng đông.',
    'Sáng nay có sương, còi tàu nghe gần hơn mọi hôm.',
    'Mưa vài trận, phố sạch và mát.',
    'Nắng lên, ngoài bến rộn hơn hẳn.',
    'Trời đổi gió, quán bánh đa nào cũng kín chỗ.',
  ])
  const closing = chance.pick([
    'Hẹn bà con thứ Sáu tới.',
    'Nhớ nhà thì viết thư cho chúng tôi, thư nào cũng được đọc.',
    'Bà con về thăm, nhớ báo một tiếng để chúng tôi mời chén trà.',
  ])
  const list = headlines.map((headline) => `• ${headline}`).join('\n')
  return {
    title: `Thư phố Cảng số ${number}/${friday.weekYear}: ${first}`.slice(0, 140),
    text: `${greeting}\n\n${weather} Việc đáng kể trong tuần:\n\n${list}\n\n${closing}\n\nPhố Cảng, ngày ${friday.toFormat('d/M/yyyy')}`,
    link: '',
  }
}

/** The first that fits together with its link. */
function shortest({ platform }: DemoChannel, link: string, candidates: readonly [string, ...string[]]): string {
  const fits = (text: string) => {
    const { used, max } = measureText(link ? `${text}\n\n${link}` : text, profiles[platform])
    return used <= max
  }
  return candidates.find(fits) ?? candidates[candidates.length - 1] ?? candidates[0]
}

/** Fills the gaps and begins with a capital letter. */
function filled(pattern: string, values: Readonly<Record<string, string>>): string {
  const text = pattern.replace(/\{(\w+)\}/g, (_gap, name: string) => values[name] ?? '')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
