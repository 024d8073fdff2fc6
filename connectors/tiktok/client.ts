import { z } from 'zod'
import { type Account, type ConnectorContext, ConnectorError, type HttpResponse } from '../contract.ts'
import { faultOf, tooMany } from './faults.ts'
import type { TikTokSettings } from './settings.ts'

/** What every call needs: where TikTok is, and what opens the account. */
export interface Access {
  readonly settings: TikTokSettings
  readonly token: string
  /** What the person granted. */
  readonly scopes: ReadonlySet<string>
}

export function accessOf({ credentials: { fields } }: Account, settings: TikTokSettings): Access {
  return { settings, token: fields['token'] ?? '', scopes: scopesIn(fields['scopes'] ?? '') }
}

export function scopesIn(list: string): Set<string> {
  return new Set(list.split(/[\s,]+/).filter(Boolean))
}

export interface Call<T> {
  readonly method: 'GET' | 'POST'
  /** With its closing slash. */
  readonly path: string
  readonly json?: object
  /** Of `data`. */
  readonly answer: z.ZodType<T>
  readonly secrets?: readonly string[]
}

const Envelope = z.object({
  data: z.unknown(),
  error: z.object({ code: z.string(), message: z.string().catch('') }),
})

/**
 * Asks the API and reads `data`. Only the code `ok` is a success, whatever the status.
 * @throws ConnectorError @see https://developers.tiktok.com/doc/tiktok-api-v2-introduction
 */
export async function call<T>({ settings, token }: Access, call: Call<T>, context: ConnectorContext): Promise<T> {
  const { method, path, json, answer, secrets = [] } = call
  const response = await context.http({
    ...{ method, url: `${settings.apiRoot}${path}`, secrets },
    headers: {
      authorization: `Bearer ${token}`,
      ...(method === 'POST' && { 'content-type': 'application/json; charset=UTF-8' }),
    },
    ...(json && { json }),
  })
  const told = Envelope.safeParse(bodyOf(response))
  if (!told.success) throw new ConnectorError(wordless(response, context.now()), { cause: told.error })
  const { data, error } = told.data
  if (error.code !== 'ok' || response.status >= 400) throw new ConnectorError(faultOf(error, response, context.now()))
  const read = answer.safeParse(data)
  if (!read.success) throw new ConnectorError({ code: 'platform-down' }, { cause: read.error })
  return read.data
}

/** A page, half an answer, or something else that TikTok itself would not say. */
function wordless({ status, headers }: HttpResponse, now: Date) {
  return status === 429 ? tooMany(headers, now) : ({ code: 'platform-down' } as const)
}

/**
 * The body as JSON, or null. Ids come as bare numbers of 19 digits, which JavaScript would round: they stay as they are
 * written, as text.
 */
export function bodyOf(response: HttpResponse): unknown {
  const keepDigits = (_key: string, value: unknown, at?: { readonly source?: string }) =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? (at?.source ?? null) : value
  try {
    return JSON.parse(new TextDecoder().decode(response.body), keepDigits)
  } catch {
    return null
  }
}
