import type { Http } from '../../../connectors/contract.ts'
import type { ConnectorRegistry } from '../../../connectors/registry.ts'
import type { Vault } from '../../auth/vault.ts'
import { type Db, inTransaction } from '../../db/database.ts'
import { anyOrganizationExists, lockInstallation } from '../../db/organizations.ts'
import type { MediaStore } from '../../media/store.ts'
import { insertAhead, putInLine, stageOf } from './ahead.ts'
import { writeAuditTrail } from './audit-past.ts'
import { brokenSince, connectAccounts, insertChannels, pausedSince, troubled } from './connected.ts'
import { insertPosts } from './content.ts'
import { type DemoDelivery, type DemoPost, postsBetween } from './days.ts'
import { insertDesk } from './desk.ts'
import { type Ground, layGround } from './ground.ts'
import { drawLibrary } from './library.ts'
import { type Fate, insertPast, type PastDelivery } from './past.ts'
import { createChance } from './random.ts'
import { insertReadings } from './readings.ts'
import { aboutToHappen, recentTrouble } from './trouble.ts'

export interface DemoNeeds {
  readonly db: Db
  readonly vault: Vault
  /** With the practice network in it. */
  readonly connectors: ConnectorRegistry
  readonly http: (signal?: AbortSignal) => Http
  readonly store: MediaStore
  /** Where the practice network keeps its pictures. */
  readonly practiceMediaDir: string
  /** What the same seed and day make is the same. */
  readonly seed?: string
}

const daysBack = 365
const daysAhead = 31

/**
 * Fills an empty installation with the demo office: a year behind it, a month ahead, all of it practice. All or nothing;
 * of several processes one does it.
 * @returns false when there is an office already, and nothing was changed
 */
export async function fillDemoOffice(needs: DemoNeeds): Promise<boolean> {
  const { db, vault, connectors, http, seed = 'hai-dang' } = needs
  if (await anyOrganizationExists(db)) return false
  const [library, accounts] = await Promise.all([drawLibrary(seed, needs), connectAccounts(db, connectors, http)])
  return inTransaction(db, async (trx) => {
    await lockInstallation(trx)
    if (await anyOrganizationExists(trx)) return false
    const ground = await layGround(trx, seed, library)
    await insertChannels(ground, vault, accounts)
    const { today } = ground
    const posts = postsBetween(seed, today, today.minus({ days: daysBack }), today.plus({ days: daysAhead }))
    const begun = posts.filter(({ deliveries }) => deliveries.some(({ at }) => isOver(ground, at)))
    const planned = posts.filter(
      (post) => !begun.includes(post) && post.deliveries.every(({ at }) => !isNear(ground, at)),
    )

    const trouble = recentTrouble(ground)
    await insertPosts(ground, [...begun, ...trouble.map(({ post }) => post)], () => 'approved')
    const written = await insertPast(ground, [...begun.flatMap((post) => pastOf(ground, post)), ...trouble])
    await insertReadings(ground, written)
    await writeAuditTrail(ground)
    await insertDesk(ground)

    for (const post of begun) await putInLine(ground, withoutNear(ground, post))
    await insertAhead(ground, [...planned, ...aboutToHappen(ground)], (post) => stageOf(ground, post))
    return true
  })
}

/** Over and settled: nothing is said about the very minutes in which the office opens. */
const isOver = ({ today }: Ground, at: DemoDelivery['at']) => at < today.minus({ minutes: 5 })
const isNear = (ground: Ground, at: DemoDelivery['at']) => !isOver(ground, at) && at < ground.today.plus({ minutes: 2 })

function withoutNear(ground: Ground, post: DemoPost): DemoPost {
  return { ...post, deliveries: post.deliveries.filter(({ at }) => !isNear(ground, at)) }
}

function pastOf(ground: Ground, post: DemoPost): PastDelivery[] {
  return post.deliveries
    .filter(({ at, channel }) => isOver(ground, at) && at < workedUntil(ground, channel.platform))
    .map((delivery) => ({ post, delivery, fate: fateOf(ground, post, delivery) }))
}

/** What a paused or broken channel let pass is told by `recentTrouble` alone. */
function workedUntil({ today }: Ground, platform: string) {
  if (platform === troubled.broken) return today.minus(brokenSince)
  return platform === troubled.paused ? today.minus(pausedSince) : today
}

/** Nearly everything goes out at the first try. */
function fateOf({ today }: Ground, { key }: DemoPost, { channel, at }: DemoDelivery): Fate {
  const chance = createChance(`fate ${key} ${channel.platform}`)
  if (chance.happens(0.004) && at < today.minus({ hours: 40 }))
    return { state: 'removed', after: { hours: chance.between(1, 30) } }
  if (chance.happens(0.005)) return { state: 'cancelled' }
  const stumbled = chance.happens(0.02)
  return {
    state: 'published',
    stumbled: stumbled ? { code: chance.pick(['unreachable', 'platform-down'] as const) } : null,
  }
}
