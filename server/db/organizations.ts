import type { Selectable } from 'kysely'
import type { Organization } from '../contract/people.ts'
import type { Queryable, Trx } from './database.ts'
import type { OrganizationTable } from './schema.ts'

type Row = Selectable<OrganizationTable>
export type OrganizationFields = Pick<Row, 'name' | 'zone' | 'latePolicy' | 'lateLimitMinutes' | 'altRequired'>

/** Every office of the installation. */
export function listOrganizations(db: Queryable): Promise<{ readonly id: string }[]> {
  return db.selectFrom('organization').select('id').execute()
}

export async function anyOrganizationExists(db: Queryable): Promise<boolean> {
  const row = await db.selectFrom('organization').select('id').limit(1).executeTakeFirst()
  return row !== undefined
}

/** Lets one transaction at a time set the installation up; held until it ends. */
export async function lockInstallation(trx: Trx): Promise<void> {
  await trx.selectFrom('installation').select('id').forUpdate().executeTakeFirstOrThrow()
}

export async function insertOrganization(
  trx: Trx,
  fields: Pick<Row, 'name' | 'zone' | 'language'> & { practice?: boolean },
): Promise<Organization> {
  const row = await trx.insertInto('organization').values(fields).returningAll().executeTakeFirstOrThrow()
  return toOrganization(row)
}

export async function getOrganization(db: Queryable, id: string): Promise<Organization> {
  const row = await db.selectFrom('organization').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  return toOrganization(row)
}

export async function updateOrganization(
  trx: Trx,
  id: string,
  fields: Partial<OrganizationFields>,
): Promise<Organization> {
  const row = await trx
    .updateTable('organization')
    // A column set to itself: an update of nothing is one, too.
    .set((row) => ({ id: row.ref('id'), ...fields }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toOrganization(row)
}

function toOrganization({
  id,
  name,
  zone,
  language,
  latePolicy,
  lateLimitMinutes,
  altRequired,
  practice,
}: Row): Organization {
  return {
    id,
    name,
    zone,
    language: language === 'en' ? 'en' : 'vi',
    latePolicy,
    lateLimitMinutes,
    altRequired,
    practice,
  }
}
