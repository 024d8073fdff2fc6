import type { Attention, TroubleKind } from '../../../server/contract/deliveries.ts'
import { type Counted, countAttention, countTroubled } from '../../lib/attention.ts'

export type TroubledDelivery = Attention['deliveries'][number]

const troubleKinds: readonly TroubleKind[] = ['unconfirmed', 'failed', 'missed', 'held', 'overdue', 'changed']

/** What the page can be narrowed to. */
export const attentionKinds = ['all', ...troubleKinds, 'mentions', 'channels'] as const
export type AttentionKind = (typeof attentionKinds)[number]

/** How many there are of each kind, listed or not. */
export function countKinds(attention: Counted): Record<AttentionKind, number> {
  const { counts, channels, mentions } = attention
  return { all: countAttention(attention), ...counts, mentions: mentions.length, channels: channels.length }
}

/** Of the deliveries counted, how many are not listed. */
export function countUnlisted({ counts, deliveries }: Pick<Attention, 'counts' | 'deliveries'>, shown: AttentionKind) {
  if (shown === 'all') return countTroubled({ counts }) - deliveries.length
  if (shown === 'channels' || shown === 'mentions') return 0
  return counts[shown] - deliveries.filter(({ kind }) => kind === shown).length
}
