import { createHash } from 'node:crypto'
import type { Request } from 'express'
import type { JsonObject } from '../../connectors/contract.ts'
import type { Db } from '../db/database.ts'
import { claimKey, releaseKey, storeAnswer } from '../db/idempotency.ts'
import { DomainError, problems } from '../domain/errors.ts'
import type { Actor } from '../domain/policy.ts'
import { rawBodyOf } from './mount-input.ts'

export interface Answer {
  readonly status: number
  readonly body: JsonObject | null
}

/**
 * Runs a POST once per `Idempotency-Key` and person: the same request again gets the first one's answer, another request
 * under the same key is refused. A refused request (4xx) frees its key. One whose outcome is not known (the process died
 * on the way, or a failure of ours) keeps it, so that nothing is done twice: the person looks before sending it again.
 */
export async function answerOnce(
  db: Db,
  actor: Actor,
  req: Request,
  run: () => Promise<Answer>,
): Promise<Answer & { replayed: boolean }> {
  const key = req.get('idempotency-key')
  if (key === undefined || req.method !== 'POST') return { ...(await run()), replayed: false }
  if (!/^[\x21-\x7e]{1,128}$/.test(key))
    throw new DomainError('validation', undefined, { errors: [{ path: 'Idempotency-Key', code: 'bad-format' }] })

  const owner = { organizationId: actor.organizationId, memberId: actor.memberId, key }
  const requestHash = hashRequest(req)
  const stored = await claimKey(db, owner, requestHash)
  if (stored && !stored.requestHash.equals(requestHash)) throw new DomainError('idempotency-mismatch')
  if (stored && stored.status === null)
    throw new DomainError('conflict', 'The first request with this key has not answered')
  if (stored && stored.status !== null) return { status: stored.status, body: stored.body, replayed: true }

  try {
    const answer = await run()
    await storeAnswer(db, owner, answer)
    return { ...answer, replayed: false }
  } catch (error) {
    if (error instanceof DomainError && problems[error.code] < 500) await releaseKey(db, owner)
    throw error
  }
}

function hashRequest(req: Request): Buffer {
  return createHash('sha256').update(`${req.method} ${req.originalUrl}\n`).update(rawBodyOf(req)).digest()
}
