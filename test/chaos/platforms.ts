import type { DeliveryCapabilities } from '../../connectors/rules/capabilities.ts'
import {
  type Behaviour,
  type FakePlatform,
  type FakePlatformOptions,
  type Path,
  startFakePlatform,
} from '../jobs/support/fake-platform.ts'
import type { Chance } from './random.ts'

/**
 * The kinds of platforms there are, by how certain a look-up is; each under the name of one that is like it. Where it is
 * prepared ahead, nothing but the permission stands between a claim and its call.
 */
export const kinds = {
  mastodon: { confirmation: 'certain', commitIsRepeatable: false, prepareLeadMs: 3_000 },
  bluesky: { confirmation: 'certain', commitIsRepeatable: true, prepareLeadMs: 0 },
  x: { confirmation: 'likely', commitIsRepeatable: false, prepareLeadMs: 0 },
  telegram: { confirmation: 'none', commitIsRepeatable: false, prepareLeadMs: 3_000 },
} as const satisfies Record<string, Pick<DeliveryCapabilities, 'confirmation' | 'commitIsRepeatable' | 'prepareLeadMs'>>
export type Kind = keyof typeof kinds
export const kindNames = Object.keys(kinds) as readonly Kind[]

const commitTimeoutMs = 400
const visibilityLagMs = 600
/** How long after it arrived a call may take effect. */
export const slowestMs = 800

export const termsOf = (kind: Kind): Partial<DeliveryCapabilities> => ({
  ...kinds[kind],
  commitTimeoutMs,
  visibilityLagMs,
})

/** How often each call goes wrong, and how. */
const troubles: Partial<Record<Path, Partial<Record<Behaviour, number>>>> = {
  publish: {
    ...{ ok: 55, 'hang-up-after': 8, 'hang-up-before': 6, 'error-after': 8, slow: 6, late: 5 },
    ...{ 'rate-limited': 4, down: 4, expired: 4 },
  },
  upload: { ok: 84, 'hang-up-after': 4, down: 4, slow: 4, expired: 4 },
  find: { ok: 86, 'hang-up-before': 7, down: 7 },
  refresh: { ok: 90, 'hang-up-before': 10 },
}

/** Servers that others could have written: they count what they were asked to publish, and know nothing of the engine. */
export async function startPlatforms(chance: Chance): Promise<Record<Kind, FakePlatform>> {
  const choose: FakePlatformOptions['choose'] = (path) =>
    chance.weighted((troubles[path] ?? { ok: 1 }) as Record<Behaviour, number>)
  const started = kindNames.map(async (kind) => {
    const idempotent = kinds[kind].commitIsRepeatable
    const visibleAfterMs = kinds[kind].confirmation === 'likely' ? visibilityLagMs - 100 : 0
    const platform = await startFakePlatform({ idempotent, visibleAfterMs, choose })
    platform.slowMs = slowestMs
    return [kind, platform] as const
  })
  return Object.fromEntries(await Promise.all(started)) as Record<Kind, FakePlatform>
}
