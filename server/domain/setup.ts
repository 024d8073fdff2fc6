import { recordAudit } from '../audit/record.ts'
import { hashPassword } from '../auth/passwords.ts'
import { startSession, type Visitor } from '../auth/sessions.ts'
import type { SetUpCode } from '../auth/setup-code.ts'
import type { SignInLimit } from '../auth/sign-in-limit.ts'
import type { SetUp as SetUpInput } from '../contract/people.ts'
import { type Db, inTransaction } from '../db/database.ts'
import { insertMember } from '../db/members.ts'
import { anyOrganizationExists, insertOrganization, lockInstallation } from '../db/organizations.ts'
import { insertUnit } from '../db/units.ts'
import { DomainError } from './errors.ts'

export interface SetUp {
  isNeeded(): Promise<boolean>
  /**
   * Creates the office, its first unit and its administrator, all or nothing; of several at once one wins.
   * @returns the administrator's session token
   * @throws DomainError `setup-done`, `validation` (`wrong-code`), `rate-limited`
   */
  perform(input: SetUpInput, visitor: Visitor): Promise<string>
}

export function createSetUp({ db, code, limit }: { db: Db; code: SetUpCode; limit: SignInLimit }): SetUp {
  return {
    isNeeded: async () => !(await anyOrganizationExists(db)),

    async perform(input, visitor) {
      if (await anyOrganizationExists(db)) throw new DomainError('setup-done')
      const forgive = await limit.take(visitor.ip, null)
      if (!code.matches(input.code))
        throw new DomainError('validation', undefined, { errors: [{ path: 'code', code: 'wrong-code' }] })
      await forgive()
      const passwordHash = await hashPassword(input.password)
      const token = await inTransaction(db, async (trx) => {
        await lockInstallation(trx)
        if (await anyOrganizationExists(trx)) throw new DomainError('setup-done')
        const { organizationName, zone, language, name, email } = input
        const organization = await insertOrganization(trx, { name: organizationName, zone, language })
        const unit = await insertUnit(trx, organization.id, { parentId: null, name: organizationName, nameEn: null })
        const fields = { unitId: unit.id, name, email, language, role: 'admin', passwordHash } as const
        const admin = await insertMember(trx, organization.id, fields)
        if (!admin) throw new DomainError('setup-done')
        await recordAudit(trx, {
          organizationId: organization.id,
          memberId: admin.id,
          action: 'organization.created',
          objectType: 'organization',
          objectId: organization.id,
          ip: visitor.ip,
          data: { name: organizationName, zone, language },
        })
        return startSession(trx, { organizationId: organization.id, id: admin.id }, visitor)
      })
      await code.spend()
      return token
    },
  }
}
