import { createHash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { CompiledQuery } from 'kysely'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { Db } from '../db/database.ts'
import { DomainError } from '../domain/errors.ts'

/** Failures allowed in a quarter of an hour. An address may stand for a whole office, an account is one person. */
const signInLimits = { perAddress: 30, perAccount: 10, seconds: 15 * 60 } as const

export interface SignInLimit {
  /**
   * Counts a try before its password is looked at, so that tries side by side cannot slip past.
   * @param email null where there is no account yet (set-up)
   * @returns to be called when the try was right: it is taken back, and the account starts anew
   * @throws DomainError `rate-limited` with the seconds to wait
   */
  take(ip: string | null, email: string | null): Promise<() => Promise<void>>
}

/** Counts in the table `rate_limit`, for all processes together; a key that is blocked is remembered in memory. */
export function createSignInLimit({ db }: { db: Db }): SignInLimit {
  const perAddress = limiter(db, 'sign-in-address', signInLimits.perAddress)
  const perAccount = limiter(db, 'sign-in-account', signInLimits.perAccount)
  return {
    async take(ip, email) {
      const address = addressKey(ip)
      const account = email === null ? null : accountKey(email)
      await consume(perAddress, address)
      if (account !== null) await consume(perAccount, account)
      return async () => {
        await perAddress.reward(address, 1)
        if (account !== null) await perAccount.delete(account)
      }
    },
  }
}

function limiter(db: Db, keyPrefix: string, points: number): RateLimiterPostgres {
  return new RateLimiterPostgres({
    storeClient: { query: (query: { text: string; values: unknown[] }) => runQuery(db, query.text, query.values) },
    storeType: 'client',
    tableName: 'rate_limit',
    tableCreated: true,
    keyPrefix,
    points,
    duration: signInLimits.seconds,
    inMemoryBlockOnConsumed: points + 1,
  })
}

/** The library speaks `pg`; our one pool answers. */
async function runQuery(db: Db, text: string, values: unknown[]): Promise<{ rows: unknown[]; rowCount: number }> {
  const { rows, numAffectedRows } = await db.executeQuery(CompiledQuery.raw(text, values))
  return { rows, rowCount: Number(numAffectedRows ?? rows.length) }
}

async function consume(limiter: RateLimiterPostgres, key: string): Promise<void> {
  try {
    await limiter.consume(key, 1)
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused
    throw new DomainError('rate-limited', undefined, { retryAfterSeconds: Math.ceil(refused.msBeforeNext / 1000) })
  }
}

/** One household of IPv6 has a /64, so that is what counts as one address. */
function addressKey(ip: string | null): string {
  if (ip === null) return 'unknown'
  if (!isIPv6(ip)) return ip
  const [head = '', tail] = ip.split('::') as [string, string?]
  const front = head === '' ? [] : head.split(':')
  const back = tail === undefined || tail === '' ? [] : tail.split(':')
  const groups =
    tail === undefined ? front : [...front, ...Array<string>(8 - front.length - back.length).fill('0'), ...back]
  return `${groups.slice(0, 4).join(':')}::/64`
}

/** Addresses of people are not kept in the table of counts. */
const accountKey = (email: string) => createHash('sha256').update(email).digest('base64url')
