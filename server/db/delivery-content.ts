import { sql } from 'kysely'
import type { JsonObject } from '../../connectors/contract.ts'
import type { Capabilities } from '../../connectors/rules/capabilities.ts'
import type { Platform } from '../../connectors/rules/platforms.ts'
import type { MachineMarks, SourceText } from '../contract/content.ts'
import type { Queryable } from './database.ts'
import type { Terms } from './deliveries.ts'

/** What a variant would say now, and the channel it is for. */
export interface VariantContent {
  readonly variantId: string
  readonly organizationId: string
  readonly postId: string
  readonly channelId: string
  readonly channelName: string
  readonly platform: Platform
  readonly practice: boolean
  readonly channelState: 'connected' | 'expiring' | 'needs-reconnect' | 'disconnected'
  readonly attested: boolean
  readonly capabilities: Capabilities
  readonly language: string
  readonly title: string | null
  readonly parts: readonly string[] | null
  readonly options: JsonObject
  /** The post in the variant's language; null when nobody wrote it. */
  readonly sourceText: SourceText | null
  readonly credit: string | null
  readonly machineMarks: MachineMarks
  /** The office releases no picture without its description. */
  readonly altRequired: boolean
  /** In the order they are shown, described in the variant's language. */
  readonly media: readonly {
    readonly id: string
    readonly hash: string
    readonly kind: 'image' | 'video' | 'audio' | 'document'
    readonly mimeType: string
    readonly bytes: number
    readonly width: number | null
    readonly height: number | null
    readonly durationMs: number | null
    readonly alt: string
  }[]
}

/** The columns of a `VariantContent`, over `contentTables`. */
export const contentColumns = sql`variant.id as variant_id, variant.organization_id, variant.post_id, variant.channel_id,
      channel.name as channel_name, channel.platform, channel.practice, channel.state as channel_state, channel.capabilities,
      exists (select from channel_attestation
        where channel_attestation.channel_id = channel.id and channel_attestation.revoked_at is null) as attested,
      variant.language, variant.title, variant.parts, variant.options, post.content -> variant.language as source_text,
      post.source as credit, post.machine_marks, coalesce(shown.media, '[]') as media,
      (select organization.alt_required from organization where organization.id = variant.organization_id) as alt_required`

/** Variants under the name `variant`, with everything they say. */
export const contentTables = sql`variant
      join post on post.id = variant.post_id
      join channel on channel.id = variant.channel_id
      left join lateral (
        select json_agg(json_build_object('id', media.id, 'hash', media.hash, 'kind', media.kind,
            'mimeType', media.mime_type, 'bytes', media.bytes, 'width', media.width, 'height', media.height,
            'durationMs', media.duration_ms, 'alt', coalesce(media.alt ->> variant.language, ''))
            order by wanted.position) as media
        from unnest(coalesce(variant.media_ids, (
            select array_agg(post_media.media_id order by post_media.position) from post_media
            where post_media.post_id = post.id))) with ordinality as wanted (id, position)
          join media on media.id = wanted.id and media.organization_id = variant.organization_id) as shown on true`

/** Reads what these variants would say now, by variant id. */
export async function readContent(db: Queryable, variantIds: readonly string[]): Promise<Map<string, VariantContent>> {
  const { rows } = await sql<VariantContent>`
    select ${contentColumns} from ${contentTables} where variant.id = any(${[...variantIds]}::uuid[])`.execute(db)
  return new Map(rows.map((row) => [row.variantId, row]))
}

/** What a post's deliveries take from it when they get in line: urgency, exemption, and the post's own late rule or
 *  else the organization's. */
export async function readTerms(db: Queryable, postId: string): Promise<Terms> {
  return db
    .selectFrom('post')
    .innerJoin('organization', 'organization.id', 'post.organizationId')
    .select([
      sql<number>`post.urgent::int`.as('priority'),
      sql<Terms['latePolicy']>`coalesce(post.late_policy, organization.late_policy)`.as('latePolicy'),
      sql<number>`coalesce(post.late_limit_minutes, organization.late_limit_minutes)`.as('lateLimitMinutes'),
      'post.exemptFromPause',
    ])
    .where('post.id', '=', postId)
    .executeTakeFirstOrThrow()
}

/** Posts with a variant that shows this medium. */
export async function listPostsShowing(db: Queryable, organizationId: string, mediaId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select post_id as id from post_media where organization_id = ${organizationId} and media_id = ${mediaId}
    union
    select post_id from variant where organization_id = ${organizationId} and media_ids @> array[${mediaId}::uuid]
    order by id`.execute(db)
  return rows.map((row) => row.id)
}

/** What is copied when a delivery is. */
export interface CopiedDelivery {
  readonly id: string
  readonly postId: string
  readonly channelId: string
  readonly language: string
}

/** Deliveries of the organization with where they go; unknown ones are left out. */
export async function readCopied(
  db: Queryable,
  organizationId: string,
  ids: readonly string[],
): Promise<CopiedDelivery[]> {
  return db
    .selectFrom('delivery')
    .innerJoin('variant', 'variant.id', 'delivery.variantId')
    .select(['delivery.id', 'variant.postId', 'variant.channelId', 'variant.language'])
    .where('delivery.organizationId', '=', organizationId)
    .where('delivery.id', 'in', ids)
    .execute()
}
