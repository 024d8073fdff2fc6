import { createSessions, startSession } from '../../server/auth/sessions.ts'
import type { Role } from '../../server/contract/people.ts'
import { type Db, inTransaction } from '../../server/db/database.ts'
import { insertMember } from '../../server/db/members.ts'
import { insertOrganization } from '../../server/db/organizations.ts'
import { insertUnit } from '../../server/db/units.ts'
import { clientOf, type TestClient } from './client.ts'

export interface TestOffice {
  readonly organizationId: string
  readonly unitId: string
  signIn(role: Role): Promise<TestClient>
}

let offices = 0

/** An organization with one unit in it; its people are made when they first sign in. */
export async function createOffice(db: Db, url: string, name: string): Promise<TestOffice> {
  offices += 1
  const mark = offices
  const { organizationId, unitId } = await inTransaction(db, async (trx) => {
    const organization = await insertOrganization(trx, { name, zone: 'Asia/Ho_Chi_Minh', language: 'vi' })
    const unit = await insertUnit(trx, organization.id, { parentId: null, name, nameEn: null })
    return { organizationId: organization.id, unitId: unit.id }
  })
  const people = new Map<Role, Promise<string>>()
  const personOf = async (role: Role): Promise<string> => {
    const fields = { unitId, name: `A ${role}`, role, language: 'vi', email: `${role}${mark}@example.vn` }
    const member = await inTransaction(db, (trx) =>
      insertMember(trx, organizationId, { ...fields, passwordHash: null }),
    )
    if (!member) throw new Error('This address is taken')
    return member.id
  }
  return {
    organizationId,
    unitId,
    async signIn(role) {
      const person = people.get(role) ?? personOf(role)
      people.set(role, person)
      const memberId = await person
      const visitor = { ip: '127.0.0.1', userAgent: 'test', token: null }
      const token = await inTransaction(db, (trx) => startSession(trx, { organizationId, id: memberId }, visitor))
      const found = await createSessions({ db }).find(token, '127.0.0.1')
      if (!found) throw new Error('The session did not start')
      return clientOf(url, found.actor, `hd_session=${token}`)
    },
  }
}
