import { describe, expect, it } from 'vitest'
import { countKinds, inOrder, kindOf, type TroubledDelivery } from '../../client/features/attention/kinds.ts'

const troubled = (id: string, state: TroubledDelivery['state'], dueAt: string) =>
  ({ id, state, dueAt, overdue: true }) as TroubledDelivery

describe('needs attention', () => {
  it('shows what may be out twice first, then what failed, was missed, is held, and is late', () => {
    const shuffled = [
      troubled('late', 'scheduled', '2026-05-12T00:00:00Z'),
      troubled('held', 'held', '2026-05-12T00:00:00Z'),
      troubled('missed', 'missed', '2026-05-12T00:00:00Z'),
      troubled('failed second', 'failed', '2026-05-12T02:00:00Z'),
      troubled('failed first', 'failed', '2026-05-12T01:00:00Z'),
      troubled('unconfirmed', 'unconfirmed', '2026-05-12T03:00:00Z'),
    ]
    expect(inOrder(shuffled).map(({ id }) => id)).toEqual([
      'unconfirmed',
      'failed first',
      'failed second',
      'missed',
      'held',
      'late',
    ])
  })

  it('calls whatever is still on its way overdue', () => {
    for (const state of ['scheduled', 'retrying', 'sending'] as const)
      expect(kindOf({ state, overdue: true })).toBe('overdue')
  })

  it('lists what is still ahead because it was changed since its release', () => {
    expect(kindOf({ state: 'scheduled', overdue: false })).toBe('changed')
  })

  it('counts deliveries by kind and broken channels', () => {
    const deliveries = [troubled('one', 'failed', ''), troubled('two', 'failed', ''), troubled('three', 'sending', '')]
    const channels = [{ id: 'zalo' }] as never
    expect(countKinds({ deliveries, channels, pauses: [], mail: null })).toMatchObject({
      all: 4,
      failed: 2,
      overdue: 1,
      channels: 1,
      held: 0,
    })
  })
})
