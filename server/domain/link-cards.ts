import { consume, limiter } from '../auth/request-limit.ts'
import type { LinkCard } from '../contract/link-cards.ts'
import type { Db } from '../db/database.ts'
import type { Actor } from './policy.ts'

export interface LinkCards {
  /**
   * What a page offers to cards that lead to it; a refusal to look is an answer too.
   * @param url http(s)
   * @throws DomainError `rate-limited`
   */
  card(actor: Actor, url: string): Promise<LinkCard>
}

const cardKeptMs = 24 * 3_600_000
/** A page that was away may be back after its author has seen to it. */
const refusalKeptMs = 30_000
/** At about 40 KB each. */
const mostKept = 500
const looksPerMinute = 60

interface Kept {
  readonly card: Promise<LinkCard>
  /** By `nowMs`; until the answer is there, never. */
  until: number
}

/**
 * Pages are public, so what was seen serves every office of this process; a person may make it look at new ones so
 * many times a minute. @param nowMs a clock that only goes forward
 */
export function createLinkCards({
  db,
  fetchCard,
  nowMs = () => performance.now(),
}: {
  readonly db: Db
  readonly fetchCard: (url: URL) => Promise<LinkCard>
  readonly nowMs?: () => number
}): LinkCards {
  const limit = limiter(db, 'link-card', looksPerMinute, 60)
  const known = new Map<string, Kept>()

  function fresh({ href }: URL): Promise<LinkCard> | null {
    const kept = known.get(href)
    return kept && kept.until > nowMs() ? kept.card : null
  }

  function look(url: URL): Promise<LinkCard> {
    const kept: Kept = { card: fetchCard(url), until: Number.POSITIVE_INFINITY }
    known.delete(url.href)
    known.set(url.href, kept)
    for (const oldest of known.keys()) {
      if (known.size <= mostKept) break
      known.delete(oldest)
    }
    kept.card.then(
      ({ state }) => {
        kept.until = nowMs() + (state === 'card' ? cardKeptMs : refusalKeptMs)
      },
      () => {
        kept.until = 0
      },
    )
    return kept.card
  }

  return {
    async card({ memberId }, given) {
      const url = new URL(given)
      url.hash = ''
      const kept = fresh(url)
      if (kept) return kept
      await consume(limit, memberId)
      // Somebody may have begun to look meanwhile.
      return fresh(url) ?? look(url)
    },
  }
}
