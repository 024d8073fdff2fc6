import { z } from 'zod'
import { Id, text } from './common.ts'

/** A newsletter's readers, counted; nobody is named. */
export const NewsletterOverview = z.object({
  subscribers: z.object({
    subscribed: z.int(),
    /** Asked to confirm, and did not yet. */
    asked: z.int(),
    left: z.int(),
    bounced: z.int(),
    complained: z.int(),
  }),
  /** Where people subscribe and read. */
  page: z.string(),
  feeds: z.array(z.string()),
  /** Bounces are taken in: their mailbox was given its address. */
  takesBounces: z.boolean(),
  /** Issues whose rest waits for somebody to look, because the mail server refused what they say. */
  stopped: z.array(z.object({ deliveryId: Id, code: z.string() })),
  /** The last twenty, newest first, and what became of their mails. */
  issues: z.array(
    z.object({
      deliveryId: Id,
      title: z.string(),
      publishedAt: z.string(),
      /** Where readers read it; null: withdrawn. */
      url: z.string().nullable(),
      recipients: z.int(),
      /** Taken by the mail server, and not come back since. */
      accepted: z.int(),
      waiting: z.int(),
      /** Refused by the reader's mail server, or come back. */
      undelivered: z.int(),
      unconfirmed: z.int(),
      /** The reader left before it was their turn, or it was withdrawn. */
      skipped: z.int(),
      complaints: z.int(),
      unsubscribed: z.int(),
    }),
  ),
})
export type NewsletterOverview = z.infer<typeof NewsletterOverview>

/** `csv`: one person a line: address, day of consent (ISO), language if it is not the list's. */
export const ImportSubscribers = z.object({
  csv: text(900_000, 1),
  /** Where the consents are kept, for whoever asks later. */
  proof: text(1_000, 10),
})
export const ImportedSubscribers = z.object({
  added: z.int(),
  /** On the list already, or left it: an import brings nobody back. */
  known: z.int(),
  refused: z.array(z.object({ line: z.int(), code: z.enum(['bad-email', 'no-consent', 'twice']) })),
})
export type ImportedSubscribers = z.infer<typeof ImportedSubscribers>

export const OneSubscriber = z.object({ address: text(254, 3) })

/** Everything kept of one person, for that person. */
export const SubscriberExport = z.object({
  address: z.string(),
  language: z.string(),
  since: z.string(),
  consentedAt: z.string().nullable(),
  consent: z.record(z.string(), z.unknown()),
  unsubscribedAt: z.string().nullable(),
  suppressedAt: z.string().nullable(),
  suppressedBecause: z.string().nullable(),
  mails: z.array(z.object({ issue: z.string(), state: z.string(), at: z.string() })),
})
export type SubscriberExport = z.infer<typeof SubscriberExport>

/** Shown once: what is kept of it is its hash. */
export const BounceAddress = z.object({ url: z.string() })
