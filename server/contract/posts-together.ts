import { z } from 'zod'
import { Id, LocalTime } from './common.ts'

/** As many posts, or deliveries, as one request changes. */
const most = 500

/** Where a post belongs: its campaign, its unit. What is left out stays. */
const Place = z.object({ campaignId: Id.nullable().optional(), unitId: Id.optional() })

/** Each post gets a place of its own, so that a change of many is taken back in one request too. */
export const PlacePosts = z.object({
  items: z
    .array(z.object({ id: Id, ...Place.shape }))
    .min(1, 'required')
    .max(most, 'too-many'),
})
export const PostsPlaced = z.object({
  /** As they stood before. */
  placed: z.array(z.object({ id: Id, campaignId: Id.nullable(), unitId: Id })),
  /** Archived posts stay as they are. */
  refused: z.array(z.object({ id: Id, code: z.literal('wrong-state') })),
})
export type PostsPlaced = z.infer<typeof PostsPlaced>

/** New drafts of the posts these deliveries belong to: one per post, planned for the times given. */
export const CopyPosts = z.object({
  deliveries: z
    .array(z.object({ id: Id, localTime: LocalTime }))
    .min(1, 'required')
    .max(most, 'too-many'),
  /** On these channels instead of their own; the words then follow the source. */
  channelIds: z.array(Id).min(1, 'required').max(30, 'too-many').nullable().default(null),
})
export const PostsCopied = z.object({ posts: z.array(z.object({ id: Id, revision: z.int() })), versions: z.int() })
export type PostsCopied = z.infer<typeof PostsCopied>
