import type { Platform } from '../../connectors/rules/platforms.ts'
import type { Queryable } from './database.ts'

/** A channel that its office stands for. Nothing of it is about a person. */
export interface OfficialChannel {
  readonly office: string
  readonly platform: Platform
  readonly name: string
  readonly handle: string
  readonly url: string | null
  readonly language: string
  readonly unit: string
  readonly attestedAt: Date
}

/** Every attested channel that is connected and no practice, by office, platform and name. */
export async function listOfficialChannels(db: Queryable): Promise<OfficialChannel[]> {
  return db
    .selectFrom('channel')
    .innerJoin('channelAttestation as stated', (join) =>
      join.onRef('stated.channelId', '=', 'channel.id').on('stated.revokedAt', 'is', null),
    )
    .innerJoin('organization', 'organization.id', 'channel.organizationId')
    .innerJoin('unit', 'unit.id', 'stated.unitId')
    .select([
      'organization.name as office',
      ...(['channel.platform', 'channel.name', 'channel.handle', 'channel.url', 'channel.language'] as const),
      'unit.name as unit',
      'stated.attestedAt',
    ])
    .where('channel.practice', '=', false)
    .where('channel.state', '<>', 'disconnected')
    .orderBy('organization.name')
    .orderBy('organization.id')
    .orderBy('channel.platform')
    .orderBy('channel.name')
    .execute()
}
