import type { Selectable } from 'kysely'
import type { Campaign } from '../contract/content.ts'
import type { Queryable, Trx } from './database.ts'
import type { CampaignTable } from './schema.ts'

type Row = Selectable<CampaignTable>
export type CampaignFields = Pick<Row, 'name' | 'nameEn' | 'objective' | 'audience' | 'startsOn' | 'endsOn'>

export async function listCampaigns(db: Queryable, organizationId: string): Promise<Campaign[]> {
  const rows = await db
    .selectFrom('campaign')
    .selectAll()
    .where('organizationId', '=', organizationId)
    .orderBy('startsOn', 'desc')
    .orderBy('name')
    .execute()
  return rows.map(toCampaign)
}

export async function findCampaign(db: Queryable, organizationId: string, id: string): Promise<Campaign | null> {
  const row = await db
    .selectFrom('campaign')
    .selectAll()
    .where('organizationId', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row ? toCampaign(row) : null
}

export async function insertCampaign(
  trx: Trx,
  organizationId: string,
  unitId: string,
  createdBy: string,
  fields: CampaignFields,
): Promise<Campaign> {
  const row = await trx
    .insertInto('campaign')
    .values({ organizationId, unitId, createdBy, ...fields })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toCampaign(row)
}

/** @returns null when the campaign is no longer at `revision` */
export async function updateCampaign(
  trx: Trx,
  organizationId: string,
  id: string,
  revision: number,
  fields: Partial<CampaignFields> & { archivedAt?: Date | null },
): Promise<Campaign | null> {
  const row = await trx
    .updateTable('campaign')
    .set({ ...fields, revision: revision + 1 })
    .where('organizationId', '=', organizationId)
    .where('id', '=', id)
    .where('revision', '=', revision)
    .returningAll()
    .executeTakeFirst()
  return row ? toCampaign(row) : null
}

function toCampaign(row: Row): Campaign {
  const { id, unitId, name, nameEn, objective, audience, startsOn, endsOn, revision } = row
  return {
    id,
    unitId,
    name,
    nameEn,
    objective,
    audience,
    startsOn,
    endsOn,
    revision,
    archived: row.archivedAt !== null,
  }
}
