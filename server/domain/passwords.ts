import type { z } from 'zod'
import { recordAct } from '../audit/record.ts'
import { hashPassword, verifyPassword } from '../auth/passwords.ts'
import type { SignInLimit } from '../auth/sign-in-limit.ts'
import type { ChangePassword, GivePassword } from '../contract/people.ts'
import { type Db, inTransaction } from '../db/database.ts'
import { findMember, findMemberByEmail, updateMember } from '../db/members.ts'
import { deleteSessionsOf, notifySessionsChanged } from '../db/sessions.ts'
import { DomainError } from './errors.ts'
import type { Actor } from './policy.ts'

export interface Passwords {
  /**
   * One's own, with the one held until now. Every other session of the person ends.
   * @throws DomainError `validation` (`wrong-password`), `rate-limited`
   */
  change(actor: Actor, input: z.output<typeof ChangePassword>): Promise<void>
  /**
   * A new one for somebody who forgot theirs. All their sessions end.
   * @throws DomainError `not-found`; `conflict` (`own-password`): one's own is changed with the one held until now
   */
  give(actor: Actor, memberId: string, input: z.output<typeof GivePassword>): Promise<void>
}

export function createPasswords({ db, limit }: { db: Db; limit: SignInLimit }): Passwords {
  async function set(actor: Actor, memberId: string, password: string): Promise<void> {
    const passwordHash = await hashPassword(password)
    const { organizationId, sessionId } = actor
    await inTransaction(db, async (trx) => {
      await updateMember(trx, organizationId, memberId, { passwordHash })
      await deleteSessionsOf(trx, organizationId, memberId, { except: sessionId })
      await notifySessionsChanged(trx, memberId)
      const action = memberId === actor.memberId ? 'member.password-changed' : 'member.password-given'
      await recordAct(trx, actor, action, 'member', memberId, {})
    })
  }
  return {
    async change(actor, { current, password }) {
      const email = (await findMember(db, actor.organizationId, actor.memberId))?.member.email ?? ''
      // Whoever finds a device left open may not guess either.
      const forgive = await limit.take(actor.ip, email)
      const held = await findMemberByEmail(db, email)
      if (!(await verifyPassword(held?.passwordHash ?? null, current)))
        throw new DomainError('validation', undefined, { errors: [{ path: 'current', code: 'wrong-password' }] })
      await forgive()
      await set(actor, actor.memberId, password)
    },

    async give(actor, memberId, { password }) {
      if (memberId === actor.memberId)
        throw new DomainError('conflict', undefined, { errors: [{ path: 'password', code: 'own-password' }] })
      if (!(await findMember(db, actor.organizationId, memberId))) throw new DomainError('not-found')
      await set(actor, memberId, password)
    },
  }
}
