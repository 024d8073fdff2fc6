import { z } from 'zod'
import { type ConnectorContext, ConnectorError, type Credentials, type OAuthRequest } from '../contract.ts'
import { callGraph, GraphRefusal, type Meaning } from './refusals.ts'

/** Tokens as Instagram's own login and Threads give them: short for a code, long for a short one, renewed when a day old. */

const ShortToken = z.object({
  access_token: z.string(),
  permissions: z.union([z.string(), z.array(z.string())]).optional(),
})
/** Framed or not: both are documented. */
const ShortAnswer = z.union([z.object({ data: z.tuple([ShortToken]) }).transform(({ data }) => data[0]), ShortToken])
/** Seconds; left out for tokens without an end. */
export const LongToken = z.object({ access_token: z.string(), expires_in: z.number().positive().optional() })
export type LongToken = z.infer<typeof LongToken>

/** Where tokens come from, and what each platform calls its exchanges. */
export interface TokenPlaces {
  readonly code: string
  readonly exchange: string
  readonly refresh: string
  /** `ig_exchange_token`, `th_exchange_token`: the part before. */
  readonly prefix: 'ig' | 'th'
}

export interface Visited {
  readonly token: LongToken
  /** null where the platform does not tell. */
  readonly granted: readonly string[] | null
}

/** @throws ConnectorError `rejected` for a code that is used, old or of another address */
export async function longTokenFor(
  { app, redirectUri, code }: OAuthRequest & { readonly code: string },
  places: TokenPlaces,
  meaning: Meaning,
  context: ConnectorContext,
): Promise<Visited> {
  const { clientId, clientSecret } = app
  const params = {
    client_id: clientId,
    client_secret: clientSecret,
    grant_type: 'authorization_code',
    redirect_uri: redirectUri,
    code: codeOf(code),
  }
  const secrets = [clientSecret, params.code]
  const short = await callGraph(
    { method: 'POST', url: places.code, params, answer: ShortAnswer, token: null, secrets },
    meaning,
    context,
  )
  const exchange = { grant_type: `${places.prefix}_exchange_token`, client_secret: clientSecret }
  const token = await tokenAt(places.exchange, exchange, short.access_token, meaning, context)
  const { permissions } = short
  const granted = typeof permissions === 'string' ? permissions.split(/[\s,]+/) : (permissions ?? null)
  return { token, granted }
}

/** 60 more days for a token that is at least a day old; a younger one is kept as it is. @throws ConnectorError */
export async function renewToken(
  credentials: Credentials,
  places: TokenPlaces,
  meaning: Meaning,
  context: ConnectorContext,
): Promise<Credentials> {
  const { fields } = credentials
  const params = { grant_type: `${places.prefix}_refresh_token` }
  try {
    const long = await tokenAt(places.refresh, params, fields['token'] ?? '', meaning, context)
    return { fields: { ...fields, token: long.access_token }, expiresAt: endOf(long, context) }
  } catch (error) {
    const isYoung = error instanceof GraphRefusal && error.fault.code === 'rejected'
    if (isYoung) return credentials
    throw revokedWhereExpired(error)
  }
}

/** A token that has ended cannot be renewed any more. */
export function revokedWhereExpired(error: unknown): unknown {
  const isExpired = error instanceof ConnectorError && error.fault.code === 'credentials-expired'
  const fault = { code: 'credentials-revoked', detail: 'The access has ended' } as const
  return isExpired ? new ConnectorError(fault, { cause: error }) : error
}

export function endOf({ expires_in: seconds }: LongToken, { now }: ConnectorContext): Date | null {
  return seconds === undefined ? null : new Date(now().getTime() + seconds * 1000)
}

/** The platform ends its return address with `#_`. */
export const codeOf = (code: string) => code.replace(/#_$/, '')

function tokenAt(
  url: string,
  params: Readonly<Record<string, string>>,
  token: string,
  meaning: Meaning,
  context: ConnectorContext,
) {
  const secrets = params['client_secret'] === undefined ? [] : [params['client_secret']]
  return callGraph(
    { method: 'GET', url, params, answer: LongToken, token, tokenIn: 'parameter', secrets },
    meaning,
    context,
  )
}
