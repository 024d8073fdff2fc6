import { type Selectable, sql } from 'kysely'
import type { Member } from '../contract/people.ts'
import type { Queryable, Trx } from './database.ts'
import type { MemberTable } from './schema.ts'

type Row = Selectable<MemberTable>
export type MemberFields = Pick<Row, 'unitId' | 'name' | 'role' | 'language'>
export type Preferences = Row['preferences']

export async function listMembers(db: Queryable, organizationId: string): Promise<Member[]> {
  const rows = await db
    .selectFrom('member')
    .selectAll()
    .where('organizationId', '=', organizationId)
    .orderBy('name')
    .orderBy('id')
    .execute()
  return rows.map(toMember)
}

/** Names of members of one organization, by id. */
export async function namesOfMembers(
  db: Queryable,
  organizationId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('member')
    .select(['id', 'name'])
    .where('organizationId', '=', organizationId)
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

export async function findMember(
  db: Queryable,
  organizationId: string,
  id: string,
): Promise<{ member: Member; preferences: Preferences } | null> {
  const row = await db
    .selectFrom('member')
    .selectAll()
    .where('organizationId', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row ? { member: toMember(row), preferences: row.preferences } : null
}

/** Who signs in with this address, in whichever organization: an address is one person's. */
export async function findMemberByEmail(
  db: Queryable,
  email: string,
): Promise<{ id: string; organizationId: string; passwordHash: string | null; disabled: boolean } | null> {
  const row = await db
    .selectFrom('member')
    .select(['id', 'organizationId', 'passwordHash', 'disabledAt'])
    .where(sql<boolean>`lower(email) = lower(${email})`)
    .executeTakeFirst()
  if (!row) return null
  const { disabledAt, ...member } = row
  return { ...member, disabled: disabledAt !== null }
}

/** @returns null when the address is already a member's */
export async function insertMember(
  trx: Trx,
  organizationId: string,
  fields: MemberFields & { email: string; passwordHash: string | null },
): Promise<Member | null> {
  const row = await trx
    .insertInto('member')
    .values({ organizationId, ...fields })
    .onConflict((conflict) => conflict.expression(sql`lower(email)`).doNothing())
    .returningAll()
    .executeTakeFirst()
  return row ? toMember(row) : null
}

export async function updateMember(
  trx: Trx,
  organizationId: string,
  id: string,
  fields: Partial<MemberFields> & { preferences?: Preferences; disabledAt?: Date | null; passwordHash?: string },
): Promise<Member> {
  const row = await trx
    .updateTable('member')
    // A column set to itself: an update of nothing is one, too.
    .set((row) => ({ id: row.ref('id'), ...fields }))
    .where('organizationId', '=', organizationId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toMember(row)
}

/** Active administrators, locked until the transaction ends, so that two cannot step down past each other. */
export async function lockActiveAdmins(trx: Trx, organizationId: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('member')
    .select('id')
    .where('organizationId', '=', organizationId)
    .where('role', '=', 'admin')
    .where('disabledAt', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map((row) => row.id)
}

function toMember({ id, unitId, name, email, role, language, disabledAt }: Row): Member {
  return { id, unitId, name, email, role, language: language === 'en' ? 'en' : 'vi', disabled: disabledAt !== null }
}
