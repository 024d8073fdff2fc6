import type { Response } from 'express'
import type { Sessions } from '../auth/sessions.ts'
import type { LiveEvent } from '../contract/deliveries.ts'
import { DomainError } from '../domain/errors.ts'
import { type Actor, mayDo, type Policy } from '../domain/policy.ts'
import type { Live } from '../live.ts'
import type { Logger } from '../log.ts'

/** The open event streams of this process. */
export interface EventStreams {
  /** Answers with a stream that stays open. @throws DomainError `rate-limited` when the person has too many */
  open(actor: Actor, res: Response): void
  count(): number
  /** Ends every stream, so that the server can stop; pages come back to whoever runs next. */
  close(): void
}

export interface EventStreamsOptions {
  readonly live: Live
  readonly sessions: Sessions
  readonly log: Logger
  readonly pingMs?: number
  readonly recheckMs?: number
  /** One browser holds one; more are other devices. */
  readonly perMember?: number
}

interface Stream {
  readonly actor: Actor
  readonly res: Response
  close(): void
}

const readable: Readonly<Record<LiveEvent['type'], Policy>> = {
  delivery: 'deliveries.read',
  channel: 'channels.read',
  post: 'posts.read',
  pause: 'pauses.read',
  presence: 'posts.read',
  comment: 'posts.read',
  task: 'posts.read',
}

/** Bytes a page may leave unread before it is cut off; it comes back and fetches afresh. */
const backlogBytes = 256 * 1024

export function createEventStreams(options: EventStreamsOptions): EventStreams {
  const { live, sessions, log, pingMs = 15_000, recheckMs = 30_000, perMember = 8 } = options
  const streams = new Set<Stream>()

  const recheck = async (chosen: readonly Stream[]): Promise<void> => {
    for (const stream of chosen) {
      try {
        if (!(await sessions.isCurrent(stream.actor))) stream.close()
      } catch (error) {
        // The database is away: nothing can be read through any route either, so the stream may wait.
        log.warn({ err: error }, 'a stream could not be checked')
      }
    }
  }
  const timers = [
    setInterval(() => {
      for (const { res } of streams) write(res, 'ping', '{}')
    }, pingMs),
    setInterval(() => void recheck([...streams]), recheckMs),
  ]
  for (const timer of timers) timer.unref()
  const forget = live.onSessions((memberId) => {
    void recheck([...streams].filter(({ actor }) => memberId === null || actor.memberId === memberId))
  })

  return {
    open(actor, res) {
      const own = [...streams].filter((stream) => stream.actor.memberId === actor.memberId)
      if (own.length >= perMember)
        throw new DomainError('rate-limited', 'Too many open streams', { retryAfterSeconds: 30 })
      res.set({
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-cache, no-transform',
        // nginx would collect the events and deliver them in a heap.
        'X-Accel-Buffering': 'no',
      })
      res.flushHeaders()
      res.write('retry: 2000\n')
      write(res, 'ping', '{}')
      const stop = live.onChange(actor.organizationId, (event) => {
        if (mayDo(actor.role, readable[event.type])) write(res, 'change', JSON.stringify(event))
      })
      const stream: Stream = { actor, res, close: () => res.end() }
      streams.add(stream)
      res.on('close', () => {
        stop()
        streams.delete(stream)
      })
    },
    count: () => streams.size,
    close() {
      for (const timer of timers) clearInterval(timer)
      forget()
      for (const stream of streams) stream.close()
    },
  }
}

function write(res: Response, event: string, data: string): void {
  res.write(`event: ${event}\ndata: ${data}\n\n`)
  if (res.writableLength > backlogBytes) res.destroy()
}
