import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inTransaction } from '../../server/db/database.ts'
import { insertMember, listMembers } from '../../server/db/members.ts'
import { insertOrganization } from '../../server/db/organizations.ts'
import { insertUnit } from '../../server/db/units.ts'
import { createOrganization } from '../../server/domain/organization.ts'
import { createPeople } from '../../server/domain/people.ts'
import type { Actor } from '../../server/domain/policy.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

describe('administrators of one office', () => {
  let database: TestDatabase
  let admins: readonly Actor[]
  beforeAll(async () => {
    database = await createTestDatabase({ max: 8 })
    admins = await inTransaction(database.db, async (trx) => {
      const zone = 'Asia/Ho_Chi_Minh'
      const { id: organizationId } = await insertOrganization(trx, { name: 'Sở', zone, language: 'vi' })
      const { id: unitId } = await insertUnit(trx, organizationId, { parentId: null, name: 'Sở', nameEn: null })
      const actors: Actor[] = []
      for (const name of ['An', 'Bình', 'Chi', 'Dung']) {
        const fields = { unitId, name, email: `${name}@example.vn`, role: 'admin', language: 'vi' } as const
        const member = await insertMember(trx, organizationId, { ...fields, passwordHash: null })
        if (!member) throw new Error('This address is taken')
        actors.push({ organizationId, memberId: member.id, unitId, role: 'admin', name, sessionId: '', ip: null })
      }
      return actors
    })
  })
  afterAll(() => database.close())

  it('who all step down in the same moment leave one behind', async () => {
    const people = createPeople({ db: database.db, practice: false, mail: false, demo: false })
    const steps = await Promise.allSettled(
      admins.map((admin, index) =>
        people.update(admin, admin.memberId, index % 2 === 0 ? { role: 'manager' } : { disabled: true }),
      ),
    )
    const refused = steps.filter((step) => step.status === 'rejected')
    expect(refused.map(({ reason }) => reason)).toMatchObject([{ code: 'conflict' }])
    const [first] = admins
    const members = await listMembers(database.db, first?.organizationId ?? '')
    expect(members.filter(({ role, disabled }) => role === 'admin' && !disabled)).toHaveLength(1)
  })

  it('who move units around each other in the same moment never close a ring', async () => {
    const [actor] = admins
    if (!actor) throw new Error('No administrator')
    const organization = createOrganization({ db: database.db })
    const units = await Promise.all(
      ['A', 'B', 'C'].map((name) => organization.createUnit(actor, { parentId: null, name })),
    )
    const moves = await Promise.allSettled(
      units.map(({ id }, index) =>
        organization.updateUnit(actor, id, { parentId: units[(index + 1) % 3]?.id ?? null }),
      ),
    )
    expect(moves.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    const tree = new Map((await organization.listUnits(actor)).map(({ id, parentId }) => [id, parentId]))
    for (const { id } of units) {
      let height = 0
      for (let at: string | null | undefined = id; at; at = tree.get(at)) height += 1
      expect(height).toBeLessThanOrEqual(3)
    }
  })
})
