import type { Problem } from '../../server/contract/common.ts'
import { reportReached } from './connection.ts'

/** A refusal or a failure, as the server told it. A lost connection is `offline`, an answer we cannot read `internal`. */
export class ApiError extends Error {
  readonly problem: Problem
  constructor(problem: Problem, options?: { cause?: unknown }) {
    super(`${problem.code}: ${problem.title}`, options)
    this.name = 'ApiError'
    this.problem = problem
  }
}

type QueryValue = string | number | boolean | null | undefined | readonly (string | number)[]
/** A list repeats its key; null, undefined and empty lists are left out. */
export type Query = Readonly<Record<string, QueryValue>>

const base = '/api/v1'

/** Where an answer is, for a link that saves it as a file. */
export const addressOf = (path: string, query?: Query) => base + path + search(query)

/** @throws ApiError */
export async function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return (await ask(addressOf(path, query), { ...(signal && { signal }) })) as T
}

/**
 * Sends JSON. An answer without a body (204) is undefined.
 * @param key the same request sent again under it is carried out once
 * @throws ApiError
 */
export async function send<T = void>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  key?: string,
) {
  const headers = {
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
    ...(key !== undefined && { 'Idempotency-Key': key }),
  }
  const json = body === undefined ? {} : { body: JSON.stringify(body) }
  return (await ask(base + path, { method, headers, ...json })) as T
}

/** Sends JSON and gets a file back. @throws ApiError */
export async function askForFile(path: string, body: unknown, signal: AbortSignal): Promise<Blob> {
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal }
  const response = await reach(base + path, init)
  if (!response.ok) throw new ApiError(problemOf(parse(await response.text()), response.status))
  return response.blob()
}

/** Sends one small file as `file`. @throws ApiError */
export async function upload<T>(path: string, file: File): Promise<T> {
  const form = new FormData()
  form.append('file', file)
  return (await ask(base + path, { method: 'POST', body: form })) as T
}

interface BytesWay {
  readonly signal: AbortSignal
  /** Told how many bytes have left. */
  readonly onProgress: (bytes: number) => void
}

/** A line on which nothing moves for so long is lost, whether the browser has noticed or not. */
const longestSilenceMs = 30_000

/** Sends bytes as they are. @throws ApiError; DOMException on `signal` */
export function sendBytes<T>(
  method: 'POST' | 'PATCH',
  path: string,
  body: ArrayBuffer,
  { signal, onProgress }: BytesWay,
): Promise<T> {
  return new Promise((resolve, reject) => {
    // fetch cannot tell how much of a body has left.
    const request = new XMLHttpRequest()
    const abort = () => request.abort()
    const lose = () => {
      abort()
      reportReached(false)
      reject(offline())
    }
    let silence = setTimeout(lose, longestSilenceMs)
    request.open(method, base + path)
    request.setRequestHeader('Content-Type', 'application/offset+octet-stream')
    request.upload.onprogress = ({ loaded }) => {
      clearTimeout(silence)
      silence = setTimeout(lose, longestSilenceMs)
      onProgress(loaded)
    }
    // All has left: taking a large file in has no such bound.
    request.upload.onload = () => clearTimeout(silence)
    request.onabort = () => reject(signal.aborted ? signal.reason : offline())
    request.onerror = lose
    window.addEventListener('offline', lose)
    request.onload = () => {
      reportReached(true)
      const answer = parse(request.responseText)
      if (request.status >= 200 && request.status < 300) resolve(answer as T)
      else reject(new ApiError(problemOf(answer, request.status)))
    }
    request.onloadend = () => {
      clearTimeout(silence)
      window.removeEventListener('offline', lose)
      signal.removeEventListener('abort', abort)
    }
    signal.addEventListener('abort', abort)
    request.send(body)
    if (signal.aborted) abort()
  })
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    const response = await fetch(url, init)
    reportReached(true)
    return response
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    reportReached(false)
    throw offline(cause)
  }
}

async function ask(url: string, init: RequestInit): Promise<unknown> {
  const response = await reach(url, { ...init, headers: { Accept: 'application/json', ...init.headers } })
  const answer = parse(await response.text())
  if (!response.ok) throw new ApiError(problemOf(answer, response.status))
  return answer
}

function search(query: Query = {}): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query))
    for (const item of Array.isArray(value) ? value : [value])
      if (item !== null && item !== undefined) params.append(key, String(item))
  return params.size === 0 ? '' : `?${params}`
}

function parse(body: string): unknown {
  if (body === '') return undefined
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function problemOf(answer: unknown, status: number): Problem {
  if (typeof answer === 'object' && answer !== null && 'code' in answer) return answer as Problem
  return { type: 'about:blank', title: `HTTP ${status}`, status, code: 'internal' }
}

function offline(cause?: unknown): ApiError {
  return new ApiError({ type: 'about:blank', title: 'No connection', status: 0, code: 'offline' }, { cause })
}

/** @returns the problem's code, or null when this is no refusal of the server */
export function problemCode(error: unknown): string | null {
  return error instanceof ApiError ? error.problem.code : null
}
