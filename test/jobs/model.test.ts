import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeliveryCapabilities } from '../../connectors/rules/capabilities.ts'
import { createConfirmer } from '../../jobs/confirm.ts'
import { deliver } from '../../jobs/deliver.ts'
import { settleOverdue } from '../../jobs/late.ts'
import { sweep } from '../../jobs/sweep.ts'
import type { WorkerDependencies } from '../../jobs/worker.ts'
import { inTransaction } from '../../server/db/database.ts'
import { updatePost } from '../../server/db/posts.ts'
import { createSending, type Sending } from '../../server/domain/deliveries-sending.ts'
import { actionsOf } from '../../server/domain/delivery-actions.ts'
import { DomainError } from '../../server/domain/errors.ts'
import { refreshContentHashes } from '../../server/domain/release.ts'
import type { Behaviour } from './support/fake-platform.ts'
import { openOffice, standing, type TestOffice } from './support/office.ts'
import { roomFor } from './support/room.ts'

/**
 * Any sequence of what workers, platforms, clocks and people can do to one delivery keeps these sentences true:
 * a reader never sees it twice; what is published is on the platform; what was cancelled before it left never appears;
 * nothing leaves while it is paused, too late, or not what a person released.
 */
let office: TestOffice
let dependencies: WorkerDependencies
let sending: Sending
beforeAll(async () => {
  office = await openOffice()
  dependencies = await office.workerDependencies()
  sending = createSending(office.db, { worker: 'model', leaseMs: 60_000, aheadMs: 0 })
})
afterAll(() => office.close())

type Command =
  | { do: 'work'; upload: Behaviour; publish: Behaviour }
  | { do: 'crash'; after: 'claim' | 'prepare' | 'mark' | 'publish' }
  | { do: 'sweep' }
  | { do: 'look'; find: Behaviour }
  | { do: 'minutes-pass'; minutes: number }
  | { do: 'act'; action: 'cancel' | 'move' | 'send-now' | 'retry' | 'skip' | 'release' | 'resolve' }
  | { do: 'edit' }
  | { do: 'pause' }
  | { do: 'resume' }

const answers = fc.constantFrom<Behaviour>(
  'ok',
  'hang-up-after',
  'hang-up-before',
  'error-after',
  'rate-limited',
  'down',
)
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('work' as const), upload: answers, publish: answers }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      after: fc.constantFrom('claim' as const, 'prepare' as const, 'mark' as const, 'publish' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sweep' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('look' as const), find: answers }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('minutes-pass' as const), minutes: fc.constantFrom(1, 20) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('act' as const),
      action: fc.constantFrom('cancel', 'move', 'send-now', 'retry', 'skip', 'release', 'resolve'),
    }) as fc.Arbitrary<Command>,
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('edit' as const, 'pause' as const, 'resume' as const) }) },
)

/** One delivery, what may be done to it, and what was seen. */
async function openModel(delivery: Partial<DeliveryCapabilities>) {
  const channel = await office.addChannel('mastodon', { commitTimeoutMs: 2_000, ...delivery })
  const id = await office.plan(channel)
  const seen = () => office.mastodon.published.filter((item) => item.marker.startsWith(id)).length
  let pause: string | null = null
  let edits = 0
  let seenWhenCancelled: number | null = null
  const wrongs: string[] = []

  // Asked at the very moment a call reaches the platform.
  office.mastodon.onPublish = async () => {
    const now = await standing(office, id)
    if (now.paused) wrongs.push('left while paused')
    if (now.contentHash !== now.releasedHash) wrongs.push('left unreleased')
    if (Number(now.dueAt) + now.lateLimitMinutes * 60_000 < Number(now.now)) wrongs.push('left too late')
    if (now.state === 'cancelled') wrongs.push('left though cancelled')
  }

  const claim = async () => (await sending.claimDue(roomFor('mastodon', 10))).find((item) => item.deliveryId === id)
  /** As if the waits were over. */
  const due = async () => {
    const update = office.db.updateTable('delivery').where('id', '=', id)
    await update.set({ wakeAt: sql<Date>`now()` }).where('state', '=', 'retrying').execute()
    await update.set({ confirmAt: sql<Date>`now()` }).where('confirmAt', 'is not', null).execute()
    await office.db.updateTable('channel').set({ restsUntil: null }).where('restsUntil', 'is not', null).execute()
  }

  async function work(): Promise<void> {
    const claimed = await claim()
    if (!claimed) return
    const timings = { renewMs: 1_000, prepareTimeoutMs: 5_000, waitAtMostMs: 100 }
    const notes = { noteSuccess: () => {}, noteFault: async () => {} }
    await deliver(claimed, { ...dependencies, ...notes, sending, timings }, new AbortController().signal)
  }

  async function crash(after: 'claim' | 'prepare' | 'mark' | 'publish'): Promise<void> {
    const claimed = await claim()
    if (!claimed || after === 'claim') return
    const marker = `${id}/${claimed.revision}/0`
    const fresh = claimed.parts.some((part) => part.contentHash === claimed.contentHash)
      ? claimed.parts
      : await sending.storeParts(claimed, [{ marker, payload: { text: 'mẫu' } }])
    const [part] = fresh ?? []
    if (!part || after === 'prepare') return
    const allowed = await sending.markCommitting(claimed, { position: 0, again: false, leaseLeftMs: 1_000 })
    if (!allowed || after === 'mark') return
    const body = JSON.stringify({ marker: part.marker, text: 'mẫu' })
    await fetch(`${office.mastodon.url}/publish`, { method: 'POST', body })
  }

  async function act(action: Extract<Command, { do: 'act' }>['action']): Promise<void> {
    const { revision } = await office.find(id)
    const { actor, deliveries } = office
    const move = { revision, localTime: '2031-01-01T09:00', zone: undefined }
    switch (action) {
      case 'cancel':
        return deliveries.cancel(actor, id, revision)
      case 'move':
        return deliveries.move(actor, id, move)
      case 'send-now':
        return deliveries.sendNow(actor, id, revision)
      case 'retry':
        return deliveries.retry(actor, id, revision)
      case 'skip':
        return deliveries.skip(actor, id, revision)
      case 'release':
        return deliveries.release(actor, id, revision)
      case 'resolve':
        // The person looks at the channel and tells the truth.
        return deliveries.resolve(
          actor,
          id,
          seen() > 0
            ? { revision, outcome: 'published', url: 'https://example.vn/1' }
            : { revision, outcome: 'not-published' },
        )
    }
  }

  async function run(step: Command): Promise<void> {
    switch (step.do) {
      case 'work':
        office.mastodon.next('upload', step.upload)
        office.mastodon.next('publish', step.publish)
        await due()
        await work()
        office.mastodon.forget()
        return
      case 'crash':
        await due()
        return crash(step.after)
      case 'sweep':
        await office.db
          .updateTable('delivery')
          .set({ leaseUntil: sql<Date>`now() - interval '1 second'` })
          .where('id', '=', id)
          .where('state', '=', 'sending')
          .execute()
        return sweep(office.db, dependencies.log)
      case 'look': {
        office.mastodon.next('find', step.find)
        await due()
        const confirmer = createConfirmer({ ...dependencies, worker: 'model' })
        await confirmer.confirm()
        await confirmer.settled()
        office.mastodon.forget()
        return
      }
      case 'minutes-pass':
        await office.age(id, step.minutes * 60_000)
        return settleOverdue(office.db, dependencies.log)
      case 'edit':
        edits += 1
        return inTransaction(office.db, async (trx) => {
          const { postId } = await office.find(id)
          await updatePost(trx, postId, { content: { vi: { title: '', text: `Bản ${edits} của ${id}`, link: '' } } })
          await refreshContentHashes(trx, postId)
        })
      case 'pause':
        pause ??= await office.pause('channel', channel)
        return settleOverdue(office.db, dependencies.log)
      case 'resume':
        if (pause) await office.endPause(pause)
        pause = null
        return
      case 'act':
        await act(step.action).catch((error: unknown) => {
          if (!(error instanceof DomainError)) throw error
        })
    }
  }

  return {
    id,
    seen,
    async step(given: Command) {
      const before = await office.find(id)
      const seenBefore = seen()
      await run(given)
      const after = await office.find(id)
      if (before.state !== 'cancelled' && after.state === 'cancelled') seenWhenCancelled = seenBefore
      expect(wrongs).toEqual([])
      expect(seen(), 'a reader sees it once at most').toBeLessThanOrEqual(1)
      if (after.state === 'published') expect(seen(), 'what is published is on the platform').toBe(1)
      if (seenWhenCancelled !== null) {
        expect(after.state, 'what is cancelled stays so').toBe('cancelled')
        expect(seen(), 'and does not appear').toBe(seenWhenCancelled)
      }
      if (after.state === 'sending') expect(after.token).not.toBeNull()
      const now = await standing(office, id)
      if (now.partsOut && now.state !== 'published') throw new Error(`out, but ${now.state}`)
      if (['failed', 'missed', 'held'].includes(after.state))
        expect(actionsOf(now, { removable: true, editing: null }).length).toBeGreaterThan(0)
    },
    /** Everything heals: it comes to an end by itself, or waits for a person with something to do. */
    async heal() {
      await run({ do: 'resume' })
      await run({ do: 'sweep' })
      for (let round = 0; round < 4; round++) {
        await run({ do: 'look', find: 'ok' })
        await run({ do: 'work', upload: 'ok', publish: 'ok' })
        await settleOverdue(office.db, dependencies.log)
      }
      const now = await standing(office, id)
      expect(seen()).toBeLessThanOrEqual(1)
      expect(wrongs).toEqual([])
      const rests = ['published', 'cancelled', 'failed', 'missed', 'held']
      if (rests.includes(now.state)) return
      if (now.state === 'unconfirmed')
        expect(actionsOf(now, { removable: true, editing: null })).toContain('mark-published')
      else expect(now).toSatisfy(() => now.contentHash !== now.releasedHash || Number(now.dueAt) > Number(now.now))
    },
  }
}

describe('whatever happens to a delivery', () => {
  it.each([
    ['is certain', { confirmation: 'certain' }],
    ['is certain of a find only', { confirmation: 'likely' }],
    ['tells nothing', { confirmation: 'none' }],
  ] as const)(
    'a reader sees it once at most, where a look-up %s',
    async (_name, delivery) => {
      await fc.assert(
        fc.asyncProperty(fc.array(command, { minLength: 3, maxLength: 14 }), async (commands) => {
          const model = await openModel(delivery)
          for (const step of commands) await model.step(step)
          await model.heal()
        }),
        { numRuns: Number(process.env['MODEL_RUNS'] ?? 40), endOnFailure: false },
      )
    },
    120_000,
  )
})
