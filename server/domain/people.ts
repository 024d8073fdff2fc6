import type { z } from 'zod'
import type { JsonObject } from '../../connectors/contract.ts'
import { recordAct } from '../audit/record.ts'
import { hashPassword } from '../auth/passwords.ts'
import type { Colleague, CreateMember, Me, Member, UpdateMe, UpdateMember } from '../contract/people.ts'
import { databaseNow } from '../db/clock.ts'
import { type Db, inTransaction, type Queryable, type Trx } from '../db/database.ts'
import { findMember, insertMember, listMembers, lockActiveAdmins, updateMember } from '../db/members.ts'
import { getOrganization } from '../db/organizations.ts'
import { deleteSessionsOf, notifySessionsChanged } from '../db/sessions.ts'
import { findUnit } from '../db/units.ts'
import { DomainError } from './errors.ts'
import { given } from './given.ts'
import { type Actor, mayDo, whatMayDo } from './policy.ts'

export interface People {
  me(actor: Actor): Promise<Me>
  updateMe(actor: Actor, input: z.output<typeof UpdateMe>): Promise<Me>
  list(actor: Actor): Promise<Member[]>
  /** Names alone, of people who left too: what they wrote is still there. */
  colleagues(actor: Actor): Promise<Colleague[]>
  /** @throws DomainError `validation`: `unknown-unit`, `email-taken` */
  create(actor: Actor, input: z.output<typeof CreateMember>): Promise<Member>
  /**
   * A disabled member's sessions end at once; with another role their open streams do.
   * @throws DomainError `not-found`, `validation`, `conflict` (`last-admin`)
   */
  update(actor: Actor, id: string, input: z.output<typeof UpdateMember>): Promise<Member>
}

export interface PeopleOptions {
  readonly db: Db
  /** Practice channels can be connected here. */
  readonly practice: boolean
  /** A mail server is set. */
  readonly mail: boolean
  /** The demo office, filled with made-up figures. */
  readonly demo: boolean
}

export function createPeople({ db, practice, mail, demo }: PeopleOptions): People {
  const me = async (queryable: Queryable, actor: Actor): Promise<Me> => {
    const { member, preferences } = await requireMember(queryable, actor, actor.memberId)
    const organization = await getOrganization(queryable, actor.organizationId)
    return { member, organization, preferences, can: whatMayDo(member.role), practice, mail, demo }
  }
  return {
    me: (actor) => me(db, actor),

    updateMe: (actor, { preferences, ...fields }) =>
      inTransaction(db, async (trx) => {
        const current = await requireMember(trx, actor, actor.memberId)
        const merged = { ...current.preferences, ...preferences }
        const changes = given(fields)
        await updateMember(trx, actor.organizationId, actor.memberId, { ...changes, preferences: merged })
        if (Object.keys(changes).length > 0) await audit(trx, actor, 'member.updated', actor.memberId, changes)
        return me(trx, actor)
      }),

    list: (actor) => listMembers(db, actor.organizationId),

    colleagues: async (actor) =>
      (await listMembers(db, actor.organizationId)).map(({ id, name, role, disabled }) => ({
        ...{ id, name },
        mayReadPosts: !disabled && mayDo(role, 'posts.read'),
      })),

    async create(actor, { password, ...fields }) {
      const passwordHash = await hashPassword(password)
      return inTransaction(db, async (trx) => {
        await requireUnit(trx, actor, fields.unitId)
        const member = await insertMember(trx, actor.organizationId, { ...fields, passwordHash })
        if (!member) throw invalid('email', 'email-taken')
        await audit(trx, actor, 'member.created', member.id, fields)
        return member
      })
    },

    update: (actor, id, { disabled, ...fields }) =>
      inTransaction(db, async (trx) => {
        const admins = await lockActiveAdmins(trx, actor.organizationId)
        const { member: before } = await requireMember(trx, actor, id)
        if (fields.unitId !== undefined) await requireUnit(trx, actor, fields.unitId)
        const stepsDown = disabled === true || (fields.role !== undefined && fields.role !== 'admin')
        if (stepsDown && admins.length === 1 && admins[0] === id) throw lastAdmin(disabled ? 'disabled' : 'role')

        const disabledAt = disabled === undefined ? {} : { disabledAt: disabled ? await databaseNow(trx) : null }
        const member = await updateMember(trx, actor.organizationId, id, { ...given(fields), ...disabledAt })
        if (member.disabled) await deleteSessionsOf(trx, actor.organizationId, id)
        if (member.disabled || member.role !== before.role) await notifySessionsChanged(trx, id)
        await audit(trx, actor, 'member.updated', id, given({ ...fields, disabled }))
        return member
      }),
  }
}

async function requireMember(db: Queryable, { organizationId }: Actor, id: string) {
  const found = await findMember(db, organizationId, id)
  if (!found) throw new DomainError('not-found')
  return found
}

async function requireUnit(trx: Trx, { organizationId }: Actor, unitId: string): Promise<void> {
  if (!(await findUnit(trx, organizationId, unitId))) throw invalid('unitId', 'unknown-unit')
}

const invalid = (path: string, code: string) => new DomainError('validation', undefined, { errors: [{ path, code }] })

const lastAdmin = (path: string) =>
  new DomainError('conflict', 'Somebody has to stay administrator', { errors: [{ path, code: 'last-admin' }] })

function audit(trx: Trx, actor: Actor, action: string, objectId: string, data: JsonObject): Promise<void> {
  return recordAct(trx, actor, action, 'member', objectId, data)
}
