import Bull from 'bull'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { missingRedis, type RedisPeer, startRedis } from '../peers/redis.ts'
import { describePeer } from '../peers/require.ts'
import { until } from '../support/until.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'

const path = '/ops/queues'

function pageOf(app: WholeApp, address: string, cookie = '', method = 'GET'): Promise<Response> {
  return fetch(app.url + address, { method, redirect: 'manual', headers: { cookie, origin: app.url } })
}

describe('the page of the queues, without Redis', () => {
  let app: WholeApp
  beforeAll(async () => {
    app = await startWholeApp()
  })
  afterAll(() => app.close())

  it('tells an administrator that the database is the queue, and others nothing', async () => {
    const admin = await app.signIn('admin')
    const answer = await pageOf(app, path, admin.cookie)
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({
      code: 'not-found',
      detail: 'There is no Redis here: the database itself is the queue',
    })
    expect((await pageOf(app, path)).status).toBe(401)
    expect((await pageOf(app, path, (await app.signIn('officer')).cookie)).status).toBe(403)
  })
})

describePeer('the page of the queues', missingRedis, () => {
  let redis: RedisPeer
  let app: WholeApp
  let admin: string
  beforeAll(async () => {
    redis = await startRedis()
    app = await startWholeApp({ config: { redisUrl: redis.url } })
    admin = (await app.signIn('admin')).cookie
  })
  afterAll(async () => {
    await app?.close()
    await redis?.stop()
  })

  it('is for administrators only, everything below it too', async () => {
    for (const address of [path, `${path}/`, `${path}/api/queues`, `${path}/static/favicon-32x32.png`]) {
      expect((await pageOf(app, address, admin)).status, address).toBe(200)
      const signedOut = await pageOf(app, address)
      expect(signedOut.status, address).toBe(401)
      expect(await signedOut.json()).toMatchObject({ code: 'not-signed-in' })
      for (const role of ['officer', 'approver', 'manager', 'contributor'] as const) {
        const refused = await pageOf(app, address, (await app.signIn(role)).cookie)
        expect(refused.status, `${role} ${address}`).toBe(403)
        expect(await refused.json()).toMatchObject({ code: 'forbidden' })
      }
    }
  })

  it('shows what the workers’ queues hold, under their prefix', async () => {
    const queue = new Bull('mastodon', redis.url, { prefix: 'haidang' })
    await queue.add({ deliveryId: 'd', revision: 1 }, { delay: 60_000 })
    await queue.close()
    const answer = await pageOf(app, `${path}/api/queues`, admin)
    const { queues } = (await answer.json()) as {
      queues: { name: string; readOnlyMode: boolean; counts: Record<string, number> }[]
    }
    expect(queues).toHaveLength(13)
    expect(queues.find(({ name }) => name === 'mastodon')?.counts['delayed']).toBe(1)
    for (const { readOnlyMode } of queues) expect(readOnlyMode).toBe(true)
  })

  it('changes nothing', async () => {
    for (const [method, address] of [
      ['PUT', 'api/queues/mastodon/pause'],
      ['PUT', 'api/queues/mastodon/empty'],
      ['POST', 'api/queues/mastodon/add'],
    ] as const) {
      const answer = await pageOf(app, `${path}/${address}`, admin, method)
      expect(answer.status, address).toBe(403)
    }
    const queue = new Bull('mastodon', redis.url, { prefix: 'haidang' })
    expect(await queue.isPaused()).toBe(false)
    expect(await queue.getDelayedCount()).toBe(1)
    await queue.close()
  })

  it('loosens the content policy for itself alone, by its own base address', async () => {
    const policyOf = async (address: string) =>
      (await pageOf(app, address, admin)).headers.get('content-security-policy') ?? ''
    expect(await policyOf(path)).toContain("base-uri 'self'")
    expect(await policyOf(path)).toContain("default-src 'self'")
    expect(await policyOf(path)).not.toMatch(/https?:|script-src|unsafe-eval/)
    for (const other of ['/', '/health', '/api/v1/me']) expect(await policyOf(other)).toContain("base-uri 'none'")
    expect((await pageOf(app, path, admin)).headers.get('x-powered-by')).toBeNull()
  })

  it('says within two seconds that Redis hangs, and is there again when Redis is', async () => {
    process.kill(-redis.processGroup, 'SIGSTOP')
    const asked = performance.now()
    const answer = await pageOf(app, `${path}/api/queues`, admin)
    expect(performance.now() - asked).toBeLessThan(2_000)
    expect(answer.status).toBe(503)
    process.kill(-redis.processGroup, 'SIGCONT')
    await until(
      async () => (await pageOf(app, `${path}/api/queues`, admin)).status,
      (status) => status === 200,
    )
  })

  it('says within two seconds that Redis is away, while everything else answers', async () => {
    await redis.stop()
    for (const address of [path, `${path}/api/queues`]) {
      const asked = performance.now()
      const answer = await pageOf(app, address, admin)
      expect(performance.now() - asked).toBeLessThan(2_000)
      expect(answer.status).toBe(503)
      expect(answer.headers.get('retry-after')).toBe('5')
      expect(await answer.json()).toMatchObject({ code: 'unavailable' })
    }
    expect((await pageOf(app, '/api/v1/me', admin)).status).toBe(200)
  })
})
