import type { z } from 'zod'
import type { Audience } from '../../../contract/channels.ts'
import type { Kind, Tone } from '../../../contract/content.ts'
import type { CampaignKey, Pair, UnitKey } from '../office.ts'
import type { SceneName } from '../pictures/index.ts'

/**
 * What the demo office writes about, as a pattern for many posts. `{place}`, `{day}`, `{n}`, `{m}` and `{subject}` are
 * filled in, so that no two posts are alike; `{day}` is the day of the post plus `ahead`.
 */
export interface Topic {
  readonly kind: z.infer<typeof Kind>
  readonly tone: z.infer<typeof Tone>
  readonly unit: UnitKey
  readonly campaign?: CampaignKey
  /** Who cares, beside the people of the city. */
  readonly audiences: readonly z.infer<typeof Audience>[]
  readonly scenes: readonly SceneName[]
  /** 1 to 12; left out: all year. */
  readonly months?: readonly number[]
  readonly ahead?: number
  readonly n: readonly [least: number, most: number]
  readonly tag: Pair
  readonly subjects: readonly Pair[]
  readonly title: Pair
  readonly lead: Pair
  /** Any two of these follow the lead, where there is room. */
  readonly more: readonly Pair[]
}
