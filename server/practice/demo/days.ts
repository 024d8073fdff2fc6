import type { DateTime } from 'luxon'
import type { Platform } from '../../../connectors/rules/platforms.ts'
import { wordsOf } from '../../../connectors/rules/same-text.ts'
import type { SourceText } from '../../contract/content.ts'
import { type CampaignKey, campaigns, channels, type DemoChannel, office, type UnitKey } from './office.ts'
import type { SceneName } from './pictures/index.ts'
import { type Chance, createChance } from './random.ts'
import { type Topic, topics } from './topics/index.ts'
import { sourceOf, type Wording, wordingFor, write, writeLetter } from './writing.ts'

/** One post of the demo office and where it goes. */
export interface DemoPost {
  /** Its name among all posts; ids are made from it. */
  readonly key: string
  readonly kind: Topic['kind']
  readonly tone: Topic['tone']
  readonly unit: UnitKey
  readonly campaign: CampaignKey | null
  readonly content: Readonly<Record<string, SourceText>>
  readonly scene: SceneName
  /** Pictures of the scene: which times of day. */
  readonly variations: readonly number[]
  /** Shows the large poster in place of pictures. */
  readonly usesPoster?: boolean
  readonly translatedByMachine: boolean
  readonly deliveries: readonly DemoDelivery[]
}

export interface DemoDelivery {
  readonly channel: DemoChannel
  readonly wording: Wording
  /** In the office's zone. */
  readonly at: DateTime<true>
}

/** How readily a channel takes a kind of content, 0 to 1. */
const appetite: Readonly<Record<Platform, Partial<Record<Topic['kind'], number>>>> = {
  facebook: {
    news: 0.75,
    infographic: 0.75,
    statement: 1,
    correction: 1,
    photo_story: 0.8,
    video: 0.55,
    short_video: 0.3,
    podcast: 0.7,
  },
  youtube: { video: 1, short_video: 0.3 },
  tiktok: { short_video: 1, video: 0.3 },
  zalo: { news: 0.42, infographic: 0.55, statement: 0.8, correction: 0.8, photo_story: 0.2 },
  x: { news: 0.55, infographic: 0.5, statement: 0.6, correction: 0.6, video: 0.2 },
  instagram: { photo_story: 0.95, news: 0.6, infographic: 0.5 },
  threads: { photo_story: 0.45, news: 0.14, podcast: 0.6 },
  linkedin: { news: 0.7, infographic: 0.7, video: 0.4 },
  telegram: { statement: 0.9, correction: 0.9, news: 0.28, infographic: 0.35 },
  bluesky: { news: 0.42, infographic: 0.4, statement: 0.4 },
  mastodon: { news: 0.42, infographic: 0.42, photo_story: 0.4 },
  wordpress: {
    news: 0.8,
    infographic: 0.55,
    statement: 0.85,
    correction: 0.85,
    photo_story: 0.45,
    podcast: 0.8,
    video: 0.3,
  },
  email: {},
}

/** When a channel usually goes out, in the office's zone: where its readers are and when they look. */
const hours: Readonly<Record<Platform, readonly string[]>> = {
  facebook: ['07:30', '08:30', '11:30', '17:00', '20:00'],
  youtube: ['11:00', '19:30'],
  tiktok: ['18:30', '19:30', '20:30', '21:15'],
  zalo: ['07:15', '11:45', '17:30'],
  x: ['15:00', '16:30', '20:00'],
  instagram: ['09:30', '17:45', '19:00'],
  threads: ['12:15', '20:45'],
  linkedin: ['09:15', '14:30'],
  telegram: ['08:00', '16:15'],
  bluesky: ['15:30', '21:00'],
  mastodon: ['14:45', '18:15'],
  wordpress: ['09:00', '10:30', '14:00', '16:00'],
  email: ['16:00'],
}
/** Where a link to the city's own page helps; the others have no use for it, or are that page. */
const linking: readonly Platform[] = ['facebook', 'x', 'threads', 'linkedin', 'telegram', 'bluesky', 'mastodon']
const shifts = [0, 0, 0, 5, 10, 15, 20] as const

/**
 * What the office publishes from one day to another, both included. A day's posts depend on the seed and the date
 * alone; of two that would say the same on one platform the later one is left out.
 * @param today where the campaigns stand around
 */
export function postsBetween(seed: string, today: DateTime, from: DateTime, to: DateTime): DemoPost[] {
  const posts: DemoPost[] = []
  const said = new Set<string>()
  const headlines: string[] = []
  for (let day = from.startOf('day'); day <= to; day = day.plus({ days: 1 })) {
    const chance = createChance(`${seed} ${day.toISODate()}`)
    const taken = new Set<string>()
    for (let index = 0; index < postsOn(day, chance); index += 1) {
      const post = writePost(`${day.toISODate()} ${index}`, day, today, chance, taken)
      if (!post.deliveries.every((delivery) => isNew(post, delivery, said))) continue
      posts.push(post)
      headlines.push(post.content['vi']?.title ?? '')
    }
    if (day.weekday === 5) posts.push(letterOf(day, headlines.splice(0), chance))
  }
  return posts
}

function postsOn(day: DateTime, chance: Chance): number {
  if (day.weekday === 7) return chance.between(0, 1)
  return day.weekday === 6 ? 1 : chance.pick([1, 2, 2, 2, 3])
}

function writePost(key: string, day: DateTime, today: DateTime, chance: Chance, taken: Set<string>): DemoPost {
  const topic = chance.pick(topics.filter(({ months }) => !months || months.includes(day.month)))
  const willing = channels.filter((channel) => chance.happens(readiness(channel, topic)))
  const first = channels.reduce((best, channel) =>
    readiness(channel, topic) > readiness(best, topic) ? channel : best,
  )
  const chosen = willing.length > 0 ? willing : [first]
  const piece = write(
    topic,
    day,
    chosen.every(({ platform }) => linking.includes(platform)),
    chance,
  )
  const scene = chance.pick(topic.scenes)
  const { kind, tone, unit } = topic
  return {
    ...{ key, kind, tone, unit, scene },
    campaign: topic.campaign && isOn(topic.campaign, day, today) ? topic.campaign : null,
    content: { vi: sourceOf(piece, 'vi'), en: sourceOf(piece, 'en') },
    variations: kind === 'photo_story' ? [0, 1, 2] : [chance.between(0, 2)],
    translatedByMachine: chance.happens(0.15),
    deliveries: chosen.map((channel) => ({
      channel,
      wording: wordingFor(channel, piece),
      at: timeFor(channel, day, chance, taken),
    })),
  }
}

function letterOf(friday: DateTime, headlines: readonly string[], chance: Chance): DemoPost {
  const channel = channels.find(({ platform }) => platform === 'email') ?? channels[0]
  if (!channel) throw new RangeError('The demo office has no channels')
  const letter = writeLetter(friday, chance.some(headlines, 4), chance)
  const at = timeFor(channel, friday, chance, new Set())
  return {
    ...{ key: `${friday.toISODate()} letter`, kind: 'newsletter', tone: 'positive', unit: 'newsroom', campaign: null },
    content: { vi: letter },
    scene: chance.pick(['harbour', 'lighthouse', 'bridge', 'flamboyant', 'market'] as const),
    variations: [chance.between(0, 2)],
    translatedByMachine: false,
    deliveries: [{ channel, wording: { title: null, parts: null }, at }],
  }
}

function readiness({ platform, audience }: DemoChannel, { kind, audiences }: Topic): number {
  return audience === 'residents' || audiences.includes(audience) ? (appetite[platform][kind] ?? 0) : 0
}

function isOn(key: CampaignKey, day: DateTime, today: DateTime): boolean {
  const { from, to } = campaigns[key]
  return day >= today.plus({ days: from }).startOf('day') && day <= today.plus({ days: to }).endOf('day')
}

/** No channel says two things in one minute. */
function timeFor({ platform }: DemoChannel, day: DateTime, chance: Chance, taken: Set<string>): DateTime<true> {
  const [hour = 9, minute = 0] = chance.pick(hours[platform]).split(':').map(Number)
  let at = day.set({ hour, minute }).plus({ minutes: chance.pick(shifts) })
  while (taken.has(`${platform} ${at.toISO()}`)) at = at.plus({ minutes: 25 })
  taken.add(`${platform} ${at.toISO()}`)
  if (!at.isValid) throw new RangeError(`There is no such time in ${office.zone}`)
  return at as DateTime<true>
}

function isNew(post: DemoPost, { channel, wording }: DemoDelivery, said: Set<string>): boolean {
  const key = `${channel.platform} ${wordsOf(wording.parts ?? [post.content[channel.language]?.text ?? ''])}`
  if (said.has(key)) return false
  said.add(key)
  return true
}
