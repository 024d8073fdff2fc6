import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../server/db/database.ts'
import { readDatabaseHealth } from '../../server/db/health.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { asSuperuser } from '../support/database.ts'

const token = 'a-token-of-at-least-16'

describe('health', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp({ metricsToken: token })
    await beat(app, 0)
  })
  afterAll(() => app.close())

  const beat = (of: TestApp, secondsAgo: number) =>
    sql`insert into process (id, role, host, queue, seen_at)
      values ('p1', 'worker', 'here', 'database', now() - make_interval(secs => ${secondsAgo}))
      on conflict (id) do update set seen_at = excluded.seen_at`.execute(of.db)
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(app.url + path, { headers })
    const text = await answer.text()
    return {
      status: answer.status,
      text,
      body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
    }
  }

  it('tells anyone that it lives and is ready, and nothing more', async () => {
    expect(await ask('/health/live')).toMatchObject({ status: 200, body: { status: 'live' } })
    expect(await ask('/health/ready')).toMatchObject({ status: 200, body: { status: 'ready' } })
    const officer = await app.signIn('officer')
    for (const headers of [{}, { cookie: officer.cookie }, { authorization: 'Bearer wrong' }])
      expect((await ask('/health', headers as Record<string, string>)).body).toEqual({
        status: 'ok',
        live: true,
        ready: true,
      })
  })

  it('tells an administrator, or whoever has the token, about every part', async () => {
    const admin = await app.signIn('admin')
    for (const headers of [{ cookie: admin.cookie }, { authorization: `Bearer ${token}` }])
      expect((await ask('/health', headers as Record<string, string>)).body).toMatchObject({
        status: 'ok',
        database: { ok: true, version: expect.stringMatching(/^1[5-9]/) },
        queue: { ok: true, kind: 'database' },
        dispatcher: { ok: true, seenSecondsAgo: expect.closeTo(0, -1) },
        consumers: [{ id: 'p1', role: 'worker', queue: 'database', seenSecondsAgo: expect.closeTo(0, -1) }],
        live: { ok: true },
        deliveries: { ok: true, overdue: 0 },
        mail: { ok: true, set: false },
        audit: { immutable: true },
        allowHosts: ['peer.test:8080'],
      })
  })

  it('is degraded, but ready, when nobody dispatches', async () => {
    await beat(app, 60)
    expect(await ask('/health')).toMatchObject({ status: 200, body: { status: 'degraded', ready: true } })
    const details = await ask('/health', { authorization: `Bearer ${token}` })
    expect(details.body).toMatchObject({ dispatcher: { ok: false, seenSecondsAgo: expect.closeTo(60, -1) } })
    await beat(app, 0)
  })

  it('says when the audit trail could be changed by the role that writes it', async () => {
    const owner = connect({ url: app.database.ownerUrl, max: 1 })
    expect(await readDatabaseHealth(owner)).toMatchObject({ auditImmutable: false })
    await owner.destroy()
    expect(await readDatabaseHealth(app.db)).toMatchObject({ auditImmutable: true })
    await expect(sql`update audit_event set action = 'x'`.execute(app.db)).rejects.toThrow(/permission denied/)
  })

  it('shows figures for Prometheus to the same people, by route and not by address', async () => {
    await app.visitor.get('/members/3f0c7f6e-4f6b-4c3e-9d4e-2f6d7a1b2c3d')
    const admin = await app.signIn('admin')
    await admin.patch('/members/3f0c7f6e-4f6b-4c3e-9d4e-2f6d7a1b2c3d', {})
    expect((await ask('/metrics')).status).toBe(401)
    const { status, text } = await ask('/metrics', { authorization: `Bearer ${token}` })
    expect(status).toBe(200)
    expect(text).toMatch(/haidang_http_request_seconds_count\{method="PATCH",route="\/members\/:id",status="404"\} 1/)
    expect(text).not.toContain('3f0c7f6e')
    expect(text).toMatch(/^haidang_deliveries_overdue 0$/m)
    expect(text).toMatch(/^haidang_mail_waiting 0$/m)
  })
})

/** Nobody gets in any more, and who is in is thrown out. */
async function shutDatabase(app: TestApp): Promise<void> {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(app.db)
  const name = rows[0]?.name ?? ''
  await asSuperuser(`alter database ${name} with allow_connections false`)
  await asSuperuser(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`)
}

describe('health without a database', () => {
  it('still lives, is not ready, and says so quickly; requests get 503', async () => {
    const app = await startTestApp({ metricsToken: token })
    const admin = await app.signIn('admin')
    await shutDatabase(app)
    expect((await fetch(`${app.url}/health/live`)).status).toBe(200)
    expect((await fetch(`${app.url}/health/ready`)).status).toBe(503)
    const answer = await fetch(`${app.url}/health`, { headers: { authorization: `Bearer ${token}` } })
    expect(await answer.json()).toMatchObject({ status: 'down', ready: false, database: { ok: false } })
    const refused = await admin.get('/me')
    expect(refused.problem).toMatchObject({ status: 503, code: 'unavailable' })
    expect(refused.headers.get('retry-after')).toBe('5')
    await app.close()
  })
})
