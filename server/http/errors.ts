import { STATUS_CODES } from 'node:http'
import type { ErrorRequestHandler, RequestHandler } from 'express'
import type { Problem } from '../contract/common.ts'
import { isDatabaseAway } from '../db/database-errors.ts'
import { DomainError, problems } from '../domain/errors.ts'

/** Answers that nothing here matched. */
export const notFound: RequestHandler = () => {
  throw new DomainError('not-found')
}

/** The one place where an exception becomes an answer: problem details, or a closed connection when one is on its way. */
export const errorHandler: ErrorRequestHandler = (error: unknown, req, res, _next) => {
  const refusal = refusalOf(error)
  const status = problems[refusal.code]
  if (status >= 500) req.log.error({ err: error }, refusal.code)
  if (res.headersSent) {
    res.destroy()
    return
  }
  if (refusal.retryAfterSeconds !== null) res.set('Retry-After', String(refusal.retryAfterSeconds))
  // The rest of a body that was refused is not read: the connection cannot carry another request.
  if (!req.complete) res.set('Connection', 'close')
  res
    .status(status)
    .set('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(presentProblem(refusal, String(req.id))))
}

function presentProblem(refusal: DomainError, requestId: string): Problem {
  const status = problems[refusal.code]
  return {
    type: `/api/docs#problem-${refusal.code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code: refusal.code,
    ...(refusal.message === refusal.code ? {} : { detail: refusal.message }),
    ...(refusal.errors.length > 0 ? { errors: [...refusal.errors] } : {}),
    requestId,
  }
}

/** Errors of the tools below us, by what the caller can do about them. Everything unknown is ours: `internal`. */
function refusalOf(error: unknown): DomainError {
  if (error instanceof DomainError) return error
  const { status, code } = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>
  // An address that does not decode (`%E0%A4%A`) names nothing.
  if (error instanceof URIError || status === 400) return new DomainError('not-found', undefined, { cause: error })
  if (code === '23503') return unknownReference(error as { constraint?: unknown })
  if (isDatabaseAway(error)) return new DomainError('unavailable', undefined, { retryAfterSeconds: 5, cause: error })
  return new DomainError('internal', undefined, { cause: error })
}

/**
 * A foreign key was refused: the request named something that is not this organization's. The constraint's name tells
 * which field it was (`post_organization_id_campaign_id_fkey` → `campaignId`).
 */
function unknownReference(error: { constraint?: unknown }): DomainError {
  const [, column = ''] = /organization_id_(\w+)_fkey$/.exec(String(error.constraint)) ?? []
  const path = column.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase())
  return new DomainError('validation', undefined, { errors: [{ path, code: 'unknown-reference' }], cause: error })
}
