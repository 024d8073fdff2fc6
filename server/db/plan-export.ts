import { sql } from 'kysely'
import type { Queryable } from './database.ts'
import { ownText } from './variant-words.ts'

/** What an exported row says besides what the calendar shows. */
export interface ExportDetails {
  readonly id: string
  readonly channelName: string
  readonly text: string
  readonly link: string
  readonly kind: string
  readonly tone: string
  readonly campaign: string | null
  readonly unit: string
  readonly source: string | null
  readonly url: string | null
}

/** By delivery id. */
export async function readExportDetails(db: Queryable, ids: readonly string[]): Promise<Map<string, ExportDetails>> {
  const { rows } = await sql<ExportDetails>`
    select delivery.id, channel.name as channel_name, delivery.url, post.kind, post.tone, post.source,
      campaign.name as campaign, unit.name as unit,
      ${ownText('\n\n')} as text,
      coalesce(post.content -> variant.language ->> 'link', '') as link
    from delivery join variant on variant.id = delivery.variant_id join post on post.id = delivery.post_id
      join channel on channel.id = delivery.channel_id join unit on unit.id = post.unit_id
      left join campaign on campaign.id = post.campaign_id
    where delivery.id = any(${[...ids]}::uuid[])`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}
