import { sql } from 'kysely'
import type { Doing } from '../contract/presence.ts'
import type { Queryable } from './database.ts'

/** The channel on which web processes tell each other who has which post open. */
export const presenceChannel = 'haidang_presence'

export interface PresenceNotice {
  readonly organizationId: string
  readonly postId: string
  readonly memberId: string
  readonly doing: Doing
}

/** Tells every web process, and keeps nothing. @returns false when the organization has no such post */
export async function notifyPresence(db: Queryable, notice: PresenceNotice): Promise<boolean> {
  const { rows } = await sql`
    select pg_notify(${presenceChannel}, ${JSON.stringify(notice)}) from post
    where organization_id = ${notice.organizationId} and id = ${notice.postId}`.execute(db)
  return rows.length > 0
}
