import { sql } from 'kysely'
import type { Actor } from '../domain/policy.ts'
import type { Queryable, Trx } from './database.ts'

/** Days without a request after which a session ends, and days after which it ends in any case. */
export const sessionDays = { idle: 7, absolute: 30 } as const

/** PostgreSQL channel that tells which member's streams must look at their session again. */
export const sessionsChannel = 'haidang_session'

export interface NewSession {
  readonly organizationId: string
  readonly memberId: string
  readonly tokenHash: Buffer
  readonly ip: string | null
  readonly userAgent: string | null
}

export async function insertSession(trx: Trx, session: NewSession): Promise<string> {
  const row = await trx
    .insertInto('session')
    .values({ ...session, expiresAt: sql<Date>`now() + make_interval(days => ${sessionDays.idle})` })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** The person behind a live session; `resting` when it was last written more than five minutes ago. */
export async function findSession(
  db: Queryable,
  tokenHash: Buffer,
): Promise<{ actor: Omit<Actor, 'ip'>; resting: boolean } | null> {
  const row = await live(db)
    .where('session.tokenHash', '=', tokenHash)
    .select([
      'session.id as sessionId',
      'member.organizationId',
      'member.id as memberId',
      'member.unitId',
      'member.role',
      'member.name',
      sql<boolean>`session.last_seen_at < now() - interval '5 minutes'`.as('resting'),
    ])
    .executeTakeFirst()
  if (!row) return null
  const { resting, ...actor } = row
  return { actor, resting }
}

/** The role a session carries right now, null when it has ended: for streams that stay open. */
export async function findSessionRole(db: Queryable, sessionId: string): Promise<Actor['role'] | null> {
  const row = await live(db).where('session.id', '=', sessionId).select('member.role').executeTakeFirst()
  return row?.role ?? null
}

function live(db: Queryable) {
  return db
    .selectFrom('session')
    .innerJoin('member', (join) =>
      join
        .onRef('member.organizationId', '=', 'session.organizationId')
        .onRef('member.id', '=', 'session.memberId')
        .on('member.disabledAt', 'is', null),
    )
    .where('session.expiresAt', '>', sql<Date>`now()`)
    .where('session.createdAt', '>', sql<Date>`now() - make_interval(days => ${sessionDays.absolute})`)
}

export async function touchSession(db: Queryable, organizationId: string, sessionId: string): Promise<void> {
  await db
    .updateTable('session')
    .set({
      lastSeenAt: sql<Date>`now()`,
      expiresAt: sql<Date>`now() + make_interval(days => ${sessionDays.idle})`,
    })
    .where('organizationId', '=', organizationId)
    .where('id', '=', sessionId)
    .execute()
}

export async function deleteSession(db: Queryable, organizationId: string, sessionId: string): Promise<void> {
  await db.deleteFrom('session').where('organizationId', '=', organizationId).where('id', '=', sessionId).execute()
}

/** The session a browser held before it signed in again, whosever it was. */
export async function deleteSessionByToken(db: Queryable, tokenHash: Buffer): Promise<void> {
  await db.deleteFrom('session').where('tokenHash', '=', tokenHash).execute()
}

export async function deleteSessionsOf(
  db: Queryable,
  organizationId: string,
  memberId: string,
  { except = null }: { readonly except?: string | null } = {},
): Promise<void> {
  await db
    .deleteFrom('session')
    .where('organizationId', '=', organizationId)
    .where('memberId', '=', memberId)
    .$if(except !== null, (q) => q.where('id', '<>', except ?? ''))
    .execute()
}

export async function deleteEndedSessions(db: Queryable): Promise<void> {
  await db.deleteFrom('session').where('expiresAt', '<', sql<Date>`now()`).execute()
}

/** Tells every process, once the transaction commits, that sessions of this member may have ended. */
export async function notifySessionsChanged(trx: Trx, memberId: string): Promise<void> {
  await sql`select pg_notify(${sessionsChannel}, ${memberId})`.execute(trx)
}
