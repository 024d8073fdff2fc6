import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SendLimit } from '../../connectors/rules/capabilities.ts'
import { profiles } from '../../connectors/rules/profiles.ts'
import { limitKey, takeTurn } from '../../server/domain/send-limits.ts'

const start = Date.parse('2026-05-12T02:00:00Z')

interface Wish {
  readonly afterMs: number
  readonly posts: number
  readonly urgent: boolean
}

/** Asks one wish after the other, each as soon as it is allowed. @returns when how many posts went out */
function play(limit: SendLimit, wishes: readonly Wish[]): { at: number; posts: number; urgent: boolean }[] {
  let uses: Parameters<typeof takeTurn>[1] = []
  let now = start
  return wishes.map(({ afterMs, posts, urgent }) => {
    now += afterMs
    for (;;) {
      const turn = takeTurn(limit, uses, posts, urgent, new Date(now))
      if ('uses' in turn) {
        uses = turn.uses
        return { at: now, posts, urgent }
      }
      expect(turn.freeAt.getTime()).toBeGreaterThan(now)
      now = turn.freeAt.getTime()
    }
  })
}

const limits = fc.record({
  of: fc.constant('account' as const),
  max: fc.integer({ min: 1, max: 40 }),
  windowMs: fc.constantFrom(1_000, 60_000, 3_600_000, 86_400_000),
})
const wishes = (limit: SendLimit) =>
  fc.array(
    fc.record({
      afterMs: fc.integer({ min: 0, max: limit.windowMs }).map((ms) => (ms % 3 === 0 ? 0 : Math.floor(ms / 7))),
      posts: fc.integer({ min: 1, max: limit.max }),
      urgent: fc.boolean(),
    }),
    { maxLength: 60 },
  )

describe('what a platform takes in a time', () => {
  it('is never exceeded, in no window wherever it begins, also when posts arrive up to a second after their turn', () => {
    fc.assert(
      fc.property(
        limits.chain((limit) => fc.tuple(fc.constant(limit), wishes(limit))),
        ([limit, asked]) => {
          const sent = play(limit, asked)
          for (const { at } of sent) {
            const within = sent.filter((other) => other.at >= at && other.at < at + limit.windowMs + 1_000)
            expect(within.reduce((sum, { posts }) => sum + posts, 0)).toBeLessThanOrEqual(limit.max)
          }
        },
      ),
    )
  })

  it('is free again a second and a sixtieth of the window after its end at the latest', () => {
    const limit: SendLimit = { of: 'account', max: 2, windowMs: 60_000 }
    const sent = play(
      limit,
      [1, 1, 1].map(() => ({ afterMs: 0, posts: 1, urgent: false })),
    )
    const waited = (sent[2]?.at ?? 0) - start
    expect(waited).toBeGreaterThanOrEqual(60_000)
    expect(waited).toBeLessThanOrEqual(62_000)
  })

  it('keeps a tenth for urgent posts, which wait only when all of it is used', () => {
    const limit: SendLimit = { of: 'account', max: 20, windowMs: 60_000 }
    const routine = play(
      limit,
      Array.from({ length: 19 }, () => ({ afterMs: 0, posts: 1, urgent: false })),
    )
    expect(routine.filter(({ at }) => at === start)).toHaveLength(18)
    const both = play(limit, [
      { afterMs: 0, posts: 18, urgent: false },
      { afterMs: 0, posts: 2, urgent: true },
      { afterMs: 0, posts: 1, urgent: true },
    ])
    expect(both.map(({ at }) => at === start)).toEqual([true, true, false])
  })

  it('takes a thread that is longer than all of it when nothing else was sent', () => {
    const limit: SendLimit = { of: 'account', max: 3, windowMs: 60_000 }
    const [first, second] = play(limit, [
      { afterMs: 0, posts: 1, urgent: false },
      { afterMs: 0, posts: 5, urgent: false },
    ])
    expect(first?.at).toBe(start)
    expect(second?.at).toBeGreaterThanOrEqual(start + 60_000)
  })

  it('forgets what has left the window, so that it never grows', () => {
    const limit: SendLimit = { of: 'account', max: 1_000, windowMs: 60_000 }
    let uses: Parameters<typeof takeTurn>[1] = []
    for (let second = 0; second < 600; second += 1) {
      const turn = takeTurn(limit, uses, 1, false, new Date(start + second * 1_000))
      if ('uses' in turn) uses = turn.uses
    }
    expect(uses.length).toBeLessThanOrEqual(63)
  })

  it('is counted for an account alone, or for our application with all its accounts', () => {
    const channel = { channelId: 'one', platform: 'x', practice: false } as const
    const other = { ...channel, channelId: 'two' }
    const ofAccount: SendLimit = { of: 'account', max: 1, windowMs: 1_000 }
    const ofApp: SendLimit = { of: 'app', max: 1, windowMs: 1_000 }
    expect(limitKey(ofAccount, channel)).not.toBe(limitKey(ofAccount, other))
    expect(limitKey(ofApp, channel)).toBe(limitKey(ofApp, other))
    expect(limitKey(ofApp, channel)).not.toBe(limitKey(ofApp, { ...channel, practice: true }))
    expect(limitKey(ofApp, channel)).not.toBe(limitKey({ ...ofApp, windowMs: 2_000 }, channel))
  })

  it('is known for every platform that names one', () => {
    const unlimited = Object.entries(profiles).filter(([, profile]) => (profile.limits ?? []).length === 0)
    expect(unlimited.map(([platform]) => platform)).toEqual(['email'])
  })
})
