import { expect, it } from 'vitest'
import { missingRedis } from '../peers/redis.ts'
import { describePeer } from '../peers/require.ts'
import { isClean, summary } from './ledger.ts'
import { runChaos } from './run.ts'

/** The quick form of `npm run chaos`: another seed each day, so that the days together see more than one run can. */
const seed = Number(process.env['CHAOS_SEED'] ?? Math.floor(Date.now() / 86_400_000) * 1_000)

describePeer('Whatever breaks', missingRedis, () => {
  it.each(['local', 'redis'] as const)(
    'nothing is lost, doubled, late, or sent against a person’s word, with the queue %s',
    async (queue) => {
      const ledger = await runChaos({ runs: 12, lanes: 12, seed, queue })
      expect({ ...summary(ledger), wrong: ledger.wrong }, `seed ${seed}`).toMatchObject({ planned: 144, wrong: [] })
      expect(isClean(ledger)).toBe(true)
      expect(ledger.publishedOnce).toBeGreaterThan(80)
    },
    180_000,
  )
})
