import type { z } from 'zod'
import { recordAct } from '../audit/record.ts'
import type { Campaign, CreateCampaign, UpdateCampaign } from '../contract/content.ts'
import { findCampaign, insertCampaign, listCampaigns, updateCampaign } from '../db/campaigns.ts'
import { databaseNow } from '../db/clock.ts'
import { type Db, inTransaction, type Trx } from '../db/database.ts'
import { DomainError } from './errors.ts'
import { given } from './given.ts'
import type { Actor } from './policy.ts'

export interface Campaigns {
  list(actor: Actor): Promise<Campaign[]>
  create(actor: Actor, input: z.output<typeof CreateCampaign>): Promise<Campaign>
  /** @throws DomainError `not-found`, `stale`, `validation` */
  update(actor: Actor, id: string, input: z.output<typeof UpdateCampaign>): Promise<Campaign>
}

export function createCampaigns(db: Db): Campaigns {
  return {
    list: (actor) => listCampaigns(db, actor.organizationId),

    create: (actor, input) =>
      inTransaction(db, async (trx) => {
        const campaign = await insertCampaign(trx, actor.organizationId, actor.unitId, actor.memberId, input)
        await audit(trx, actor, 'campaign.created', campaign)
        return campaign
      }),

    update: (actor, id, { revision, archived, ...fields }) =>
      inTransaction(db, async (trx) => {
        const current = await findCampaign(trx, actor.organizationId, id)
        if (!current) throw new DomainError('not-found')
        if ((fields.endsOn ?? current.endsOn) < (fields.startsOn ?? current.startsOn))
          throw new DomainError('validation', undefined, { errors: [{ path: 'endsOn', code: 'ends-before-start' }] })
        const archivedAt = archived === undefined ? {} : { archivedAt: archived ? await databaseNow(trx) : null }
        const campaign = await updateCampaign(trx, actor.organizationId, id, revision, {
          ...given(fields),
          ...archivedAt,
        })
        if (!campaign) throw new DomainError('stale', `The campaign is at revision ${current.revision}`)
        await audit(trx, actor, 'campaign.updated', campaign)
        return campaign
      }),
  }
}

function audit(trx: Trx, actor: Actor, action: string, campaign: Campaign): Promise<void> {
  return recordAct(trx, actor, action, 'campaign', campaign.id, {
    name: campaign.name,
    startsOn: campaign.startsOn,
    endsOn: campaign.endsOn,
    archived: campaign.archived,
  })
}
