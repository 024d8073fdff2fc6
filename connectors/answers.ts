import type { z } from 'zod'
import { type Checkup, ConnectorError, type Fault, type HttpResponse } from './contract.ts'

/** What connectors share in reading answers and hosts. */

/** What a check finds where the platform tells no more than that the account may post. */
export const allWell: Checkup = { missingPermissions: [], quota: null, notices: [] }

function textOf(response: HttpResponse): string {
  return new TextDecoder().decode(response.body)
}

/** The body as JSON, or null when it is none (a maintenance page, a cut-off answer). */
export function jsonOf(response: HttpResponse): unknown {
  try {
    return JSON.parse(textOf(response))
  } catch {
    return null
  }
}

/** @param otherwise what an answer of another shape means for this call @throws ConnectorError */
export function readJson<T>(response: HttpResponse, schema: z.ZodType<T>, otherwise: Fault): T {
  const parsed = schema.safeParse(jsonOf(response))
  if (!parsed.success) throw new ConnectorError(otherwise, { cause: parsed.error })
  return parsed.data
}

/**
 * Runs the one irreversible call. An answer that does not tell whether it took effect (5xx, a page instead of an answer)
 * leaves the outcome unknown, however often the call may be repeated: what is out must never look as if it were not.
 * @throws ConnectorError any but `platform-down`
 */
export async function irreversibly<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof ConnectorError && error.fault.code === 'platform-down')
      throw new ConnectorError({ code: 'outcome-unknown' }, { cause: error })
    throw error
  }
}

/** @returns null when the platform refuses: it has forgotten what was asked about, or can make nothing of it */
export async function unlessRefused<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof ConnectorError && error.fault.code === 'rejected') return null
    throw error
  }
}

/**
 * The origin of what a person typed as a server: `mastodon.social` or an address on it. Plain http is kept for this
 * machine only; anywhere else credentials travel encrypted or not at all.
 */
export function originOf(host: string): string {
  const url = new URL(host.includes('://') ? host : `https://${host}`)
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
  return `${isLocal ? url.protocol : 'https:'}//${url.host}`
}

/** A wait in milliseconds from a `Retry-After` in seconds or as a date; null when there is none. */
export function retryAfterOf(headers: HttpResponse['headers'], now: Date): number | null {
  const value = headers['retry-after']
  if (value === undefined) return null
  const seconds = Number(value)
  const at = Number.isFinite(seconds) ? now.getTime() + seconds * 1000 : Date.parse(value)
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime())
}
