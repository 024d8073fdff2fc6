import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Role } from '../../server/contract/people.ts'
import { operationsOf } from '../support/api.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'

/**
 * Who may call what, written down apart from the code that decides it: a admin, o officer, p approver, m manager,
 * c contributor; `public` for anyone. A route that is missing here, or here and not there, is red.
 */
const table = {
  'GET /openapi.json': 'public',
  'GET /setup': 'public',
  'POST /setup': 'public',
  'POST /session': 'public',
  'DELETE /session': 'aopmc',
  'DELETE /sessions': 'aopmc',
  'GET /me': 'aopmc',
  'PATCH /me': 'aopmc',
  'PUT /me/password': 'aopmc',
  'PATCH /organization': 'a',
  'GET /deliveries/export': 'aopm',
  'GET /plan-imports/template': 'ao',
  'POST /plan-imports': 'ao',
  'GET /plan-imports/{id}': 'ao',
  'POST /plan-imports/{id}/mapping': 'ao',
  'POST /plan-imports/{id}/run': 'ao',
  'GET /plan-imports/{id}/result': 'ao',
  'GET /calendar-feeds': 'aopm',
  'POST /calendar-feeds': 'aopm',
  'DELETE /calendar-feeds/{id}': 'aopm',
  'GET /planning': 'aopmc',
  'PATCH /planning': 'a',
  'GET /days': 'aopmc',
  'GET /deliveries/warnings': 'aopm',
  'GET /units': 'aopmc',
  'POST /units': 'a',
  'PATCH /units/{id}': 'a',
  'GET /members': 'a',
  'POST /members': 'a',
  'PATCH /members/{id}': 'a',
  'PUT /members/{id}/password': 'a',
  'GET /platforms': 'a',
  'PUT /platforms/{platform}/app': 'a',
  'GET /channels': 'aopmc',
  'PATCH /channels/{id}': 'a',
  'POST /channels/{id}/check': 'ao',
  'POST /channels/{id}/attest': 'a',
  'POST /channels/{id}/disconnect': 'a',
  'GET /channels/{id}/slots': 'aopmc',
  'PUT /channels/{id}/slots': 'ao',
  'GET /channels/{id}/newsletter': 'a',
  'POST /channels/{id}/newsletter/import': 'a',
  'POST /channels/{id}/newsletter/subscriber/export': 'a',
  'POST /channels/{id}/newsletter/subscriber/erase': 'a',
  'POST /channels/{id}/newsletter/bounce-address': 'a',
  'POST /channels/{id}/newsletter/resume': 'a',
  'GET /slots/free': 'aopmc',
  'POST /connections': 'a',
  'GET /connections/callback': 'a',
  'GET /connections/{id}': 'a',
  'POST /connections/{id}/accounts': 'a',
  'GET /campaigns': 'aopmc',
  'POST /campaigns': 'ao',
  'PATCH /campaigns/{id}': 'ao',
  'POST /media': 'aopc',
  'POST /uploads': 'aopc',
  'GET /uploads': 'aopc',
  'GET /uploads/{id}': 'aopc',
  'PATCH /uploads/{id}': 'aopc',
  'DELETE /uploads/{id}': 'aopc',
  'GET /media': 'aopmc',
  'GET /media/{id}': 'aopmc',
  'PATCH /media/{id}': 'ao',
  'GET /media/{id}/file': 'aopmc',
  'GET /media/{id}/thumbnail': 'aopmc',
  'POST /media/{id}/fittings/preview': 'aopc',
  'POST /media/{id}/fittings': 'aopc',
  'GET /link-card': 'aopm',
  'GET /posts': 'aopm',
  'POST /posts': 'ao',
  'GET /posts/{id}': 'aopm',
  'PUT /posts/{id}': 'ao',
  'GET /posts/{id}/revisions': 'aopm',
  'POST /posts/place': 'ao',
  'POST /posts/copy': 'ao',
  'GET /tasks': 'aopm',
  'GET /posts/{id}/tasks': 'aopm',
  'POST /posts/{id}/tasks': 'aopm',
  'PATCH /tasks/{id}': 'aopm',
  'GET /time-patterns': 'ao',
  'POST /time-patterns': 'ao',
  'DELETE /time-patterns/{id}': 'ao',
  'GET /saved-views': 'aopm',
  'POST /saved-views': 'aopm',
  'PATCH /saved-views/{id}': 'aopm',
  'DELETE /saved-views/{id}': 'aopm',
  'GET /posts/{id}/comments': 'aopm',
  'POST /posts/{id}/comments': 'aopm',
  'POST /posts/{id}/comments/seen': 'aopm',
  'PATCH /comments/{id}': 'aopm',
  'DELETE /comments/{id}': 'aopm',
  'POST /comments/{id}/resolve': 'aopm',
  'GET /posts/{id}/revisions/{number}': 'aopm',
  'POST /posts/{id}/restore': 'ao',
  'POST /posts/{id}/presence': 'aopm',
  'GET /presence': 'aopm',
  'POST /posts/{id}/schedule': 'ao',
  'POST /posts/{id}/archive': 'ao',
  'POST /posts/{id}/series': 'ao',
  'GET /series': 'aopm',
  'POST /series/preview': 'ao',
  'GET /series/{id}': 'aopm',
  'PATCH /series/{id}': 'ao',
  'POST /series/{id}/following': 'ao',
  'POST /series/{id}/release': 'ao',
  'POST /series/{id}/end': 'ao',
  'POST /deliveries/{id}/detach': 'ao',
  'GET /colleagues': 'aopm',
  'GET /deliveries': 'aopm',
  'GET /deliveries/next-24-hours': 'aopm',
  'GET /deliveries/held': 'aopm',
  'GET /deliveries/{id}': 'aopm',
  'POST /deliveries/{id}/move': 'ao',
  'POST /deliveries/bulk': 'ao',
  'POST /deliveries/{id}/keep': 'ao',
  'POST /deliveries/{id}/cancel': 'ao',
  'POST /deliveries/{id}/retry': 'ao',
  'POST /deliveries/{id}/send-now': 'ao',
  'POST /deliveries/{id}/skip': 'ao',
  'POST /deliveries/{id}/restore': 'ao',
  'POST /deliveries/{id}/release': 'ao',
  'POST /deliveries/{id}/edit': 'ao',
  'POST /deliveries/{id}/remove': 'ao',
  'POST /deliveries/{id}/resolve': 'ao',
  'GET /attention': 'aopm',
  'GET /pauses': 'aopmc',
  'POST /pauses': 'ao',
  'POST /pauses/{id}/end': 'ao',
  'GET /events': 'aopmc',
} as const satisfies Record<string, string>

const letters: Record<Role, string> = { admin: 'a', officer: 'o', approver: 'p', manager: 'm', contributor: 'c' }

describe('every route', () => {
  let app: WholeApp
  beforeAll(async () => {
    app = await startWholeApp()
  })
  afterAll(() => app.close())

  /** Sends an empty request with ids of nothing, and leaves as soon as the status is known: streams stay open. */
  async function statusOf(operation: string, cookie: string): Promise<number> {
    const [method = '', path = ''] = operation.split(' ')
    const leave = new AbortController()
    const answer = await fetch(`${app.url}/api/v1${path.replace(/\{\w+\}/g, () => randomUUID())}`, {
      method,
      redirect: 'manual',
      signal: leave.signal,
      headers: { origin: app.url, ...(cookie === '' ? {} : { cookie }) },
    })
    leave.abort()
    return answer.status
  }

  it('is in the table, and the table has no other', async () => {
    const operations = await operationsOf(app.visitor)
    expect(operations.map(({ name }) => name).sort()).toEqual(Object.keys(table).sort())
  })

  it.each(Object.entries(table))('%s is for %s', async (operation, allowed) => {
    const signedOut = await statusOf(operation, '')
    if (allowed === 'public') expect(signedOut).not.toBe(401)
    else expect(signedOut).toBe(401)
    for (const role of Role.options) {
      const { cookie } = await app.signIn(role)
      const status = await statusOf(operation, cookie)
      if (allowed === 'public' || allowed.includes(letters[role])) expect([401, 403, 500], role).not.toContain(status)
      else expect(status, role).toBe(403)
    }
  })
})
