import type { Attention, TroubleKind } from '../../../server/contract/deliveries.ts'
import { countTroubled } from '../../lib/attention.ts'

export type TroubledDelivery = Attention['deliveries'][number]

const troubleKinds: readonly TroubleKind[] = ['unconfirmed', 'failed', 'missed', 'held', 'overdue', 'changed']

/** What the page can be narrowed to. */
export const attentionKinds = ['all', ...troubleKinds, 'channels'] as const
export type AttentionKind = (typeof attentionKinds)[number]

/** How many there are of each kind, listed or not. */
export function countKinds({
  counts,
  channels,
}: Pick<Attention, 'counts' | 'channels'>): Record<AttentionKind, number> {
  return { all: countTroubled({ counts }) + channels.length, ...counts, channels: channels.length }
}

/** Of the deliveries counted, how many are not listed. */
export function countUnlisted({ counts, deliveries }: Pick<Attention, 'counts' | 'deliveries'>, shown: AttentionKind) {
  if (shown === 'all') return countTroubled({ counts }) - deliveries.length
  if (shown === 'channels') return 0
  return counts[shown] - deliveries.filter(({ kind }) => kind === shown).length
}
