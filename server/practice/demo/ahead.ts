import { insertDraft, updateDelivery } from '../../db/deliveries.ts'
import { readContent } from '../../db/delivery-content.ts'
import { lockPost } from '../../db/posts.ts'
import { schedule } from '../../domain/deliveries-schedule.ts'
import { wallTimeOf } from '../../domain/wall-time.ts'
import { insertPosts, type PostState, postId, variantId } from './content.ts'
import type { DemoPost } from './days.ts'
import type { Ground } from './ground.ts'
import { office } from './office.ts'
import { createChance } from './random.ts'

/** Whether a planned post is in line already, or still being worked on. */
export type Stage = Extract<PostState, 'approved' | 'draft' | 'in-review'>

/** The further ahead, the less is decided. */
export function stageOf({ today }: Ground, { key, deliveries }: DemoPost): Stage {
  const chance = createChance(`stage ${key}`)
  const first = deliveries[0]?.at ?? today
  const isFar = first.diff(today, 'days').days > 12
  if (!chance.happens(isFar ? 0.24 : 0.07)) return 'approved'
  return chance.happens(0.3) ? 'in-review' : 'draft'
}

/** Writes what is planned. What is in line is scheduled as a person schedules it, and really goes out when it is due. */
export async function insertAhead(
  ground: Ground,
  posts: readonly DemoPost[],
  stages: (post: DemoPost) => Stage,
): Promise<void> {
  await insertPosts(ground, posts, stages)
  for (const post of posts) await (stages(post) === 'approved' ? putInLine(ground, post) : keepAsDrafts(ground, post))
}

/** Schedules those of a post's deliveries that are still to come. */
export async function putInLine(ground: Ground, post: DemoPost): Promise<void> {
  const { trx, organizationId, today } = ground
  const wanted = post.deliveries
    .filter(({ at }) => at > today)
    .map(({ channel, at }) => ({
      channelId: ground.channel(channel.platform),
      language: channel.language,
      localTime: wallTimeOf(at.toJSDate(), office.zone),
    }))
  if (wanted.length === 0) return
  const row = await lockPost(trx, organizationId, postId(ground, post))
  if (!row) throw new Error(`The post ${post.key} is not there`)
  await schedule(trx, ground.actor('officer'), row, wanted)
}

async function keepAsDrafts(ground: Ground, post: DemoPost): Promise<void> {
  const { trx } = ground
  const contents = await readContent(
    trx,
    post.deliveries.map((delivery) => variantId(ground, post, delivery)),
  )
  for (const delivery of post.deliveries) {
    const content = contents.get(variantId(ground, post, delivery))
    if (!content) throw new Error(`The variant of ${post.key} is not there`)
    const id = await insertDraft(trx, content, ground.member('officer'))
    const dueAt = delivery.at.toJSDate()
    await updateDelivery(trx, id, { localTime: wallTimeOf(dueAt, office.zone), zone: office.zone, dueAt })
  }
}
