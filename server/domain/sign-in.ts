import type { z } from 'zod'
import { verifyPassword } from '../auth/passwords.ts'
import { startSession, type Visitor } from '../auth/sessions.ts'
import type { SignInLimit } from '../auth/sign-in-limit.ts'
import type { SignIn as SignInInput } from '../contract/people.ts'
import { type Db, inTransaction } from '../db/database.ts'
import { findMemberByEmail } from '../db/members.ts'
import { DomainError } from './errors.ts'

/**
 * @returns the new session's token
 * @throws DomainError `bad-credentials`, the same and after the same work whether address, password or person is wrong;
 *   `rate-limited`
 */
export type SignIn = (input: z.output<typeof SignInInput>, visitor: Visitor) => Promise<string>

export function createSignIn({ db, limit }: { db: Db; limit: SignInLimit }): SignIn {
  return async ({ email, password }, visitor) => {
    const forgive = await limit.take(visitor.ip, email)
    const member = await findMemberByEmail(db, email)
    const right = await verifyPassword(member?.passwordHash ?? null, password)
    if (!member || !right || member.disabled) throw new DomainError('bad-credentials')
    await forgive()
    return inTransaction(db, (trx) => startSession(trx, member, visitor))
  }
}
