import type { ProblemItem } from '../contract/common.ts'

/** Every refusal the API can give, with its HTTP status. The codes are stable: clients switch over them. */
export const problems = {
  validation: 422,
  'bad-json': 400,
  'not-signed-in': 401,
  'bad-credentials': 401,
  forbidden: 403,
  'wrong-origin': 403,
  'not-found': 404,
  stale: 409,
  conflict: 409,
  'wrong-state': 409,
  'idempotency-mismatch': 409,
  'setup-done': 410,
  'too-large': 413,
  'unsupported-media': 415,
  past: 422,
  'time-gap': 422,
  'no-slots': 422,
  'same-text': 422,
  'check-failed': 422,
  'cannot-fit': 422,
  'connection-failed': 422,
  'rate-limited': 429,
  internal: 500,
  unavailable: 503,
} as const
export type ProblemCode = keyof typeof problems

/** A refusal of the domain; the one error handler turns it into problem details. `errors` say where and with which values. */
export class DomainError extends Error {
  readonly code: ProblemCode
  readonly errors: readonly ProblemItem[]
  /** Seconds to wait, for `rate-limited`. */
  readonly retryAfterSeconds: number | null
  constructor(
    code: ProblemCode,
    detail?: string,
    options: { errors?: readonly ProblemItem[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(detail ?? code, { cause: options.cause })
    this.name = 'DomainError'
    this.code = code
    this.errors = options.errors ?? []
    this.retryAfterSeconds = options.retryAfterSeconds ?? null
  }
}
