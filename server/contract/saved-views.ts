import { z } from 'zod'
import { Id, line, text } from './common.ts'

export const SavedView = z.object({
  id: Id,
  name: z.string(),
  /** The calendar's address after its question mark; the day shown is always today's. */
  search: z.string(),
  /** With everybody of its owner's unit. */
  shared: z.boolean(),
  /** null: it is the person's own. */
  owner: z.string().nullable(),
})
export type SavedView = z.infer<typeof SavedView>

/** Parameters of an address and nothing else. */
const Search = text(2_000).refine((value) => /^[\w.~*%+=&-]*$/.test(value), 'bad-characters')

export const SaveView = z.object({ name: line(60), search: Search, shared: z.boolean().default(false) })
export const ChangeView = SaveView.omit({ search: true }).partial()
