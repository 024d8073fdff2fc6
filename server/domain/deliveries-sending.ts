import type { CommittedPart, PreparedPart } from '../../connectors/contract.ts'
import { batched } from '../db/batched.ts'
import { type Db, inTransaction } from '../db/database.ts'
import { type Claim, type ClaimTerms, claimDue, type Room, type StoredPart } from '../db/delivery-claims.ts'
import {
  type Commitment,
  listParts,
  markCommitting,
  type PartOut,
  recordOut,
  storeParts,
} from '../db/delivery-parts.ts'
import { type Ending, endClaims, renewLease } from '../db/delivery-settling.ts'
import { releaseUnknownClaims } from '../db/delivery-upkeep.ts'
import { restChannel } from '../db/send-limits.ts'
import { hashesOf, refreshContentHashes } from './release.ts'
import { type Turn, takeTurns } from './send-limits.ts'

/**
 * What a worker does with the deliveries it claimed. Every step is one conditional statement with the claim's token;
 * steps of deliveries that are under way at the same time travel together.
 */
export interface Sending {
  /** Takes what is due, as much as there is room for. */
  claimDue(room: Room): Promise<Claim[]>
  /** After a claim whose answer never came: gives back what this worker does not know it holds. */
  releaseUnknown(known: readonly string[]): Promise<void>
  /** @returns false when the claim is lost */
  renew(claim: Claim): Promise<boolean>
  /** @returns false when what it says is not what was released any more, which is written down */
  isReleased(claim: Claim): Promise<boolean>
  /** Keeps what was prepared for every further try. @returns all parts in order, or null when the claim is lost */
  storeParts(claim: Claim, prepared: readonly PreparedPart[]): Promise<readonly StoredPart[] | null>
  /** Takes so many posts out of what the platform takes in a time. @returns null: go on; else when there is room again */
  takeTurn(claim: Claim, posts: number): Promise<Date | null>
  /** The platform asked for so long without calls: the whole channel waits. */
  rest(channelId: string, forMs: number): Promise<void>
  /** The database's time of the permission to make one irreversible call, or null: no call. */
  markCommitting(claim: Claim, commitment: Omit<Commitment, 'deliveryId' | 'token' | 'revision'>): Promise<Date | null>
  /** A part is out; with the last one the delivery is published. `position` null: all of them were out already. */
  recordOut(claim: Claim, position: number | null, part: CommittedPart | null): Promise<void>
  end(claim: Claim, ending: Omit<Ending, 'deliveryId' | 'token'>): Promise<void>
}

export function createSending(db: Db, terms: ClaimTerms): Sending {
  const store = batched(async (items: readonly Parameters<typeof storeParts>[1][number][]) => {
    const held = await storeParts(db, items)
    return items.map((item) => held.has(item.deliveryId))
  })
  const turn = batched((turns: readonly Turn[]) => takeTurns(db, turns))
  const mark = batched(async (items: readonly Commitment[]) => {
    const allowed = await markCommitting(db, items)
    return items.map((item) => allowed.get(item.deliveryId) ?? null)
  })
  const record = batched(async (items: readonly PartOut[]) => {
    const published = await recordOut(db, items)
    return items.map((item) => published.has(item.deliveryId))
  })
  const end = batched(async (items: readonly Ending[]) => {
    await endClaims(db, items)
    return items
  })

  return {
    claimDue: (room) => claimDue(db, room, terms),
    releaseUnknown: (known) => releaseUnknownClaims(db, terms.worker, known),
    renew: (claim) => renewLease(db, claim, terms.leaseMs),

    isReleased: async (claim) => {
      const { content } = claim
      if (hashesOf(content, claim).contentHash === claim.contentHash) return true
      await inTransaction(db, (trx) => refreshContentHashes(trx, content.postId))
      return false
    },

    storeParts: async (claim, prepared) => {
      const { deliveryId, token, contentHash } = claim
      const replaces = claim.parts.some((part) => part.contentHash !== contentHash)
      if (!(await store({ deliveryId, token, contentHash, parts: prepared, replaces }))) return null
      return (await listParts(db, [deliveryId])).get(deliveryId) ?? null
    },

    takeTurn: async ({ channelId, platform, practice, urgent, capabilities }, posts) => {
      const { limits = [] } = capabilities
      return limits.length === 0 ? null : turn({ channelId, platform, practice, urgent, limits, posts })
    },

    rest: (channelId, forMs) => restChannel(db, channelId, forMs),

    markCommitting: ({ deliveryId, token, revision }, commitment) =>
      mark({ deliveryId, token, revision, ...commitment }),

    recordOut: async ({ deliveryId, token }, position, part) => {
      await record({ deliveryId, token, position, part, step: part ? 'commit' : 'prepare' })
    },

    end: async ({ deliveryId, token }, ending) => {
      await end({ deliveryId, token, ...ending })
    },
  }
}
