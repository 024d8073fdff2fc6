import type { z } from 'zod'
import { recordAct } from '../audit/record.ts'
import type { CreateUnit, Organization, Unit, UpdateOrganization, UpdateUnit } from '../contract/people.ts'
import { type Db, inTransaction, type Trx } from '../db/database.ts'
import { updateOrganization } from '../db/organizations.ts'
import { findUnit, insertUnit, listUnitAncestry, listUnits, lockUnitTree, updateUnit } from '../db/units.ts'
import { DomainError } from './errors.ts'
import { given } from './given.ts'
import type { Actor } from './policy.ts'

/** The office itself and the tree of its units. */
export interface OrganizationCases {
  update(actor: Actor, input: z.output<typeof UpdateOrganization>): Promise<Organization>
  listUnits(actor: Actor): Promise<Unit[]>
  /** @throws DomainError `validation` when the parent is not a unit of this office */
  createUnit(actor: Actor, input: z.output<typeof CreateUnit>): Promise<Unit>
  /** @throws DomainError `not-found`; `validation` when the parent is unknown, or the unit itself or below it */
  updateUnit(actor: Actor, id: string, input: z.output<typeof UpdateUnit>): Promise<Unit>
}

/** Levels of units below each other; more is a mistake, and would not fit a page. */
const deepestLevel = 8

export function createOrganization({ db }: { db: Db }): OrganizationCases {
  return {
    update: (actor, input) =>
      inTransaction(db, async (trx) => {
        const changes = given(input)
        const organization = await updateOrganization(trx, actor.organizationId, changes)
        await recordAct(trx, actor, 'organization.updated', 'organization', organization.id, changes)
        return organization
      }),

    listUnits: (actor) => listUnits(db, actor.organizationId),

    createUnit: (actor, { parentId, name, nameEn = null }) =>
      inTransaction(db, async (trx) => {
        await lockUnitTree(trx, actor.organizationId)
        await requireParent(trx, actor, parentId, null)
        const unit = await insertUnit(trx, actor.organizationId, { parentId, name, nameEn })
        await recordAct(trx, actor, 'unit.created', 'unit', unit.id, { parentId, name, nameEn })
        return unit
      }),

    updateUnit: (actor, id, input) =>
      inTransaction(db, async (trx) => {
        await lockUnitTree(trx, actor.organizationId)
        if (!(await findUnit(trx, actor.organizationId, id))) throw new DomainError('not-found')
        if (input.parentId !== undefined) await requireParent(trx, actor, input.parentId, id)
        const changes = given(input)
        const unit = await updateUnit(trx, actor.organizationId, id, changes)
        await recordAct(trx, actor, 'unit.updated', 'unit', id, changes)
        return unit
      }),
  }
}

async function requireParent(trx: Trx, actor: Actor, parentId: string | null, unitId: string | null): Promise<void> {
  if (parentId === null) return
  const line = await listUnitAncestry(trx, actor.organizationId, parentId)
  const code =
    line.length === 0
      ? 'unknown-unit'
      : unitId !== null && line.includes(unitId)
        ? 'cycle'
        : line.length >= deepestLevel
          ? 'too-deep'
          : null
  if (code !== null) throw new DomainError('validation', undefined, { errors: [{ path: 'parentId', code }] })
}
