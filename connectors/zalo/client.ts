import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { jsonOf, retryAfterOf } from '../answers.ts'
import {
  type Account,
  type ConnectorContext,
  ConnectorError,
  type HttpRequest,
  type HttpResponse,
} from '../contract.ts'
import { faultOf } from './faults.ts'
import type { ZaloSettings } from './settings.ts'

/** What opens an account. */
export interface Access {
  readonly token: string
  readonly appSecret: string
}

export interface Call<T> extends Pick<HttpRequest, 'method' | 'json' | 'multipart' | 'timeoutMs' | 'headers'> {
  readonly path: string
  readonly answer: z.ZodType<T>
}

/** Numbers may come as text, and every answer has status 200: only `error` tells. */
const Told = z.object({ error: z.coerce.number().int(), message: z.string().default(''), data: z.unknown().optional() })

export function accessOf({ credentials: { fields } }: Account): Access {
  return { token: fields['token'] ?? '', appSecret: fields['appSecret'] ?? '' }
}

/** @throws ConnectorError by the answer's `error`; `platform-down` for what is no answer of Zalo's */
export async function call<T>(
  settings: ZaloSettings,
  access: Access,
  { path, answer, headers, ...request }: Call<T>,
  context: ConnectorContext,
): Promise<T> {
  const { error, message, data } = await ask(settings, access, { path, headers, ...request }, context)
  if (error !== 0) throw new ConnectorError(faultOf(error, message, context.now()))
  const read = answer.safeParse(data)
  if (!read.success) throw new ConnectorError({ code: 'platform-down' }, { cause: read.error })
  return read.data
}

/** What Zalo answers, success or not. @throws ConnectorError when it is no answer of Zalo's */
export async function ask(
  { apiUrl, appSecretProof }: ZaloSettings,
  { token, appSecret }: Access,
  {
    path,
    headers = {},
    ...request
  }: Omit<Call<never>, 'answer' | 'headers'> & { headers?: HttpRequest['headers'] | undefined },
  context: ConnectorContext,
): Promise<{ readonly error: number; readonly message: string; readonly data?: unknown }> {
  const secrets = [token, appSecret].filter((secret) => secret !== '')
  const response = await context.http({
    ...request,
    url: `${apiUrl}${path}`,
    headers: {
      ...headers,
      access_token: token,
      ...(appSecretProof && { appsecret_proof: createHmac('sha256', appSecret).update(token).digest('hex') }),
    },
    secrets,
  })
  const told = Told.safeParse(readAnswer(response, context.now())).data
  if (!told) throw new ConnectorError({ code: 'platform-down' })
  return { ...told, message: withoutSecrets(told.message, secrets) }
}

/** A refusal of the server in front, which is none of Zalo's, but says when to come back. */
export function readAnswer(response: HttpResponse, now: Date): unknown {
  if (response.status === 429)
    throw new ConnectorError({ code: 'rate-limited', retryAfterMs: retryAfterOf(response.headers, now) ?? 60_000 })
  return jsonOf(response)
}

/** Refusals come with the status of success, where nobody else looks for what was echoed. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, '…'), text).slice(0, 300)
}
