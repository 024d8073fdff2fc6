import { describe, expect, it } from 'vitest'
import { countKinds, countUnlisted } from '../../client/features/attention/kinds.ts'
import type { Attention } from '../../server/contract/deliveries.ts'

const counts: Attention['counts'] = { unconfirmed: 0, failed: 3, missed: 0, held: 500, overdue: 1, changed: 0 }
const listed = (kind: Attention['deliveries'][number]['kind'], count: number) =>
  Array.from({ length: count }, () => ({ kind }) as Attention['deliveries'][number])

describe('needs attention', () => {
  it('counts deliveries by kind, those that are not listed too, and broken channels', () => {
    const channels = [{ id: 'zalo' }] as never
    expect(countKinds({ counts, channels, mentions: [{} as never] })).toEqual({
      ...counts,
      ...{ all: 506, channels: 1, mentions: 1 },
    })
  })

  it('says how many are not in the list', () => {
    const deliveries = [...listed('failed', 3), ...listed('held', 200), ...listed('overdue', 1)]
    expect(countUnlisted({ counts, deliveries }, 'all')).toBe(300)
    expect(countUnlisted({ counts, deliveries }, 'held')).toBe(300)
    expect(countUnlisted({ counts, deliveries }, 'failed')).toBe(0)
    expect(countUnlisted({ counts, deliveries }, 'channels')).toBe(0)
  })
})
