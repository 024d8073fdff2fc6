import { z } from 'zod'
import type { JsonObject } from '../contract.ts'
import { machineMarkNames } from '../rules/machine-marks.ts'

/** A file of the library that an issue shows; its bytes stay there until a mail is made. */
const File = z.object({
  id: z.string(),
  mimeType: z.string(),
  fileName: z.string(),
  alt: z.string(),
  bytes: z.number(),
})
export type IssueFile = z.infer<typeof File>

/** What everybody on the list gets: exactly what a person released. Kept as JSON. */
export const Issue = z.object({
  deliveryId: z.string(),
  title: z.string(),
  /** What mail programs show beside the subject; "" for the text's own beginning. */
  preheader: z.string(),
  text: z.string(),
  language: z.string(),
  link: z.string().nullable(),
  source: z.string().nullable(),
  /** A machine helped to write, translate or draw it. */
  machineMade: z.array(z.enum(machineMarkNames)),
  pictures: z.array(File),
  /** A podcast's sound, with what its feed tells of it. */
  episode: z
    .object({
      audio: File,
      durationMs: z.number().nullable(),
      number: z.number().nullable(),
      season: z.number().nullable(),
      type: z.enum(['full', 'trailer', 'bonus']),
      explicit: z.boolean(),
    })
    .nullable(),
})
export type Issue = z.infer<typeof Issue>

/** How a channel's mails reach their mail server, and what they say of their sender. Kept in the channel's settings. */
export const Sender = z.object({
  /** Which list the channel is: made when it is connected. */
  listKey: z.string(),
  listName: z.string(),
  fromName: z.string(),
  fromAddress: z.string(),
  replyTo: z.string().nullable(),
  /** Where bounces come back to; each mail's own key is put before its @. Null: to the sender's address. */
  bounceAddress: z.string().nullable(),
  /** Who writes, and where they can be found: stands at the foot of every mail. */
  postal: z.string(),
  host: z.string(),
  port: z.number(),
  security: z.enum(['starttls', 'tls', 'none']),
  ratePerMinute: z.number(),
})
export type Sender = z.infer<typeof Sender>

/** A mail server, and who we are to it; null where it asks nobody. */
export interface MailServer extends Pick<Sender, 'host' | 'port' | 'security'> {
  readonly login: { readonly user: string; readonly password: string } | null
}

export interface PublishedIssue {
  /** The delivery's id. */
  readonly id: string
  /** Where everybody can read it. */
  readonly url: string
  /** How many it is mailed to. */
  readonly recipients: number
}

/** Counts of one issue's mails; nothing about anybody. */
export interface IssueFigures {
  readonly id: string
  readonly recipients: number
  /** Taken by the mail server, and not bounced since. */
  readonly accepted: number
  readonly refused: number
  readonly bounced: number
  /** Nobody knows whether the mail server took it: not mailed again. */
  readonly unconfirmed: number
  /** Left the list, or was taken off it, before their mail was due. */
  readonly skipped: number
  readonly waiting: number
  readonly complaints: number
  readonly unsubscribed: number
  readonly isWithdrawn: boolean
}

export interface ListStanding {
  /** Confirmed, and mailed to. */
  readonly subscribers: number
  readonly issues: number
  /** The mail server refused what an issue says, and the rest of it waits for a person. */
  readonly isStopped: boolean
}

/**
 * The office's own newsletter desk: the "platform" behind the e-mail connector. What it throws besides ConnectorError
 * says that it was away, or that its answer was lost.
 */
export interface Newsletter {
  /** Where readers reach this office over HTTPS, without a slash at the end; null: nowhere. */
  readonly publicAddress: () => string | null
  /** Logs in to a mail server and sends nothing. @throws ConnectorError */
  readonly signIn: (server: MailServer, signal: AbortSignal) => Promise<void>
  /**
   * Puts an issue into the archive and the feeds and one mail for each confirmed subscriber in line, all at once or not
   * at all. The same marker again has no further effect.
   * @throws ConnectorError `rejected` `duplicate` when the delivery is out with other content
   */
  readonly publish: (marker: string, issue: Issue, signal: AbortSignal) => Promise<PublishedIssue>
  /** @returns null when no issue was published under this marker */
  readonly find: (marker: string, signal: AbortSignal) => Promise<PublishedIssue | null>
  /** New words in the archive, the feeds and the mails that are still to go out. @throws ConnectorError `not-found` */
  readonly change: (id: string, issue: Issue, signal: AbortSignal) => Promise<void>
  /** Out of the archive and the feeds; nobody else is mailed. What is in mailboxes stays there. */
  readonly withdraw: (id: string, signal: AbortSignal) => Promise<void>
  /** Of those there are; one that is not there is left out. */
  readonly figures: (ids: readonly string[], signal: AbortSignal) => Promise<readonly IssueFigures[]>
  readonly standing: (listKey: string, signal: AbortSignal) => Promise<ListStanding>
}

/** As JSON keeps it. */
export const asJson = (value: Issue | Sender): JsonObject => value as unknown as JsonObject
