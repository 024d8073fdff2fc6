import { createHash } from 'node:crypto'
import type { Db } from '../db/database.ts'
import { addressKey, consume, limiter } from './request-limit.ts'

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
  const perAddress = limiter(db, 'sign-in-address', signInLimits.perAddress, signInLimits.seconds)
  const perAccount = limiter(db, 'sign-in-account', signInLimits.perAccount, signInLimits.seconds)
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

/** Addresses of people are not kept in the table of counts. */
const accountKey = (email: string) => createHash('sha256').update(email).digest('base64url')
