import type { MetricName } from '../../connectors/contract.ts'
import type { Platform } from '../../connectors/rules/platforms.ts'

/** What a practice item is counted by: the same inputs give the same figures, on every machine and at every reading. */
export interface PracticeSubject {
  readonly platform: Platform
  /** Any whole number; decides how well the item does. */
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

/** Share of the viewers who do it. */
const rates: Readonly<Record<MetricName, number>> = {
  views: 1,
  impressions: 1.18,
  reach: 0.78,
  reactions: 0.034,
  comments: 0.0042,
  shares: 0.0061,
  saves: 0.0038,
  clicks: 0.012,
  watchSeconds: 19,
  delivered: 0.97,
  opens: 0.31,
}

/** Half of what an item will ever get comes in its first hours; the rest trickles over weeks. */
const halfLifeHours = 9

/** Figures of one item at an age. Counters never go down. @param ageMs milliseconds since publishing, 0 or more */
export function practiceFigures(subject: PracticeSubject, ageMs: number): Partial<Record<MetricName, number>> {
  const { audience, offers } = looks[subject.platform]
  const luck = 0.35 + 2.4 * unitInterval(subject.seed, 'luck') ** 3
  const finally_ = audience * luck * (subject.hasMedia ? 1.3 : 1)
  const hours = Math.max(0, ageMs) / 3_600_000
  const grown = finally_ * (1 - 2 ** (-hours / halfLifeHours)) * 0.8 + finally_ * 0.2 * (1 - 2 ** (-hours / 240))
  return Object.fromEntries(
    offers.map((name) => [name, Math.floor(grown * rates[name] * (0.7 + 0.6 * unitInterval(subject.seed, name)))]),
  )
}

export function offeredBy(platform: Platform): readonly MetricName[] {
  return looks[platform].offers
}

/** Followers of a practice account: a slow, steady growth from a size that belongs to the platform. */
export function practiceFollowers(platform: Platform, since: Date, now: Date): number {
  const days = Math.max(0, now.getTime() - since.getTime()) / 86_400_000
  return Math.floor(looks[platform].audience * (4 + days * 0.004))
}

/** A number in [0, 1) that belongs to seed and name. FNV-1a with a final mix; nothing here needs to be secret. */
export function unitInterval(seed: number, name: string): number {
  let hash = 2_166_136_261 ^ seed
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619)
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_519)
  hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_917)
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296
}
