import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Role } from '../../server/contract/people.ts'
import type { Route } from '../../server/http/route.ts'
import { startTestApp, type TestApp } from '../support/app.ts'

/**
 * Who may call what, written down apart from the code that decides it: a admin, o officer, p approver, m manager,
 * c contributor; `public` for anyone. A route that is missing here, or here and not there, is red.
 */
const table = {
  'GET /setup': 'public',
  'POST /setup': 'public',
  'POST /session': 'public',
  'DELETE /session': 'aopmc',
  'DELETE /sessions': 'aopmc',
  'GET /me': 'aopmc',
  'PATCH /me': 'aopmc',
  'PATCH /organization': 'a',
  'GET /units': 'aopmc',
  'POST /units': 'a',
  'PATCH /units/:id': 'a',
  'GET /members': 'a',
  'POST /members': 'a',
  'PATCH /members/:id': 'a',
  'GET /events': 'aopmc',
} as const satisfies Record<string, string>

const letters: Record<Role, string> = { admin: 'a', officer: 'o', approver: 'p', manager: 'm', contributor: 'c' }
const nameOf = (route: Route) => `${route.method.toUpperCase()} ${route.path}`

describe('every route', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp()
  })
  afterAll(() => app.close())

  /** Sends an empty request with ids of nothing, and leaves as soon as the status is known: streams stay open. */
  async function statusOf(route: string, cookie: string): Promise<number> {
    const [method = '', path = ''] = route.split(' ')
    const leave = new AbortController()
    const answer = await fetch(`${app.url}/api/v1${path.replace(/:\w+/g, () => randomUUID())}`, {
      method,
      redirect: 'manual',
      signal: leave.signal,
      headers: { origin: app.url, ...(cookie === '' ? {} : { cookie }) },
    })
    leave.abort()
    return answer.status
  }

  it('is in the table, and the table has no other', () => {
    expect(app.routes.map(nameOf).sort()).toEqual(Object.keys(table).sort())
  })

  it.each(Object.entries(table))('%s is for %s', async (route, allowed) => {
    const signedOut = await statusOf(route, '')
    if (allowed === 'public') expect(signedOut).not.toBe(401)
    else expect(signedOut).toBe(401)
    for (const role of Role.options) {
      const { cookie } = await app.signIn(role)
      const status = await statusOf(route, cookie)
      if (allowed === 'public' || allowed.includes(letters[role])) expect([401, 403, 500], role).not.toContain(status)
      else expect(status, role).toBe(403)
    }
  })
})
