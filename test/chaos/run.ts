import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { createSessions, startSession } from '../../server/auth/sessions.ts'
import { type Db, inTransaction } from '../../server/db/database.ts'
import { insertMember } from '../../server/db/members.ts'
import { insertOrganization } from '../../server/db/organizations.ts'
import { insertUnit } from '../../server/db/units.ts'
import { createDeliveries } from '../../server/domain/deliveries.ts'
import { DomainError } from '../../server/domain/errors.ts'
import type { Actor } from '../../server/domain/policy.ts'
import type { FakePlatform, Received } from '../jobs/support/fake-platform.ts'
import { bringForward, type CancelNow, type Episode, live, type Person, planEpisode } from './episode.ts'
import { type Disaster, disasters, eventually, type House, redisDisasters, startHouse } from './house.ts'
import { count, type Ended, emptyLedger, type Ledger } from './ledger.ts'
import { type Kind, startPlatforms } from './platforms.ts'
import { createChance } from './random.ts'

export interface ChaosOptions {
  readonly runs: number
  readonly seed: number
  readonly queue: 'local' | 'redis'
  /** Episodes at the same time, in one house. */
  readonly lanes?: number
  readonly say?: (sentence: string) => void
}

/** Nothing may take longer than this to settle once nothing is broken any more. */
const settleWithinMs = 60_000
/** About as long as it takes to plan one episode. */
const planningMs = 100

/**
 * Plans deliveries over several platforms, breaks everything at seeded moments, and counts at the end what the
 * platforms took. Run n has the seed `seed + n`.
 */
export async function runChaos({ runs, seed, queue, lanes = 10, say = () => {} }: ChaosOptions): Promise<Ledger> {
  const dataDir = await mkdtemp(join(tmpdir(), 'haidang-chaos-'))
  const platforms = await startPlatforms(createChance(seed))
  const house = await startHouse({ dataDir, platforms, queue })
  const ledger = emptyLedger()
  const wrong: string[] = []
  try {
    const { actor, cookie } = await openOffice(house.db)
    const people = { ask: personAt(house, cookie), cancelNow: cancelAs(actor, house.db) }
    for (let done = 0; done < runs; done += lanes) {
      const seeds = Array.from({ length: Math.min(lanes, runs - done) }, (_unused, lane) => seed + done + lane)
      const episodes = await batch(house, seeds, { actor, people, queue })
      const taken = receivedBy(platforms)
      for (const episode of episodes) count(ledger, episode, taken, await endedOf(house.db, episode))
      say(`${Math.min(done + lanes, runs)} runs, ${ledger.planned} planned, ${ledger.publishedOnce} out once`)
      for (const sentence of ledger.wrong.splice(0)) {
        say(sentence)
        wrong.push(sentence)
      }
    }
    return { ...ledger, wrong }
  } finally {
    await house.stop()
    await Promise.all(Object.values(platforms).map((platform) => platform.close()))
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}

/** Some episodes at once, and what breaks meanwhile. @returns them when everything has settled */
async function batch(
  house: House,
  seeds: readonly number[],
  { actor, people, queue }: { readonly actor: Actor; readonly people: People; readonly queue: 'local' | 'redis' },
): Promise<Episode[]> {
  const chance = createChance(seeds[0] ?? 0)
  const chances = seeds.map((seed) => createChance(seed))
  const episodes: Episode[] = []
  const beginsAt = Date.now() + seeds.length * planningMs
  for (const [lane, seed] of seeds.entries())
    episodes.push(await planEpisode(house.db, actor, { seed, beginsAt, chance: chances[lane] ?? chance }))
  await wait(Math.max(0, beginsAt - Date.now()))

  let isOver = false
  const breaking = (async () => {
    const weights: Partial<Record<Disaster, number>> = { ...disasters, ...(queue === 'redis' && redisDisasters) }
    while (!isOver) {
      await wait(chance.between(100, 900))
      await house.strike(chance.weighted(weights as Record<Disaster, number>), chance)
    }
  })()
  await Promise.all(episodes.map((episode, lane) => live(episode, people, chances[lane] ?? chance)))
  isOver = true
  await breaking
  const deadline = performance.now() + settleWithinMs
  for (let open = episodes; open.length > 0 && performance.now() < deadline; ) {
    for (const episode of open) await eventually(() => bringForward(house.db, episode))
    const settled = await eventually(() => Promise.all(open.map((episode) => isSettled(house.db, episode))))
    open = open.filter((_episode, index) => !settled[index])
    await wait(200)
  }
  return episodes
}

async function isSettled(db: Db, { planned }: Episode): Promise<boolean> {
  const { rows } = await sql`
    select from delivery where id = any(${planned.map(({ id }) => id)}::uuid[])
      and (state = 'sending' or (state = 'unconfirmed' and confirm_at is not null)
        or (state in ('scheduled', 'retrying') and content_hash = released_hash))`.execute(db)
  return rows.length === 0
}

async function endedOf(db: Db, { planned }: Episode): Promise<Map<string, Ended>> {
  const { rows } = await sql<{ id: string } & Ended>`
    select id, state, content_hash is distinct from released_hash as is_changed, confirm_at is not null as is_looked_up, (
        select string_agg(concat_ws(' ', step, outcome, fault ->> 'code'), ', ' order by started_at) from attempt
        where attempt.delivery_id = delivery.id) as attempts
    from delivery
    where id = any(${planned.map(({ id }) => id)}::uuid[])`.execute(db)
  return new Map(rows.map(({ id, ...ended }) => [id, ended]))
}

function receivedBy(platforms: Readonly<Record<Kind, FakePlatform>>): Map<string, Received[]> {
  return Map.groupBy(
    Object.values(platforms).flatMap(({ published }) => published),
    ({ text }) => text,
  )
}

async function openOffice(db: Db): Promise<{ actor: Actor; cookie: string }> {
  const { organizationId, memberId } = await inTransaction(db, async (trx) => {
    const office = await insertOrganization(trx, { name: 'Chaos', zone: 'Asia/Ho_Chi_Minh', language: 'vi' })
    const unit = await insertUnit(trx, office.id, { parentId: null, name: 'Chaos', nameEn: null })
    const fields = { unitId: unit.id, name: 'Lan', role: 'admin', language: 'vi', email: 'lan@example.vn' } as const
    const member = await insertMember(trx, office.id, { ...fields, passwordHash: null })
    return { organizationId: office.id, memberId: member?.id ?? '' }
  })
  const visitor = { ip: '127.0.0.1', userAgent: 'chaos', token: null }
  const token = await inTransaction(db, (trx) => startSession(trx, { organizationId, id: memberId }, visitor))
  const found = await createSessions({ db }).find(token, '127.0.0.1')
  if (!found) throw new Error('The session did not start')
  return { actor: found.actor, cookie: `hd_session=${token}` }
}

interface People {
  readonly ask: Person
  readonly cancelNow: CancelNow
}

function cancelAs(actor: Actor, db: Db): CancelNow {
  const deliveries = createDeliveries({
    db,
    published: { offers: () => ({ removable: false, editing: null }), remove: async () => {} },
  })
  return async (id) => {
    const found = await db.selectFrom('delivery').select('revision').where('id', '=', id).executeTakeFirstOrThrow()
    try {
      await deliveries.cancel(actor, id, found.revision)
      return true
    } catch (error) {
      if (error instanceof DomainError) return false
      throw error
    }
  }
}

/** Speaks to whichever pages answer now. */
function personAt(house: House, cookie: string): Person {
  return async <T>(method: string, path: string, body?: unknown) => {
    const url = house.webUrl()
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { origin: url, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(5_000),
    })
    const text = await answer.text()
    if (answer.status >= 500) throw new Error(text)
    return answer.ok ? ((text === '' ? {} : JSON.parse(text)) as T) : null
  }
}
