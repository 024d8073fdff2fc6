import { z } from 'zod'
import { Id, text } from './common.ts'

const words = text(5_000, 1).refine((value) => value.trim() !== '', 'required')

export const Comment = z.object({
  id: Id,
  /** The first of its thread; null: it is that itself. */
  replyTo: Id.nullable(),
  authorId: Id,
  author: z.string(),
  /** null: its author took it back. */
  text: z.string().nullable(),
  mentions: z.array(z.object({ id: Id, name: z.string() })),
  at: z.string(),
  editedAt: z.string().nullable(),
  /** Of a thread's first: nothing is left to do about it. */
  resolved: z.object({ at: z.string(), by: z.string() }).nullable(),
})
export type Comment = z.infer<typeof Comment>

/** Oldest first, replies among them. */
export const Comments = z.object({ comments: z.array(Comment) })
export type Comments = z.infer<typeof Comments>

export const WriteComment = z.object({
  text: words,
  replyTo: Id.nullable().default(null),
  /** Colleagues it is meant for. */
  mentions: z.array(Id).max(20, 'too-many').default([]),
})
export const EditComment = z.object({ text: words })
export const ResolveComment = z.object({ resolved: z.boolean() })
