import { z } from 'zod'

export const LinkCardQuery = z.object({
  url: z.url({ protocol: /^https?$/, error: 'bad-link' }).max(2000, 'too-long'),
})

/** What platforms that make a card of a link will find at it, or why we could not look. */
export const LinkCard = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('card'),
    /** Of the page at the end of all redirects. */
    host: z.string(),
    title: z.string().nullable(),
    description: z.string().nullable(),
    /** A small copy as a data address: no browser here asks the page's server for anything. */
    image: z.string().nullable(),
  }),
  z.object({
    state: z.literal('refused'),
    host: z.string(),
    reason: z.enum(['not-public', 'unreachable', 'slow', 'cut-off', 'error-status', 'not-a-page']),
    /** For `error-status`. */
    status: z.int().nullable(),
  }),
])
export type LinkCard = z.infer<typeof LinkCard>
