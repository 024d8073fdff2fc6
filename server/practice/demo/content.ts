import { DateTime } from 'luxon'
import type { Platform } from '../../../connectors/rules/platforms.ts'
import { profiles } from '../../../connectors/rules/profiles.ts'
import { insertRows } from '../../db/insert-rows.ts'
import type { DemoDelivery, DemoPost } from './days.ts'
import type { Ground } from './ground.ts'
import type { LibraryFile } from './library.ts'
import { inLanguage, units } from './office.ts'
import { createChance } from './random.ts'

const ownUnits: readonly string[] = ['office', 'newsroom', 'studio']
/** Platforms of the demo that take films; the others show a picture of the same. */
const filmPlatforms: readonly string[] = ['youtube', 'tiktok']

export type PostState = 'draft' | 'in-review' | 'returned' | 'approved' | 'archived'

export const postId = (ground: Ground, post: DemoPost) => ground.id(`post ${post.key}`)
export const variantId = (ground: Ground, post: DemoPost, { channel }: DemoDelivery) =>
  ground.id(`variant ${post.key} ${channel.platform}`)

/** Writes posts with their files and variants; deliveries come on their own. */
export async function insertPosts(
  ground: Ground,
  posts: readonly DemoPost[],
  stateOf: (post: DemoPost) => PostState,
): Promise<void> {
  const { trx, organizationId } = ground
  await insertRows(
    trx,
    'post',
    posts.map((post) => {
      const createdAt = writtenAt(ground, post)
      const { kind, tone, content } = post
      const id = postId(ground, post)
      ground.events.push({
        at: createdAt,
        role: 'officer',
        action: 'post.created',
        objectType: 'post',
        objectId: id,
        data: { title: content['vi']?.title ?? '', revision: 1 },
      })
      return {
        ...{ id, organizationId, kind, tone, content, createdAt, updatedAt: createdAt },
        ...{ authorId: ground.member('officer'), unitId: ground.unit(post.unit), state: stateOf(post) },
        campaignId: post.campaign && ground.campaign(post.campaign),
        title: content['vi']?.title ?? '',
        source: creditOf(post),
        machineMarks: post.translatedByMachine ? { translated: true } : {},
      }
    }),
  )
  await insertRows(
    trx,
    'postMedia',
    posts.flatMap((post) =>
      filesOf(ground, post).map(({ id: mediaId }, position) => ({
        organizationId,
        postId: postId(ground, post),
        mediaId,
        position,
      })),
    ),
  )
  await insertRows(
    trx,
    'variant',
    posts.flatMap((post) =>
      post.deliveries.map((delivery) => ({
        ...{ id: variantId(ground, post, delivery), organizationId, postId: postId(ground, post) },
        ...{ channelId: ground.channel(delivery.channel.platform), language: delivery.channel.language },
        ...{ ...delivery.wording, options: answersOf(delivery.channel.platform), createdAt: writtenAt(ground, post) },
        mediaIds: ownFiles(ground, post, delivery)?.map(({ id }) => id) ?? null,
      })),
    ),
  )
}

/** What a platform wants a person to choose, chosen. */
function answersOf(platform: Platform): Record<string, string> {
  return Object.fromEntries(
    (profiles[platform].options ?? []).flatMap((field) =>
      field.kind === 'choice' && field.initial === null ? [[field.name, field.choices[0] ?? '']] : [],
    ),
  )
}

/** A post is written some days before it first goes out, and never after now. */
function writtenAt({ today }: Ground, { key, deliveries }: DemoPost): Date {
  const chance = createChance(`written ${key}`)
  const first = DateTime.min(...deliveries.map(({ at }) => at)) ?? today
  const written = first.minus({
    days: chance.between(2, 5),
    hours: chance.between(0, 9),
    minutes: chance.between(0, 59),
  })
  return (written < today ? written : today.minus({ hours: chance.between(3, 70) })).toJSDate()
}

/** Scheduling releases: the evening before, or that morning. */
export function releasedAt({ key }: DemoPost, { at }: DemoDelivery): Date {
  const chance = createChance(`released ${key}`)
  return at.minus({ hours: chance.between(4, 30), minutes: chance.between(0, 59) }).toJSDate()
}

/** Whose content it is, in the languages it goes out in. */
function creditOf({ unit, deliveries }: DemoPost): string | null {
  if (ownUnits.includes(unit)) return null
  const languages = new Set(deliveries.map(({ channel }) => channel.language))
  return [...languages]
    .toSorted()
    .reverse()
    .map((language) => inLanguage(units[unit].name, language))
    .join(' · ')
}

function filesOf(ground: Ground, post: DemoPost): LibraryFile[] {
  if (post.usesPoster) return [ground.library.poster]
  const pictures = post.variations.map((variation) => ground.library.picture(post.scene, variation))
  return isFilm(post) ? [ground.library.film(post.scene), ...pictures] : pictures
}

/** Of a post with a film, each platform gets what it takes. null: the files of the post. */
function ownFiles(ground: Ground, post: DemoPost, { channel }: DemoDelivery): LibraryFile[] | null {
  if (!isFilm(post)) return null
  const kind = filmPlatforms.includes(channel.platform) ? 'video' : 'image'
  return filesOf(ground, post).filter((file) => file.kind === kind)
}

const isFilm = ({ kind }: DemoPost) => kind === 'video' || kind === 'short_video'
