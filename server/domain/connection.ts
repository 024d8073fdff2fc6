import { createHash } from 'node:crypto'
import type { ConnectableAccount, ConnectField, OAuthApp } from '../../connectors/contract.ts'
import { newToken } from '../auth/token.ts'
import type { ProblemItem } from '../contract/common.ts'
import { DomainError } from './errors.ts'

/** What a connection remembers on its way, sealed. */
export type ConnectionSecret =
  | {
      readonly step: 'away'
      readonly practice: boolean
      readonly app: OAuthApp
      readonly redirectUri: string
      readonly codeVerifier: string
    }
  | { readonly step: 'choose'; readonly practice: boolean; readonly accounts: readonly ConnectableAccount[] }

export function writeSecret(secret: ConnectionSecret): string {
  return JSON.stringify(secret)
}

/** @param text what `writeSecret` wrote; its seal says that nobody else did */
export function readSecret(text: string): ConnectionSecret {
  return JSON.parse(text, (key, value: unknown) =>
    key === 'expiresAt' && typeof value === 'string' ? new Date(value) : value,
  )
}

/**
 * State and PKCE verifier of one visit to a platform: 256 random bits each. Of the state only its hash is stored: who
 * reads the database cannot finish somebody's connection.
 */
export function newVisit(): { state: string; stateHash: Buffer; codeVerifier: string } {
  const { token: state, hash: stateHash } = newToken()
  return { state, stateHash, codeVerifier: newToken().token }
}

/** @see https://www.rfc-editor.org/rfc/rfc7636#section-4.2 (S256) */
export function challengeOf(codeVerifier: string): string {
  return createHash('sha256').update(codeVerifier).digest('base64url')
}

/** The form's values, trimmed and only of the fields it has, and what is wrong with them. */
export function readForm(
  fields: readonly ConnectField[],
  input: Readonly<Record<string, string>>,
): { values: Readonly<Record<string, string>>; errors: ProblemItem[] } {
  const values: Record<string, string> = {}
  const errors: ProblemItem[] = []
  for (const field of fields) {
    const value = input[field.name]?.trim() ?? ''
    const code = problemOf(field, value)
    if (code) errors.push({ path: `input.${field.name}`, code })
    if (value !== '') values[field.name] = value
  }
  return { values, errors }
}

function problemOf({ kind, required, choices }: ConnectField, value: string): string | null {
  if (value === '') return required ? 'required' : null
  if (kind === 'choice' && !choices?.includes(value)) return 'bad-choice'
  if (kind === 'host' && hostOf(value) === null) return 'bad-host'
  return null
}

/** Host and port of what a person typed: `mastodon.social`, `https://Mastodon.social/@hai`; null when it is neither. */
function hostOf(value: string): string | null {
  const url = URL.parse(value.includes('://') ? value : `https://${value}`)
  return url && /^https?:$/.test(url.protocol) && url.host !== '' ? url.host : null
}

/** Where our application for these form values is kept: per host; one for all where the platform has one host. */
export function appHost(
  fields: readonly ConnectField[],
  values: Readonly<Record<string, string>>,
  practice: boolean,
): string {
  const field = fields.find(({ kind }) => kind === 'host')
  const host = (field && hostOf(values[field.name] ?? '')) ?? ''
  return practice ? `practice ${host}` : host
}

/** Why connecting does not go on, though no call failed. */
export function connectionRefused(code: string, detail: string, values: Record<string, string> = {}): DomainError {
  return new DomainError('connection-failed', detail, { errors: [{ path: 'platform', code, values }] })
}
