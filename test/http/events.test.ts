import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp, type TestClient } from '../support/app.ts'
import { listen } from '../support/event-stream.ts'

/** The machine may be busy with other tests. */
const patient = { timeout: 10_000 }

/** The very notice the triggers send. */
async function tell(app: TestApp, organizationId: string, type: string): Promise<unknown> {
  const change = { type, changes: [{ id: '3f0c7f6e-4f6b-4c3e-9d4e-2f6d7a1b2c3d', revision: 2 }] }
  await sql`select pg_notify('haidang', ${JSON.stringify({ organizationId, ...change })})`.execute(app.db)
  return change
}

describe('the event stream', () => {
  let app: TestApp
  let officer: TestClient
  beforeAll(async () => {
    app = await startTestApp({ streams: { pingMs: 100, recheckMs: 200, perMember: 3 } })
    officer = await app.signIn('officer')
  })
  afterAll(() => app.close())

  it('needs a session', async () => {
    expect((await app.visitor.get('/events')).problem.code).toBe('not-signed-in')
  })

  it('is not buffered, says when to come back, and pings', async () => {
    const stream = await listen(app, officer)
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect(stream.headers.get('cache-control')).toBe('no-cache, no-transform')
    expect(stream.headers.get('x-accel-buffering')).toBe('no')
    await expect.poll(() => stream.text().match(/event: ping/g)?.length ?? 0, patient).toBeGreaterThan(2)
    expect(stream.text()).toMatch(/^retry: 2000\n/)
    stream.close()
  })

  it('carries the changes of its own organization only', async () => {
    const stream = await listen(app, officer)
    const other = await app.otherOffice()
    await tell(app, other.organizationId, 'delivery')
    const change = await tell(app, app.office.organizationId, 'delivery')
    await expect.poll(() => stream.changes(), patient).toEqual([change])
    stream.close()
  })

  it('carries a real change of a row, told by the database itself', async () => {
    const stream = await listen(app, officer)
    const { id } = await app.db
      .insertInto('pause')
      .values({
        organizationId: app.office.organizationId,
        scope: 'organization',
        scopeId: null,
        reason: 'Bão số 3',
        createdBy: officer.actor.memberId,
        endedBy: null,
        endedAt: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await expect.poll(() => stream.changes(), patient).toEqual([{ type: 'pause', changes: [{ id, revision: 1 }] }])
    stream.close()
  })

  it('carries nothing a role may not read', async () => {
    const contributor = await app.signIn('contributor')
    const stream = await listen(app, contributor)
    await tell(app, app.office.organizationId, 'delivery')
    await tell(app, app.office.organizationId, 'post')
    const channel = await tell(app, app.office.organizationId, 'channel')
    await expect.poll(() => stream.changes(), patient).toEqual([channel])
    stream.close()
  })

  it('survives the loss of its listener, and says that anything may have changed', async () => {
    const stream = await listen(app, officer)
    const { rows } = await sql<{ pid: number }>`
      select pid from pg_stat_activity where application_name = 'haidang live' and datname = current_database()`.execute(
      app.db,
    )
    expect(rows).toHaveLength(1)
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(app.db)
    const everything = ['delivery', 'channel', 'post', 'pause', 'presence', 'comment', 'task'].map((type) => ({
      type,
      changes: null,
    }))
    await expect.poll(() => stream.changes(), patient).toEqual(everything)
    expect(app.live.isConnected()).toBe(true)
    const change = await tell(app, app.office.organizationId, 'delivery')
    await expect.poll(() => stream.changes(), patient).toEqual([...everything, change])
    expect(stream.isOpen()).toBe(true)
    stream.close()
  })

  it('ends soon after its session runs out', async () => {
    const client = await app.signIn('approver')
    const stream = await listen(app, client)
    await app.db
      .updateTable('session')
      .set({ expiresAt: new Date(0) })
      .where('id', '=', client.actor.sessionId)
      .execute()
    await expect.poll(() => stream.isOpen(), patient).toBe(false)
  })

  it('is given to one person a few times only', async () => {
    const client = await app.signIn('contributor')
    const streams = await Promise.all([1, 2, 3].map(() => listen(app, client)))
    const refused = await client.get('/events')
    expect(refused.problem).toMatchObject({ status: 429, code: 'rate-limited' })
    streams[0]?.close()
    const again = async () => {
      const stream = await listen(app, client)
      streams.push(stream)
      return stream.status
    }
    await expect.poll(again, patient).toBe(200)
    for (const stream of streams) stream.close()
  })

  it('ends at once on sign-out, on sign-out everywhere, when disabled and with another role', async () => {
    const app = await startTestApp()
    const admin = await app.signIn('admin')
    const manager = await app.signIn('manager')
    const endings: [string, (client: TestClient) => Promise<unknown>][] = [
      ['sign-out', (client) => client.delete('/session')],
      ['everywhere', (client) => client.delete('/sessions')],
      ['role', () => admin.patch(`/members/${manager.actor.memberId}`, { role: 'officer' })],
      ['disabled', () => admin.patch(`/members/${manager.actor.memberId}`, { disabled: true })],
    ]
    for (const [name, end] of endings) {
      const client = await app.signIn('manager')
      const stream = await listen(app, client)
      expect(stream.status, name).toBe(200)
      await end(client)
      await expect.poll(() => stream.isOpen(), { ...patient, message: name }).toBe(false)
    }
    await app.close()
  })
})
