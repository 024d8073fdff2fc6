import { recordAct } from '../audit/record.ts'
import type { ImportMapping, PlanImport } from '../contract/plan-import.ts'
import { listCampaigns } from '../db/campaigns.ts'
import { listChannels } from '../db/channels.ts'
import { databaseNow } from '../db/clock.ts'
import { inTransaction, type Queryable } from '../db/database.ts'
import { getOrganization } from '../db/organizations.ts'
import {
  findPlanImport,
  insertPlanImport,
  lockPlanImport,
  type PlanImportRow,
  updatePlanImport,
} from '../db/plan-imports.ts'
import { listUnits } from '../db/units.ts'
import { readTable, TableError } from '../tables/read.ts'
import type { Sheet } from '../tables/write.ts'
import { DomainError } from './errors.ts'
import { guessMapping, type ImportedRow, type ImportSurroundings, readPlan } from './plan-import.ts'
import type { Actor } from './policy.ts'
import { addPost, type PostNeighbours } from './posts.ts'

/**
 * A plan somebody made in a table program. It is looked at first; what is made of it are drafts, and a person releases
 * each (rule of trust 3). Every function with an id throws DomainError `not-found` when the import is not the actor's.
 */
export interface PlanImports {
  /** @throws DomainError `validation` when it is no table, is empty, or is too long */
  open(actor: Actor, fileName: string, bytes: Buffer): Promise<PlanImport>
  get(actor: Actor, id: string): Promise<PlanImport>
  /** Reads columns as other fields. @throws DomainError `wrong-state` after its drafts were made */
  map(actor: Actor, id: string, mapping: ImportMapping): Promise<PlanImport>
  /** Makes a draft of every good row, all in one transaction; a second time it tells what the first one made. */
  run(actor: Actor, id: string): Promise<PlanImport>
  /** The table as it came, with what became of each row. */
  result(actor: Actor, id: string): Promise<Sheet>
}

const sampleRows = 3

export function createPlanImports({ db, presentMedia }: PostNeighbours): PlanImports {
  const show = async (queryable: Queryable, actor: Actor, found: PlanImportRow) =>
    present(found, await read(queryable, actor, found))

  return {
    open: async (actor, fileName, bytes) => {
      const table = await readTable(bytes).catch(refuse)
      const mapping = guessMapping(table.header)
      return inTransaction(db, async (trx) => {
        const { organizationId, memberId } = actor
        return show(trx, actor, await insertPlanImport(trx, { organizationId, memberId }, { fileName, table, mapping }))
      })
    },

    get: async (actor, id) => show(db, actor, mustBe(await findPlanImport(db, actor, id))),

    map: (actor, id, mapping) =>
      inTransaction(db, async (trx) => {
        if (mustBe(await lockPlanImport(trx, actor, id)).made)
          throw new DomainError('wrong-state', 'Its drafts are made')
        return show(trx, actor, await updatePlanImport(trx, id, { mapping }))
      }),

    run: (actor, id) =>
      inTransaction(db, async (trx) => {
        const found = mustBe(await lockPlanImport(trx, actor, id))
        const rows = await read(trx, actor, found)
        if (found.made) return present(found, rows)
        const made: Record<string, string> = {}
        for (const { line, post } of rows) if (post) made[line] = (await addPost(trx, { presentMedia }, actor, post)).id
        await recordAct(trx, actor, 'plan.imported', 'import', id, {
          fileName: found.fileName,
          posts: Object.keys(made).length,
          rows: rows.length,
        })
        return present(await updatePlanImport(trx, id, { made }), rows)
      }),

    result: async (actor, id) => {
      const { cells, made, ...found } = mustBe(await findPlanImport(db, actor, id))
      const rows = await read(db, actor, { cells, ...found })
      return {
        name: 'Import',
        columns: [...cells.header, 'Result', 'Problems'].map((title) => ({ title, width: 24 })),
        rows: rows.map(({ line, problems }, at) => [
          ...(cells.rows[at] ?? []),
          made ? (made[line] ? 'draft' : 'left out') : '',
          problems.map(({ field, code, value }) => `${field}: ${code}${value && ` (${value})`}`).join('; '),
        ]),
      }
    },
  }
}

function mustBe(found: PlanImportRow | null): PlanImportRow {
  if (!found) throw new DomainError('not-found')
  return found
}

function present(
  { id, fileName, cells, mapping, made, importedAt }: PlanImportRow,
  rows: readonly ImportedRow[],
): PlanImport {
  const good = rows.filter(({ post, line }) => (made ? String(line) in made : post !== null)).length
  return {
    ...{ id, fileName, mapping, good },
    header: [...cells.header],
    sample: cells.rows.slice(0, sampleRows).map((row) => [...row]),
    rows: rows.map(({ line, title, localTime, channels, problems }) => ({
      ...{ line, title, localTime, postId: made?.[line] ?? null },
      channels: [...channels],
      problems: [...problems],
    })),
    bad: rows.length - good,
    importedAt: importedAt?.toISOString() ?? null,
  }
}

async function read(
  db: Queryable,
  actor: Actor,
  { cells, mapping, importedAt }: Pick<PlanImportRow, 'cells' | 'mapping' | 'importedAt'>,
): Promise<ImportedRow[]> {
  const { organizationId } = actor
  const [{ zone, language }, now, channels, campaigns, units] = await Promise.all([
    getOrganization(db, organizationId),
    databaseNow(db),
    listChannels(db, organizationId),
    listCampaigns(db, organizationId),
    listUnits(db, organizationId),
  ])
  const named = ({ id, name, nameEn }: { id: string; name: string; nameEn: string | null }) => ({
    id,
    names: [name, ...(nameEn ? [nameEn] : [])],
  })
  const around: ImportSurroundings = {
    ...{ zone, language },
    // What is past now was not when it was imported.
    now: importedAt ?? now,
    channels: channels
      .filter(({ state }) => state !== 'disconnected')
      .map(({ id, name, handle, platform, language: own, capabilities }) => ({
        ...{ id, language: own, capabilities },
        names: [name, handle, `${platform} ${name}`, ...(isOnly(channels, platform) ? [platform] : [])],
      })),
    campaigns: campaigns.filter(({ archived }) => !archived).map(named),
    units: units.map(named),
  }
  return readPlan(cells, mapping, around)
}

/** A platform with one channel may be called by its own name. */
const isOnly = (channels: readonly { platform: string; state: string }[], platform: string) =>
  channels.filter((channel) => channel.platform === platform && channel.state !== 'disconnected').length === 1

function refuse(error: unknown): never {
  if (!(error instanceof TableError)) throw error
  throw new DomainError('validation', 'This is no table that can be read', {
    errors: [{ path: 'file', code: error.problem }],
    cause: error,
  })
}
