import { z } from 'zod'
import { Id, Revision } from './common.ts'
import { CreatePost, Media } from './content.ts'

/** One time that a post was saved. */
export const PostRevision = z.object({
  revision: Revision,
  at: z.string(),
  byId: Id,
  by: z.string(),
  /** The revision whose content this one brought back; null: it was written. */
  restoredFrom: Revision.nullable(),
})
export type PostRevision = z.infer<typeof PostRevision>

export const PostRevisionQuery = z.object({
  /** Only those before this one. */
  before: z.coerce.number().pipe(Revision).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(200),
})
/** Latest first; `next`: hand it in as `before` for older ones. */
export const PostRevisions = z.object({ revisions: z.array(PostRevision), next: Revision.nullable() })
export type PostRevisions = z.infer<typeof PostRevisions>

/** A post as it was saved, with every file it names, its variants' own included. */
export const PostRevisionDetail = z.object({ ...PostRevision.shape, content: CreatePost, media: z.array(Media) })
export type PostRevisionDetail = z.infer<typeof PostRevisionDetail>

/** `revision` is the one the person saw as the latest; `from` the one to bring back. */
export const RestorePost = z.object({ revision: Revision, from: Revision })
export type RestorePost = z.infer<typeof RestorePost>
