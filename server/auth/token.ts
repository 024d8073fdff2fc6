import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits for an address that nobody can guess; what is kept of it is its hash. */
export function newToken(): { readonly token: string; readonly hash: Buffer } {
  const token = randomBytes(32).toString('base64url')
  return { token, hash: hashOfToken(token) }
}

export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
