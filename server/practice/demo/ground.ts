import { DateTime } from 'luxon'
import type { Platform } from '../../../connectors/rules/platforms.ts'
import { hashPassword } from '../../auth/passwords.ts'
import type { Role } from '../../contract/people.ts'
import { databaseNow } from '../../db/clock.ts'
import type { Trx } from '../../db/database.ts'
import { insertRows } from '../../db/insert-rows.ts'
import type { Actor } from '../../domain/policy.ts'
import type { PastEvent } from './audit-past.ts'
import type { Library } from './library.ts'
import {
  type CampaignKey,
  campaignKeys,
  campaigns,
  demoPassword,
  demoPeople,
  office,
  type UnitKey,
  unitKeys,
  units,
} from './office.ts'
import { stableId } from './random.ts'

/** The office that everything else is written into. */
export interface Ground {
  readonly trx: Trx
  readonly now: Date
  /** The same instant in the office's zone. */
  readonly today: DateTime<true>
  readonly organizationId: string
  readonly library: Library
  /** What has happened so far, in no order; written into the audit trail at the end of the past. */
  readonly events: PastEvent[]
  id(name: string): string
  unit(key: UnitKey): string
  member(role: Role): string
  campaign(key: CampaignKey): string
  channel(platform: Platform): string
  actor(role: Role): Actor
}

/** Writes the office of a year ago: people, units, library; and its campaigns around today. */
export async function layGround(trx: Trx, seed: string, library: Library): Promise<Ground> {
  const now = await databaseNow(trx)
  const today = DateTime.fromJSDate(now, { zone: office.zone })
  if (!today.isValid) throw new RangeError(`There is no zone ${office.zone}`)
  const id = (name: string) => stableId(`${seed} ${name}`)
  const organizationId = id('organization')
  const byRole = new Map(demoPeople.map((person) => [person.role, person]))
  const ground: Ground = {
    ...{ trx, now, today: today as DateTime<true>, organizationId, library, events: [], id },
    unit: (key) => id(`unit ${key}`),
    member: (role) => id(`member ${role}`),
    campaign: (key) => id(`campaign ${key}`),
    channel: (platform) => id(`channel ${platform}`),
    actor: (role) => {
      const person = byRole.get(role)
      const unitId = id(`unit ${person?.unit ?? 'office'}`)
      return {
        organizationId,
        memberId: id(`member ${role}`),
        unitId,
        role,
        name: person?.name ?? '',
        sessionId: '',
        ip: null,
      }
    },
  }
  await insertPeople(ground)
  await insertCampaigns(ground)
  await insertLibrary(ground)
  return ground
}

/** When the office began its work. */
export const openedAt = ({ today }: Ground) => today.minus({ days: 372 }).set({ hour: 8, minute: 12, second: 9 })

async function insertPeople(ground: Ground): Promise<void> {
  const { trx, organizationId } = ground
  const createdAt = openedAt(ground).toJSDate()
  const { name, zone, language } = office
  await insertRows(trx, 'organization', [{ id: organizationId, name, zone, language, practice: true, createdAt }])
  await insertRows(
    trx,
    'unit',
    unitKeys.map((key) => {
      const { parent, name } = units[key]
      const parentId = parent ? ground.unit(parent) : null
      return { id: ground.unit(key), organizationId, parentId, name: name[0], nameEn: name[1], createdAt }
    }),
  )
  // One hash for all: hashing is made to be slow.
  const passwordHash = await hashPassword(demoPassword)
  await insertRows(
    trx,
    'member',
    demoPeople.map(({ role, name, email, unit }) => ({
      ...{
        id: ground.member(role),
        organizationId,
        unitId: ground.unit(unit),
        name,
        email,
        role,
        passwordHash,
        createdAt,
      },
      language: 'vi',
    })),
  )
  ground.events.push({
    at: createdAt,
    role: 'admin',
    action: 'organization.created',
    objectType: 'organization',
    objectId: organizationId,
    data: { name, zone, language },
  })
  for (const { role, name } of demoPeople)
    ground.events.push({
      at: createdAt,
      role: 'admin',
      action: 'member.created',
      objectType: 'member',
      objectId: ground.member(role),
      data: { name, role },
    })
}

async function insertCampaigns(ground: Ground): Promise<void> {
  const { trx, organizationId, today } = ground
  await insertRows(
    trx,
    'campaign',
    campaignKeys.map((key) => {
      const { name, unit, from, to, objective, audience } = campaigns[key]
      const createdAt = today
        .plus({ days: from - 20 })
        .set({ hour: 10, minute: 4 })
        .toJSDate()
      const id = ground.campaign(key)
      ground.events.push({
        at: createdAt,
        role: 'officer',
        action: 'campaign.created',
        objectType: 'campaign',
        objectId: id,
        data: { name: name[0] },
      })
      return {
        ...{ id, organizationId, unitId: ground.unit(unit), name: name[0], nameEn: name[1], audience, createdAt },
        objective: `${objective[0]}\n${objective[1]}`,
        startsOn: today.plus({ days: from }).toISODate(),
        endsOn: today.plus({ days: to }).toISODate(),
        createdBy: ground.member('officer'),
      }
    }),
  )
}

async function insertLibrary(ground: Ground): Promise<void> {
  const { trx, organizationId, library } = ground
  const createdAt = openedAt(ground).plus({ days: 1 }).toJSDate()
  const credit = {
    source: 'Hải Đăng',
    licence: 'Apache-2.0',
    machineMade: false,
    createdBy: ground.member('officer'),
    createdAt,
  }
  await insertRows(
    trx,
    'media',
    library.files.map((file) => ({ ...file, organizationId, ...credit })),
  )
}
