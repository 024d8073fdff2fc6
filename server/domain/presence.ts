import type { LiveEvent } from '../contract/deliveries.ts'
import type { Doing, Presence } from '../contract/presence.ts'
import type { Db } from '../db/database.ts'
import { namesOfMembers } from '../db/members.ts'
import { notifyPresence, type PresenceNotice } from '../db/presence.ts'
import { DomainError } from './errors.ts'
import type { Actor } from './policy.ts'

/** Who has which post open now. It lives in the memory of the web processes alone, and only colleagues are in it. */
export interface Presences {
  /** @throws DomainError `not-found` */
  tell(actor: Actor, postId: string, doing: Doing): Promise<void>
  list(actor: Actor): Promise<Presence[]>
  close(): void
}

export interface PresenceDependencies {
  readonly db: Db
  readonly live: {
    onPresence(listener: (notice: PresenceNotice) => void): () => void
    tell(organizationId: string, event: LiveEvent): void
  }
  /** Silence after which somebody is gone, in milliseconds. */
  readonly silenceMs?: number
}

interface Standing extends PresenceNotice {
  readonly doing: Exclude<Doing, 'gone'>
  readonly heardAt: number
}

export function createPresences({ db, live, silenceMs = 8_000 }: PresenceDependencies): Presences {
  const standing = new Map<string, Standing>()
  const changed = ({ organizationId, postId }: PresenceNotice) =>
    live.tell(organizationId, { type: 'presence', changes: [{ id: postId, revision: 1 }] })

  const stop = live.onPresence((notice) => {
    const { doing, ...who } = notice
    const key = `${who.postId} ${who.memberId}`
    const before = standing.get(key)
    if (doing === 'gone') standing.delete(key)
    else standing.set(key, { ...who, doing, heardAt: performance.now() })
    if ((before?.doing ?? 'gone') !== doing) changed(notice)
  })
  const sweep = setInterval(() => {
    const since = performance.now() - silenceMs
    for (const [key, notice] of standing) {
      if (notice.heardAt >= since) continue
      standing.delete(key)
      changed(notice)
    }
  }, silenceMs / 8)
  sweep.unref()

  return {
    async tell({ organizationId, memberId }, postId, doing) {
      if (!(await notifyPresence(db, { organizationId, postId, memberId, doing }))) throw new DomainError('not-found')
    },
    async list({ organizationId }) {
      const here = [...standing.values()].filter((one) => one.organizationId === organizationId)
      const names = await namesOfMembers(db, organizationId, [...new Set(here.map(({ memberId }) => memberId))])
      return here.map(({ postId, memberId, doing }) => ({ postId, memberId, name: names.get(memberId) ?? '', doing }))
    },
    close() {
      clearInterval(sweep)
      stop()
    },
  }
}
