import { randomBytes } from 'node:crypto'

/** An answer that is a refusal, in the platform's own words and status. Simulations throw it from any handler. */
export class Refusal extends Error {
  readonly status: number
  readonly body: object
  readonly headers: Readonly<Record<string, string>>
  constructor(status: number, body: object, headers: Readonly<Record<string, string>> = {}) {
    super(JSON.stringify(body))
    this.status = status
    this.body = body
    this.headers = headers
  }
}

/** A token or code as platforms make them: 256 random bits. */
export const secret = () => randomBytes(32).toString('base64url')

/** Ids as large as the real ones: a number would lose their last digits. */
export function idsFrom(first: bigint): () => string {
  let next = first
  return () => String(next++)
}
