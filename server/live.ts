import { Socket } from 'node:net'
import pg from 'pg'
import { z } from 'zod'
import { LiveEvent } from './contract/deliveries.ts'
import { Doing } from './contract/presence.ts'
import { liveChannel } from './db/live.ts'
import { type PresenceNotice, presenceChannel } from './db/presence.ts'
import { sessionsChannel } from './db/sessions.ts'
import type { Logger } from './log.ts'

/**
 * What PostgreSQL tells (LISTEN/NOTIFY), handed to whoever asked. It lives on a connection of its own, which is looked
 * after: when it is lost it comes back by itself, and because notices sent meanwhile are lost too, everybody is then
 * told to look at everything again.
 */
export interface Live {
  /** Changes of one organization. */
  onChange(organizationId: string, listener: (event: LiveEvent) => void): Unsubscribe
  /** A member whose sessions may have ended; null: it may be anyone. */
  onSessions(listener: (memberId: string | null) => void): Unsubscribe
  /** Something became due now. */
  onWake(listener: () => void): Unsubscribe
  /** Somebody has a post open, or left it. */
  onPresence(listener: (notice: PresenceNotice) => void): Unsubscribe
  /** Hands a change to the listeners of this process alone. */
  tell(organizationId: string, event: LiveEvent): void
  isConnected(): boolean
  /** Connects, or keeps trying in the background; settles after the first try. */
  start(): Promise<void>
  close(): Promise<void>
}
type Unsubscribe = () => void

const wakeChannel = 'haidang_wake'
const Notice = z.object({ organizationId: z.string(), ...LiveEvent.shape })
const PresenceSchema = z.object({
  organizationId: z.string(),
  postId: z.string(),
  memberId: z.string(),
  doing: Doing,
})
const keepAliveMs = 20_000
const waitsMs = [50, 200, 500, 1_000, 2_000, 5_000]

export function createLive({ url, log }: { url: string; log: Logger }): Live {
  const changes = new Map<string, Set<(event: LiveEvent) => void>>()
  const sessions = new Set<(memberId: string | null) => void>()
  const wakes = new Set<() => void>()
  const presences = new Set<(notice: PresenceNotice) => void>()
  let client: pg.Client | null = null
  let timer: NodeJS.Timeout | undefined
  let failures = 0
  let closed = false

  const hear = ({ channel, payload = '' }: pg.Notification): void => {
    if (channel === wakeChannel) for (const listener of wakes) listener()
    else if (channel === sessionsChannel) for (const listener of sessions) listener(payload)
    else if (channel === presenceChannel) {
      const notice = PresenceSchema.safeParse(parseJson(payload))
      if (notice.success) for (const listener of presences) listener(notice.data)
    } else if (changes.size > 0) {
      const notice = Notice.safeParse(parseJson(payload))
      if (!notice.success) {
        log.warn({ channel }, 'a notice that is not ours')
        return
      }
      const { organizationId, ...event } = notice.data
      tell(organizationId, event)
    }
  }

  const tell = (organizationId: string, event: LiveEvent): void => {
    for (const listener of changes.get(organizationId) ?? []) listener(event)
  }

  const tellEverything = (): void => {
    for (const listeners of changes.values())
      for (const listener of listeners)
        for (const type of LiveEvent.shape.type.options) listener({ type, changes: null })
    for (const listener of sessions) listener(null)
    for (const listener of wakes) listener()
  }

  const connect = async (): Promise<void> => {
    const socket = new Socket()
    const fresh = new pg.Client({
      connectionString: url,
      stream: () => socket,
      application_name: 'haidang live',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
    })
    // An error is followed by `end`, which is where a new connection is begun.
    fresh.on('error', (error) => log.warn({ err: error }, 'the live connection was lost'))
    fresh.on('notification', hear)
    try {
      await fresh.connect()
      for (const channel of [liveChannel, sessionsChannel, wakeChannel, presenceChannel])
        await fresh.query(`listen ${channel}`)
    } catch (error) {
      log.warn({ err: error }, 'the live connection could not be opened')
      socket.destroy()
      again()
      return
    }
    if (closed) {
      await fresh.end()
      return
    }
    client = fresh
    fresh.once('end', () => {
      client = null
      again()
    })
    if (failures > 0) tellEverything()
    failures = 0
    keepAlive(fresh, socket)
  }

  const again = (): void => {
    if (closed) return
    timer = setTimeout(() => void connect(), waitsMs[Math.min(failures, waitsMs.length - 1)])
    failures += 1
  }

  /** A connection can die without a word (a firewall, a pulled cable): asked and silent, it is given up. */
  const keepAlive = (of: pg.Client, socket: Socket): void => {
    timer = setTimeout(async () => {
      try {
        await of.query('select 1')
        if (client === of) keepAlive(of, socket)
      } catch {
        socket.destroy()
      }
    }, keepAliveMs)
    timer.unref()
  }

  return {
    onChange(organizationId, listener) {
      const listeners = changes.get(organizationId) ?? new Set()
      changes.set(organizationId, listeners.add(listener))
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0 && changes.get(organizationId) === listeners) changes.delete(organizationId)
      }
    },
    onSessions: (listener) => subscribe(sessions, listener),
    onWake: (listener) => subscribe(wakes, listener),
    onPresence: (listener) => subscribe(presences, listener),
    tell,
    isConnected: () => client !== null,
    start: connect,
    async close() {
      closed = true
      clearTimeout(timer)
      await client?.end().catch(() => {})
    },
  }
}

function subscribe<T>(listeners: Set<T>, listener: T): Unsubscribe {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function parseJson(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    return null
  }
}
