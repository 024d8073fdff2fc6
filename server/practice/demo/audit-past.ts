import type { JsonObject } from '../../../connectors/contract.ts'
import { hashEvent } from '../../audit/record.ts'
import type { Role } from '../../contract/people.ts'
import { insertRows } from '../../db/insert-rows.ts'
import type { Ground } from './ground.ts'

/** Something that was done before the demo office was opened. `role` null: the system itself. */
export interface PastEvent {
  readonly at: Date
  readonly role: Role | null
  readonly action: string
  readonly objectType: string
  readonly objectId: string
  readonly data: JsonObject
}

/** Begins the office's audit trail with what happened so far, in order and chained like every later event. */
export async function writeAuditTrail({ trx, organizationId, events, member }: Ground): Promise<void> {
  let previousHash = Buffer.alloc(32)
  const rows = events
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .map(({ role, ...event }, index) => {
      const memberId = role && member(role)
      const row = { organizationId, sequence: index + 1, memberId, ip: null, ...event }
      const chained = { ...row, previousHash, hash: hashEvent(row, previousHash) }
      previousHash = Buffer.from(chained.hash)
      return chained
    })
  await insertRows(trx, 'auditEvent', rows)
}
