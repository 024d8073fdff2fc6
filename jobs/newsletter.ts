import type { Mailing } from '../server/domain/newsletter-mailing.ts'
import { createLoop } from './queue.ts'

export interface NewsletterOptions {
  readonly mailing: Mailing
  /** Mails of one process that are under way at the same time. */
  readonly lanes?: number
  readonly everyMs?: number
  readonly tidyMs?: number
  /** Told of a round that failed as a whole (no database); the next one comes all the same. */
  readonly onError: (error: unknown) => void
}

/**
 * Mails newsletters, one reader after the other: how fast is the list's own rate, whoever sends.
 * @returns stops it, and waits for the mails that are under way
 */
export function startNewsletter(options: NewsletterOptions): () => Promise<void> {
  const { mailing, lanes = 4, everyMs = 1_000, tidyMs = 60_000, onError } = options
  const stopping = new AbortController()
  const send = async () => {
    while (!stopping.signal.aborted && (await mailing.mailNext()));
  }
  const loops = [
    ...Array.from({ length: lanes }, () => createLoop(send, everyMs, onError)),
    createLoop(() => mailing.tidy(), tidyMs, onError),
  ]
  for (const loop of loops) loop.start()
  return async () => {
    stopping.abort()
    await Promise.all(loops.map((loop) => loop.stop()))
  }
}
