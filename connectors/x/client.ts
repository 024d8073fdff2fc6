import type { z } from 'zod'
import { jsonOf } from '../answers.ts'
import { type Account, type ConnectorContext, ConnectorError, type HttpRequest } from '../contract.ts'
import { faultOf, Refusal } from './faults.ts'
import type { XSettings } from './settings.ts'

/** What every call needs: where X is, and what opens the account. */
export interface Access {
  readonly settings: XSettings
  readonly token: string
  /** What the person granted. */
  readonly scopes: ReadonlySet<string>
}

export function accessOf({ credentials: { fields } }: Account, settings: XSettings): Access {
  return { settings, token: fields['token'] ?? '', scopes: scopesIn(fields['scopes'] ?? '') }
}

export function scopesIn(list: string): Set<string> {
  return new Set(list.split(/\s+/).filter(Boolean))
}

export interface Call<T> extends Pick<HttpRequest, 'method' | 'json' | 'multipart' | 'timeoutMs'> {
  /** Below `/2/`, with its query. */
  readonly path: string
  readonly answer: z.ZodType<T>
}

/** Asks the API as the account's owner. @throws ConnectorError by X's answer */
export async function call<T>({ settings, token }: Access, call: Call<T>, context: ConnectorContext): Promise<T> {
  const { path, answer, ...request } = call
  const response = await context.http({
    ...request,
    url: `${settings.apiRoot}/2/${path}`,
    headers: { accept: 'application/json', authorization: `Bearer ${token}` },
  })
  const body = jsonOf(response)
  const read = response.status < 400 ? answer.safeParse(body) : null
  if (read?.success) return read.data
  const told = refusalIn(body)
  // A refusal may come with status 200: then its own status counts.
  const status = response.status < 400 ? (told?.status ?? 400) : response.status
  const isRefusal = response.status >= 400 || told?.errors !== undefined
  throw new ConnectorError(
    isRefusal ? faultOf({ ...response, status }, told, settings, context.now()) : { code: 'platform-down' },
    read ? { cause: read.error } : {},
  )
}

/** What X itself says in a refusal; null for a page or half an answer. */
export function refusalIn(body: unknown): Refusal | null {
  return typeof body === 'object' && body !== null ? (Refusal.safeParse(body).data ?? null) : null
}
