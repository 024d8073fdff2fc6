import type { SendLimit } from '../../connectors/rules/capabilities.ts'
import type { Platform } from '../../connectors/rules/platforms.ts'
import { type Db, inTransaction } from '../db/database.ts'
import { lockUses, paceChannels, saveUses, type Uses } from '../db/send-limits.ts'

/** A window is kept in so many slices; a post counts until its slice has left the window whole. */
const slices = 60

/** Between a turn and the arrival of its post at the platform. */
const onTheWayMs = 1_000

/** Routine posts leave this share of every limit to urgent ones. */
const urgentShare = 0.1

/** Whose uses a limit counts: one channel's, or those of all channels of our application on a platform. */
export function limitKey(
  { of, windowMs }: SendLimit,
  channel: { readonly channelId: string; readonly platform: Platform; readonly practice: boolean },
): string {
  const { channelId, platform, practice } = channel
  return `${of === 'account' ? channelId : `${practice ? 'practice ' : ''}${platform}`}/${windowMs}`
}

/**
 * Takes `posts` out of a limit, or says from when on they fit. More posts than the limit ever takes wait until it is
 * wholly free.
 */
export function takeTurn(
  { max, windowMs }: SendLimit,
  uses: Uses,
  posts: number,
  urgent: boolean,
  now: Date,
): { readonly uses: Uses } | { readonly freeAt: Date } {
  const sliceMs = windowMs / slices
  const gone = ([slice]: Uses[number]) => (slice + 1) * sliceMs + windowMs + onTheWayMs
  const counted = uses.filter((use) => gone(use) > now.getTime())
  const allowed = urgent ? max : max - Math.floor(max * urgentShare)
  const room = allowed - Math.min(posts, allowed)
  let used = counted.reduce((sum, [, count]) => sum + count, 0)
  if (used > room)
    for (const use of counted) {
      used -= use[1]
      if (used <= room) return { freeAt: new Date(Math.ceil(gone(use))) }
    }
  const current = Math.floor(now.getTime() / sliceMs)
  const last = counted.at(-1)
  const together = last && last[0] >= current
  return {
    uses: together
      ? [...counted.slice(0, -1), [last[0], last[1] + posts] as const]
      : [...counted, [current, posts] as const],
  }
}

/** A delivery that is about to send so many posts. */
export interface Turn {
  readonly channelId: string
  readonly platform: Platform
  readonly practice: boolean
  readonly limits: readonly SendLimit[]
  readonly posts: number
  readonly urgent: boolean
}

/**
 * Takes turns out of all limits that count for them, urgent ones first. A channel, or an application, that has no room
 * left waits as a whole, so that its other deliveries are not asked in vain.
 * @returns for each turn null when it may go on, else when to ask again
 */
export function takeTurns(db: Db, turns: readonly Turn[]): Promise<(Date | null)[]> {
  return inTransaction(db, async (trx) => {
    const { now, uses } = await lockUses(
      trx,
      turns.flatMap((turn) => turn.limits.map((limit) => limitKey(limit, turn))),
    )
    const taken = new Map<string, Uses>()
    const waits = new Map<Turn, Date>()
    for (const turn of turns.toSorted((one, other) => Number(other.urgent) - Number(one.urgent))) {
      const results = turn.limits.map((limit) => {
        const key = limitKey(limit, turn)
        return { limit, key, ...takeTurn(limit, taken.get(key) ?? uses.get(key) ?? [], turn.posts, turn.urgent, now) }
      })
      for (const result of results) {
        if (!('freeAt' in result)) continue
        await paceChannels(trx, result.limit.of, turn, result.freeAt)
        waits.set(turn, later(waits.get(turn), result.freeAt))
      }
      if (!waits.has(turn)) for (const result of results) if ('uses' in result) taken.set(result.key, result.uses)
    }
    await saveUses(trx, taken)
    return turns.map((turn) => waits.get(turn) ?? null)
  })
}

function later(one: Date | undefined, other: Date): Date {
  return one && one > other ? one : other
}
