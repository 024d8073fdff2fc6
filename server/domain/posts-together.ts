import type { z } from 'zod'
import { recordAct } from '../audit/record.ts'
import type { CreatePost, VariantInput } from '../contract/content.ts'
import type { CopyPosts, PlacePosts, PostsCopied, PostsPlaced } from '../contract/posts-together.ts'
import { databaseNow } from '../db/clock.ts'
import { inTransaction, type Trx } from '../db/database.ts'
import { type CopiedDelivery, readCopied } from '../db/delivery-content.ts'
import { getOrganization } from '../db/organizations.ts'
import { insertRevision, lockPost, updatePost } from '../db/posts.ts'
import { plannedTime } from './delivery-time.ts'
import { DomainError } from './errors.ts'
import type { Actor } from './policy.ts'
import { addPost, type PostNeighbours, presentPost } from './posts.ts'

/** What is done with many posts at once. Both happen whole or not at all, but for posts that are archived. */
export interface PostsTogether {
  /** Campaign and unit; what was released stays released, for its words stay. @throws DomainError `not-found`, `validation` */
  place(actor: Actor, input: z.output<typeof PlacePosts>): Promise<PostsPlaced>
  /** Drafts of the same posts at other times; nobody has released them. @throws DomainError `not-found`, `past`, `time-gap` */
  copy(actor: Actor, input: z.output<typeof CopyPosts>): Promise<PostsCopied>
}

export function createPostsTogether(neighbours: PostNeighbours): PostsTogether {
  const { db } = neighbours
  return {
    place: (actor, { items }) =>
      inTransaction(db, async (trx) => {
        assertOnce(items, 'items')
        const placed: PostsPlaced['placed'] = []
        const refused: PostsPlaced['refused'] = []
        // In one order, so that two who change the same posts do not wait for each other.
        for (const { id, ...place } of items.toSorted((one, other) => (one.id < other.id ? -1 : 1))) {
          const before = await lockPost(trx, actor.organizationId, id)
          if (!before) throw new DomainError('not-found')
          if (before.state === 'archived') {
            refused.push({ id, code: 'wrong-state' })
            continue
          }
          const { campaignId = before.campaignId, unitId = before.unitId } = place
          placed.push({ id, campaignId: before.campaignId, unitId: before.unitId })
          if (campaignId === before.campaignId && unitId === before.unitId) continue
          const post = await updatePost(trx, id, { campaignId, unitId })
          await insertRevision(trx, post, actor.memberId)
          await recordAct(trx, actor, 'post.placed', 'post', id, { revision: post.revision, campaignId, unitId })
        }
        return { placed, refused }
      }),

    copy: (actor, { deliveries, channelIds }) =>
      inTransaction(db, async (trx) => {
        assertOnce(deliveries, 'deliveries')
        const { zone } = await getOrganization(trx, actor.organizationId)
        const now = await databaseNow(trx)
        const times = new Map(
          deliveries.map(({ id, localTime }, index) => [
            id,
            plannedTime(localTime, zone, now, `deliveries.${index}.`).localTime,
          ]),
        )
        const found = await readCopied(trx, actor.organizationId, [...times.keys()])
        if (found.length < times.size) throw new DomainError('not-found')
        const posts: PostsCopied['posts'] = []
        let versions = 0
        for (const [postId, own] of Map.groupBy(found, (delivery) => delivery.postId)) {
          const input = await copyOf(trx, actor, postId, own, times, channelIds)
          const { id, revision } = await addPost(trx, neighbours, actor, input)
          await recordAct(trx, actor, 'post.copied', 'post', id, { from: postId })
          posts.push({ id, revision })
          versions += input.variants.length
        }
        return { posts, versions }
      }),
  }

  async function copyOf(
    trx: Trx,
    actor: Actor,
    postId: string,
    deliveries: readonly CopiedDelivery[],
    times: ReadonlyMap<string, string>,
    channelIds: readonly string[] | null,
  ): Promise<CreatePost> {
    const post = await presentPost(neighbours, trx, actor.organizationId, postId)
    const keyOf = (variant: Pick<VariantInput, 'channelId' | 'language'>) => `${variant.channelId} ${variant.language}`
    const words = new Map(post.variants.map(({ id: _id, ...variant }) => [keyOf(variant), variant]))
    // Of two deliveries of one version the earlier one gives the time.
    const variants = new Map<string, VariantInput>()
    for (const { id, channelId, language } of deliveries.toSorted((one, other) =>
      (times.get(one.id) ?? '') < (times.get(other.id) ?? '') ? -1 : 1,
    ))
      for (const target of channelIds ?? [channelId]) {
        const follows = { channelId: target, language, title: null, parts: null, mediaIds: null, options: {} }
        const variant = { ...(words.get(keyOf(follows)) ?? follows), plannedFor: times.get(id) ?? null }
        if (!variants.has(keyOf(variant))) variants.set(keyOf(variant), variant)
      }
    const { unitId, campaignId, kind, tone, title, sourceLanguage, content, source, machineMarks } = post
    const { urgent, exemptFromPause, latePolicy, lateLimitMinutes } = post
    return {
      ...{ unitId, campaignId, kind, tone, title, sourceLanguage, content, source, machineMarks },
      ...{ urgent, exemptFromPause, latePolicy, lateLimitMinutes },
      mediaIds: post.media.map(({ id }) => id),
      variants: [...variants.values()],
    }
  }
}

function assertOnce(items: readonly { readonly id: string }[], path: string): void {
  const twice = items.findIndex(({ id }, index) => items.findIndex((item) => item.id === id) < index)
  if (twice >= 0)
    throw new DomainError('validation', 'Each one at most once', {
      errors: [{ path: `${path}.${twice}.id`, code: 'duplicate' }],
    })
}
