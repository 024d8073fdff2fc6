import { recordAudit } from '../audit/record.ts'
import { type Db, inTransaction, type Trx } from '../db/database.ts'
import {
  deleteEndedSessions,
  deleteSession,
  deleteSessionByToken,
  deleteSessionsOf,
  findSession,
  findSessionRole,
  insertSession,
  notifySessionsChanged,
  touchSession,
} from '../db/sessions.ts'
import type { Actor } from '../domain/policy.ts'
import { hashOfToken, newToken } from './token.ts'

/** Where a sign-in comes from, as far as it is kept. */
export interface Visitor {
  readonly ip: string | null
  readonly userAgent: string | null
  /** The token the browser already held; signing in ends that session. */
  readonly token: string | null
}

export interface Sessions {
  /** The actor behind a token; `renewed` when its expiry was just moved on, so that the cookie must move too. */
  find(token: string, ip: string | null): Promise<{ actor: Actor; renewed: boolean } | null>
  /** Whether a session still stands with the role it was opened with: streams ask again and again. */
  isCurrent(actor: Actor): Promise<boolean>
  end(actor: Actor): Promise<void>
  /** Ends every session of the person, on every device. */
  endAll(actor: Actor): Promise<void>
}

export function createSessions({ db }: { db: Db }): Sessions {
  return {
    async find(token, ip) {
      if (!isToken(token)) return null
      const found = await findSession(db, hashOfToken(token))
      if (!found) return null
      const actor = { ...found.actor, ip }
      if (found.resting) await touchSession(db, actor.organizationId, actor.sessionId)
      return { actor, renewed: found.resting }
    },
    async isCurrent(actor) {
      return (await findSessionRole(db, actor.sessionId)) === actor.role
    },
    end: (actor) =>
      inTransaction(db, async (trx) => {
        await deleteSession(trx, actor.organizationId, actor.sessionId)
        await ended(trx, actor, 'session.ended')
      }),
    endAll: (actor) =>
      inTransaction(db, async (trx) => {
        await deleteSessionsOf(trx, actor.organizationId, actor.memberId)
        await ended(trx, actor, 'session.ended-everywhere')
      }),
  }
}

async function ended(trx: Trx, actor: Actor, action: string): Promise<void> {
  const { organizationId, memberId, ip } = actor
  await notifySessionsChanged(trx, memberId)
  await recordAudit(trx, { organizationId, memberId, action, objectType: 'member', objectId: memberId, ip })
}

/**
 * Starts a session in the transaction of the sign-in, and ends the one the browser held before, so that a token planted
 * in a browser is worth nothing after its owner signs in.
 * @returns the token, 256 random bits; only its SHA-256 is stored
 */
export async function startSession(
  trx: Trx,
  member: { organizationId: string; id: string },
  visitor: Visitor,
): Promise<string> {
  const { token, hash } = newToken()
  await deleteEndedSessions(trx)
  if (visitor.token !== null && isToken(visitor.token)) await deleteSessionByToken(trx, hashOfToken(visitor.token))
  await insertSession(trx, {
    organizationId: member.organizationId,
    memberId: member.id,
    tokenHash: hash,
    ip: visitor.ip,
    userAgent: visitor.userAgent?.slice(0, 300) ?? null,
  })
  await recordAudit(trx, {
    organizationId: member.organizationId,
    memberId: member.id,
    action: 'session.started',
    objectType: 'member',
    objectId: member.id,
    ip: visitor.ip,
  })
  return token
}

const isToken = (value: string) => /^[\w-]{43}$/.test(value)
