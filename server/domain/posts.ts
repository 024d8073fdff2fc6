import { recordAct } from '../audit/record.ts'
import type { CreatePost, Media, SavePost, SchedulePost, VariantInput } from '../contract/content.ts'
import type { Post, PostSummary } from '../contract/deliveries.ts'
import { listPostItems } from '../db/calendar.ts'
import { type Db, inTransaction, type Queryable, type Trx } from '../db/database.ts'
import { insertDraft, lockDeliveriesOf, updateDelivery } from '../db/deliveries.ts'
import { readContent } from '../db/delivery-content.ts'
import { listBegun } from '../db/delivery-parts.ts'
import { getOrganization } from '../db/organizations.ts'
import {
  dropVariant,
  findPost,
  insertPost,
  insertRevision,
  listPosts,
  listVariants,
  lockPost,
  type PostFields,
  type PostRow,
  postMediaIds,
  setPostMedia,
  updatePost,
  upsertVariant,
} from '../db/posts.ts'
import { endSeriesOf, listRepeated, lookAtSeriesOf } from '../db/series.ts'
import { schedule } from './deliveries-schedule.ts'
import { DomainError } from './errors.ts'
import { leaveSeries } from './occurrences.ts'
import type { Actor } from './policy.ts'
import { refreshContentHashes } from './release.ts'
import { instantOf } from './wall-time.ts'

/** What the posts need of their neighbours. */
export interface PostNeighbours {
  readonly db: Db
  /** @throws DomainError `not-found` when one is not this organization's */
  readonly presentMedia: (db: Queryable, organizationId: string, ids: readonly string[]) => Promise<Media[]>
}

export interface Posts {
  list(
    actor: Actor,
    query: { text?: string | undefined; state?: Post['state'][] | undefined; limit: number },
  ): Promise<PostSummary[]>
  /** @throws DomainError `not-found` */
  get(actor: Actor, id: string): Promise<Post>
  create(actor: Actor, input: CreatePost): Promise<Post>
  /** @throws DomainError `not-found`, `stale`, `wrong-state` */
  save(actor: Actor, id: string, input: SavePost): Promise<Post>
  /** Scheduling releases: the actor is recorded as the person who did. @throws DomainError as `save`, and `past`, `time-gap`, `check-failed`, `same-text` */
  schedule(actor: Actor, id: string, input: SchedulePost): Promise<Post>
  archive(actor: Actor, id: string, revision: number): Promise<Post>
}

export function createPosts(neighbours: PostNeighbours): Posts {
  const { db } = neighbours

  return {
    list: (actor, query) => listPosts(db, actor.organizationId, query),
    get: (actor, id) => presentPost(neighbours, db, actor.organizationId, id),

    create: (actor, input) =>
      inTransaction(db, async (trx) => {
        const post = await addPost(trx, neighbours, actor, input)
        return presentPost(neighbours, trx, actor.organizationId, post.id)
      }),

    save: (actor, id, input) =>
      inTransaction(db, async (trx) => {
        const post = await replaceContent(trx, neighbours, actor, { id, revision: input.revision, content: input })
        await audit(trx, actor, 'post.saved', post)
        return presentPost(neighbours, trx, actor.organizationId, id)
      }),

    schedule: (actor, id, input) =>
      inTransaction(db, async (trx) => {
        const post = await lockAt(trx, actor, id, input.revision)
        if (post.state === 'archived') throw new DomainError('wrong-state', 'The post is archived')
        await schedule(trx, actor, post, input.deliveries)
        await updatePost(trx, id, { state: 'approved' })
        return presentPost(neighbours, trx, actor.organizationId, id)
      }),

    archive: (actor, id, revision) =>
      inTransaction(db, async (trx) => {
        await lockAt(trx, actor, id, revision)
        await cancelAhead(
          trx,
          (await listVariants(trx, id)).map((variant) => variant.id),
        )
        await endSeriesOf(trx, id)
        const post = await updatePost(trx, id, { state: 'archived' })
        await audit(trx, actor, 'post.archived', post)
        return presentPost(neighbours, trx, actor.organizationId, id)
      }),
  }
}

/** A new draft. @throws DomainError as `saveContent` does */
export async function addPost(
  trx: Trx,
  neighbours: Pick<PostNeighbours, 'presentMedia'>,
  actor: Actor,
  input: CreatePost,
): Promise<PostRow> {
  const post = await insertPost(trx, actor.organizationId, actor.memberId, fieldsOf(input, actor))
  await saveContent(trx, neighbours, actor, post, input)
  await audit(trx, actor, 'post.created', post)
  return post
}

interface Replacing {
  readonly id: string
  /** The one that the person saw as the latest. */
  readonly revision: number
  readonly content: CreatePost
  readonly origin?: RevisionOrigin
}

/** Where a revision's content comes from, when nobody wrote it. */
interface RevisionOrigin {
  readonly restoredFrom?: number
}

/** Makes a post what `content` says, as its next revision. @throws DomainError `not-found`, `stale`, `wrong-state` */
export async function replaceContent(
  trx: Trx,
  neighbours: Pick<PostNeighbours, 'presentMedia'>,
  actor: Actor,
  { id, revision, content, origin }: Replacing,
): Promise<PostRow> {
  const current = await lockAt(trx, actor, id, revision)
  if (current.state === 'archived') throw new DomainError('wrong-state', 'The post is archived')
  const post = await updatePost(trx, id, fieldsOf(content, actor, current.unitId))
  await saveContent(trx, neighbours, actor, post, content, origin)
  return post
}

async function lockAt(trx: Trx, actor: Actor, id: string, revision: number): Promise<PostRow> {
  const post = await lockPost(trx, actor.organizationId, id)
  if (!post) throw new DomainError('not-found')
  if (post.revision !== revision)
    throw new DomainError('stale', `The post is at revision ${post.revision}`, {
      errors: [{ path: 'revision', code: 'stale', values: { current: post.revision } }],
    })
  return post
}

function fieldsOf(input: CreatePost, actor: Actor, unitId: string = actor.unitId): PostFields {
  return {
    unitId: input.unitId ?? unitId,
    campaignId: input.campaignId,
    kind: input.kind,
    tone: input.tone,
    title: input.title,
    content: input.content,
    sourceLanguage: input.sourceLanguage,
    source: input.source,
    machineMarks: input.machineMarks,
    urgent: input.urgent,
    exemptFromPause: input.exemptFromPause,
    latePolicy: input.latePolicy,
    lateLimitMinutes: input.lateLimitMinutes,
  }
}

async function saveContent(
  trx: Trx,
  neighbours: Pick<PostNeighbours, 'presentMedia'>,
  actor: Actor,
  post: PostRow,
  input: CreatePost,
  origin: RevisionOrigin = {},
): Promise<void> {
  const everyMedium = [...new Set([...input.mediaIds, ...input.variants.flatMap((variant) => variant.mediaIds ?? [])])]
  await neighbours.presentMedia(trx, actor.organizationId, everyMedium)
  await setPostMedia(trx, post, [...new Set(input.mediaIds)])
  const organization = await getOrganization(trx, actor.organizationId)
  await saveVariants(trx, actor, post, input.variants, organization.zone)
  await insertRevision(trx, post, actor.memberId, origin)
  await refreshContentHashes(trx, post.id)
  await lookAtSeriesOf(trx, post.id)
}

/** Makes the post's variants those of the input. What is taken out is cancelled, unless it is on its way or out. */
async function saveVariants(
  trx: Trx,
  actor: Actor,
  post: PostRow,
  inputs: readonly VariantInput[],
  zone: string,
): Promise<void> {
  const keyOf = (variant: { channelId: string; language: string }) => `${variant.channelId} ${variant.language}`
  const wanted = new Map(inputs.map((input) => [keyOf(input), input]))
  const dropped = (await listVariants(trx, post.id)).filter((variant) => !wanted.has(keyOf(variant)))
  await cancelAhead(
    trx,
    dropped.map((variant) => variant.id),
  )
  for (const variant of dropped) await dropVariant(trx, variant.id)

  const planned = new Map<string, string | null>()
  for (const { plannedFor, ...fields } of wanted.values())
    planned.set((await upsertVariant(trx, post, fields)).id, plannedFor)
  await planDrafts(trx, actor, planned, zone)
}

/**
 * Keeps one draft delivery for each variant that has none and is in no series, at the time it is planned for. A delivery past `draft` is
 * not touched: moving it is a decision of its own.
 */
async function planDrafts(
  trx: Trx,
  actor: Actor,
  planned: ReadonlyMap<string, string | null>,
  zone: string,
): Promise<void> {
  if (planned.size === 0) return
  const contents = await readContent(trx, [...planned.keys()])
  const existing = await lockDeliveriesOf(trx, { variantIds: [...planned.keys()] }, uncancelled)
  const repeated = await listRepeated(trx, [...planned.keys()])
  for (const [variantId, localTime] of planned) {
    if (repeated.has(variantId)) continue
    const content = contents.get(variantId)
    const own = existing.filter((delivery) => delivery.variantId === variantId)
    const draft = own.find((delivery) => delivery.state === 'draft')
    if (!content || (own.length > 0 && !draft)) continue
    const id = draft?.id ?? (await insertDraft(trx, content, actor.memberId))
    if ((draft?.localTime ?? null) === localTime) continue
    const time = localTime
      ? { localTime, zone, dueAt: instantOf(localTime, zone) }
      : { localTime: null, zone: null, dueAt: null }
    await updateDelivery(trx, id, time)
  }
}

const ahead = ['draft', 'scheduled', 'retrying', 'held', 'missed', 'failed'] as const
const uncancelled = [...ahead, 'sending', 'unconfirmed', 'published', 'removed'] as const

/** Stops what has not left yet, also what a worker is preparing; a call that was allowed is not taken back by this. */
async function cancelAhead(trx: Trx, variantIds: readonly string[]): Promise<void> {
  if (variantIds.length === 0) return
  const deliveries = await lockDeliveriesOf(trx, { variantIds }, [...ahead, 'sending'])
  const begun = await listBegun(
    trx,
    deliveries.filter(({ state }) => state === 'sending').map(({ id }) => id),
  )
  await leaveSeries(
    trx,
    deliveries.filter(({ id }) => !begun.has(id)),
  )
}

/** @throws DomainError `not-found` */
export async function presentPost(
  neighbours: Pick<PostNeighbours, 'presentMedia'>,
  db: Queryable,
  organizationId: string,
  id: string,
): Promise<Post> {
  const post = await findPost(db, organizationId, id)
  if (!post) throw new DomainError('not-found')
  const variants = await listVariants(db, id)
  const deliveries = await listPostItems(db, organizationId, id)
  const drafts = new Map(
    deliveries
      .filter(({ state }) => state === 'draft')
      .map((item) => [`${item.channelId} ${item.language}`, item.localTime]),
  )
  const mediaIds = await postMediaIds(db, id)
  const ownIds = variants.flatMap((variant) => variant.mediaIds ?? []).filter((own) => !mediaIds.includes(own))
  return {
    id: post.id,
    unitId: post.unitId,
    campaignId: post.campaignId,
    state: post.state,
    kind: post.kind,
    tone: post.tone,
    title: post.title,
    sourceLanguage: post.sourceLanguage,
    content: post.content,
    source: post.source,
    machineMarks: post.machineMarks,
    urgent: post.urgent,
    exemptFromPause: post.exemptFromPause,
    latePolicy: post.latePolicy,
    lateLimitMinutes: post.lateLimitMinutes,
    authorId: post.authorId,
    authorName: post.authorName,
    createdAt: post.createdAt.toISOString(),
    updatedAt: post.updatedAt.toISOString(),
    revision: post.revision,
    media: await neighbours.presentMedia(db, organizationId, mediaIds),
    ownMedia: await neighbours.presentMedia(db, organizationId, [...new Set(ownIds)]),
    variants: variants.map(({ id: variantId, channelId, language, title, parts, mediaIds, options }) => ({
      id: variantId,
      channelId,
      language,
      title,
      parts,
      mediaIds,
      options: options as Post['variants'][number]['options'],
      plannedFor: drafts.get(`${channelId} ${language}`) ?? null,
    })),
    deliveries,
  }
}

function audit(trx: Trx, actor: Actor, action: string, post: PostRow): Promise<void> {
  return recordAct(trx, actor, action, 'post', post.id, { title: post.title, revision: post.revision })
}
