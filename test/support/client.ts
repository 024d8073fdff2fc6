import type { Problem } from '../../server/contract/common.ts'
import type { Actor } from '../../server/domain/policy.ts'

interface TestAnswer<T> {
  readonly status: number
  readonly headers: Headers
  /** The parsed JSON, or null. */
  readonly body: T
  readonly text: string
  /** The body as problem details: for refusals. */
  readonly problem: Problem
}

/** Speaks as a browser page of ours: cookie and Origin on every request. Paths are below /api/v1 unless they say /api. */
export interface TestClient {
  /** Who this is, for calling use cases directly. */
  readonly actor: Actor
  readonly cookie: string
  request<T>(method: string, path: string, options?: TestRequest): Promise<TestAnswer<T>>
  get<T>(path: string): Promise<TestAnswer<T>>
  post<T>(path: string, body?: unknown, headers?: Record<string, string>): Promise<TestAnswer<T>>
  put<T>(path: string, body?: unknown): Promise<TestAnswer<T>>
  patch<T>(path: string, body?: unknown): Promise<TestAnswer<T>>
  delete<T>(path: string): Promise<TestAnswer<T>>
}

interface TestRequest {
  /** Sent as JSON; text, bytes and form data as they are. */
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

export const nobody: Actor = {
  organizationId: '',
  memberId: '',
  unitId: '',
  role: 'contributor',
  name: '',
  sessionId: '',
  ip: null,
}

export function clientOf(url: string, actor: Actor, cookie: string): TestClient {
  const request = async <T>(method: string, path: string, { body, headers }: TestRequest = {}) => {
    const asIs = typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData
    const answer = await fetch(
      path.startsWith('/api') || path.startsWith('http') ? new URL(path, url) : `${url}/api/v1${path}`,
      {
        method,
        redirect: 'manual',
        headers: {
          origin: url,
          ...(cookie === '' ? {} : { cookie }),
          ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: (asIs ? body : JSON.stringify(body)) as BodyInit }),
      },
    )
    const text = await answer.text()
    const parsed: unknown = /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : null
    return { status: answer.status, headers: answer.headers, text, body: parsed as T, problem: parsed as Problem }
  }
  return {
    actor,
    cookie,
    request,
    get: (path) => request('GET', path),
    post: (path, body, headers) => request('POST', path, { body, ...(headers ? { headers } : {}) }),
    put: (path, body) => request('PUT', path, { body }),
    patch: (path, body) => request('PATCH', path, { body }),
    delete: (path) => request('DELETE', path),
  }
}
