import { z } from 'zod'
import { Id } from './common.ts'

/** What somebody does with a post that stands open before them. */
export const Doing = z.enum(['looking', 'typing', 'gone'])
export type Doing = z.infer<typeof Doing>

/** Told every few seconds while a post is open; who falls silent is taken for gone. */
export const TellPresence = z.object({ doing: Doing })

/** A colleague who has a post open now. */
export const Presence = z.object({
  postId: Id,
  memberId: Id,
  name: z.string(),
  doing: Doing.exclude(['gone']),
})
export type Presence = z.infer<typeof Presence>
