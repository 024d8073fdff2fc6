import { createHash } from 'node:crypto'
import type { AbsentReason } from '../../connectors/contract.ts'
import { type MetricName, metricNames } from '../../connectors/rules/metrics.ts'
import type { Platform } from '../../connectors/rules/platforms.ts'

/** What a practice item is counted by: the same inputs give the same figures, on every machine and at every reading. */
export interface PracticeSubject {
  readonly platform: Platform
  /** Decides how well the item does; see `seedOf`. */
  readonly seed: number
  readonly hasMedia: boolean
}

/** Typical views of one item, and which figures the platform tells at all (the fact sheets say the same). */
const looks: Readonly<Record<Platform, { audience: number; offers: readonly MetricName[] }>> = {
  facebook: { audience: 4_200, offers: ['views', 'reach', 'reactions', 'comments', 'shares', 'clicks'] },
  youtube: { audience: 3_100, offers: ['views', 'reactions', 'comments', 'watchSeconds'] },
  tiktok: { audience: 6_800, offers: ['views', 'reactions', 'comments', 'shares'] },
  zalo: { audience: 2_600, offers: ['views', 'reactions', 'shares'] },
  x: { audience: 1_500, offers: ['impressions', 'reactions', 'comments', 'shares', 'clicks'] },
  instagram: { audience: 2_300, offers: ['views', 'reach', 'reactions', 'comments', 'shares', 'saves'] },
  threads: { audience: 700, offers: ['views', 'reactions', 'comments', 'shares'] },
  linkedin: { audience: 900, offers: ['impressions', 'reach', 'reactions', 'comments', 'shares', 'clicks'] },
  telegram: { audience: 1_100, offers: [] },
  bluesky: { audience: 300, offers: ['reactions', 'comments', 'shares'] },
  mastodon: { audience: 250, offers: ['reactions', 'comments', 'shares'] },
  wordpress: { audience: 1_800, offers: ['comments'] },
  email: { audience: 2_000, offers: ['delivered', 'clicks'] },
}

/** Per view of the item, from the least to the most. Reach stays below views: people look twice. */
const rates: Readonly<Record<Exclude<MetricName, 'delivered'>, readonly [number, number]>> = {
  views: [1, 1],
  impressions: [1.05, 1.35],
  reach: [0.58, 0.9],
  reactions: [0.018, 0.055],
  comments: [0.002, 0.007],
  shares: [0.003, 0.01],
  saves: [0.002, 0.006],
  clicks: [0.006, 0.02],
  watchSeconds: [11, 34],
  opens: [0.2, 0.42],
}

/** Figures of one item at an age. Counters never go down. @param ageMs milliseconds since publishing, 0 or more */
export function practiceFigures(
  { platform, seed, hasMedia }: PracticeSubject,
  ageMs: number,
): Partial<Record<MetricName, number>> {
  const { audience, offers } = looks[platform]
  const hours = Math.max(0, ageMs) / 3_600_000
  // Most items do modestly and a few do very well. Most of it comes in the first hours, the rest over weeks.
  const views = audience * (0.35 + 2.4 * unitInterval(seed, 'luck') ** 3) * (hasMedia ? 1.3 : 1)
  const seen = views * (0.8 * shareAfter(hours, 9) + 0.2 * shareAfter(hours, 240))
  const figure = (name: MetricName) => {
    if (name === 'delivered') return audience * (0.95 + 0.04 * unitInterval(seed, name)) * shareAfter(hours, 0.05)
    const [least, most] = rates[name]
    return seen * (least + (most - least) * unitInterval(seed, name))
  }
  return Object.fromEntries(offers.map((name) => [name, Math.floor(figure(name))]))
}

const shareAfter = (hours: number, halfLifeHours: number) => 1 - 2 ** (-hours / halfLifeHours)

export function offeredBy(platform: Platform): readonly MetricName[] {
  return looks[platform].offers
}

/** What the platform does not tell, with the reason. */
export function absentOn(platform: Platform): Partial<Record<MetricName, AbsentReason>> {
  const absent = metricNames.filter((name) => !offeredBy(platform).includes(name))
  return Object.fromEntries(absent.map((name) => [name, 'not-offered']))
}

/** Followers of a practice account: a slow growth from a size that belongs to platform and account. */
export function practiceFollowers(platform: Platform, account: string, since: Date, now: Date): number {
  const days = Math.max(0, now.getTime() - since.getTime()) / 86_400_000
  const seed = seedOf(platform, account, 'followers')
  const start = looks[platform].audience * (3 + 2 * unitInterval(seed, 'start'))
  return Math.floor(start + looks[platform].audience * (0.002 + 0.005 * unitInterval(seed, 'pace')) * days)
}

/** The number by which an item's figures are told apart from all others. */
export function seedOf(platform: Platform, account: string, marker: string): number {
  return createHash('sha256').update(`${platform}/${account}/${marker}`).digest().readInt32BE(0)
}

/** A number in [0, 1) that belongs to seed and name. FNV-1a with a final mix; nothing here needs to be secret. */
function unitInterval(seed: number, name: string): number {
  let hash = 2_166_136_261 ^ seed
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619)
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_519)
  hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_917)
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296
}
