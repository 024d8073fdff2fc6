import { describe, expect, it } from 'vitest'
import { carrying, connected, filmOf, ground, visitServer } from './tiktok-support.ts'

const hour = 3_600_000

describe('connecting to TikTok', () => {
  it('asks for permissions with commas and a hex challenge, and learns who the account is', async () => {
    const made = await ground()
    let asked: URL | undefined
    const account = await visitServer(made, {
      address: (url) => {
        asked = new URL(url)
      },
    })
    expect(asked?.searchParams.get('scope')).toBe(
      'user.info.basic,user.info.profile,user.info.stats,video.list,video.publish,video.upload',
    )
    expect(asked?.searchParams.get('code_challenge')).toMatch(/^[0-9a-f]{64}$/)
    expect(account).toMatchObject({
      remoteAccountId: made.server.creator.openId,
      name: 'Cảng Hải Phòng',
      handle: '@haiphong',
      url: `${made.server.url}/@haiphong`,
      settings: { username: 'haiphong' },
      missingPermissions: [],
    })
    const lifeMs = Number(account.credentials.expiresAt) - Date.now()
    expect(lifeMs).toBeGreaterThan(1.9 * hour)
    expect(lifeMs).toBeLessThanOrEqual(2 * hour)
  })

  it.each([
    ['base64url', 'base64url', false, true],
    ['off', 'hex', false, true],
    ['hex', 'hex', true, true],
    ['hex', 'base64url', false, false],
    ['base64url', 'hex', false, false],
  ] as const)(
    'with the challenge %s where TikTok wants %s (required: %s): %s',
    async (ours, pkce, requiresPkce, works) => {
      const made = await ground({ switches: { pkce, requiresPkce } }, { pkce: ours })
      const visited = visitServer(made)
      if (works) await expect(visited).resolves.toMatchObject({ handle: '@haiphong' })
      else await expect(visited).rejects.toMatchObject({ fault: { code: 'rejected' } })
    },
  )

  it('is shown no page without a challenge where TikTok requires one', async () => {
    const made = await ground({ switches: { requiresPkce: true } }, { pkce: 'off' })
    await expect(visitServer(made)).rejects.toThrow('The platform shows no page: 400')
  })

  it.each([false, true])(
    'is refused with another verifier than the one it began with (as 200: %s)',
    async (tokenErrorsAs200) => {
      const made = await ground({ switches: { tokenErrorsAs200 } })
      await expect(visitServer(made, { codeVerifier: 'of-somebody-else' })).rejects.toMatchObject({
        fault: { code: 'rejected', problem: 'other', detail: 'Code verifier or code challenge is invalid.' },
      })
    },
  )

  it('takes a code once, and not after ten minutes', async () => {
    const made = await ground({ lifetimes: { codeMs: -1 } })
    await expect(visitServer(made)).rejects.toMatchObject({
      fault: { code: 'rejected', detail: 'Authorization code is expired or was used.' },
    })
    const other = await connected()
    const [exchange] = other.server.received.filter(({ path }) => path === '/v2/oauth/token/')
    const body = new URLSearchParams(exchange?.body as Record<string, string>)
    const again = await fetch(`${other.server.url}/v2/oauth/token/`, { method: 'POST', body })
    expect([again.status, await again.json()]).toMatchObject([400, { error: 'invalid_grant' }])
  })

  it('says in TikTok’s words that key or secret of the application are wrong, and neither in any error', async () => {
    const made = await ground()
    const app = { ...made.server.app, clientSecret: 'a-secret-typed-wrongly' }
    const failed = visitServer({ ...made, server: { ...made.server, app } })
    await expect(failed).rejects.toMatchObject({
      fault: { code: 'rejected', detail: 'Client key or secret is incorrect.' },
    })
    await expect(failed).rejects.not.toThrow('a-secret-typed-wrongly')
  })

  it('names the permissions that were refused, and offers only what is left', async () => {
    const made = await ground()
    const account = await visitServer(made, {
      address: (url) => url.searchParams.set('deny', 'video.publish,user.info.profile,user.info.stats'),
    })
    expect(account).toMatchObject({
      name: 'Cảng Hải Phòng',
      missingPermissions: ['user.info.profile', 'user.info.stats', 'video.publish'],
    })
    expect(account.capabilities.forms?.map(({ name }) => name)).toEqual(['videoDraft', 'photosDraft'])
    expect(await made.connector.accountMetrics?.(account, made.context)).toEqual({
      followers: null,
      posts: null,
      raw: {},
    })
    expect(await made.connector.check(account, made.context)).toMatchObject({
      missingPermissions: ['user.info.profile', 'user.info.stats', 'video.publish'],
    })
    const refused = made.connector.prepare(carrying([await filmOf()], { form: 'video' }), account, made.context)
    await expect(refused).rejects.toMatchObject({ fault: { code: 'rejected', problem: 'permission' } })
    expect(made.server.received.some(({ path }) => path.endsWith('/init/'))).toBe(false)
  })

  it('comes back without a code when the person says no', async () => {
    const made = await ground()
    const everything = 'user.info.basic,user.info.profile,user.info.stats,video.list,video.publish,video.upload'
    const refused = visitServer(made, { address: (url) => url.searchParams.set('deny', everything) })
    await expect(refused).rejects.toMatchObject({ fault: { code: 'rejected' } })
  })

  it('connects an account that has posted all it may today', async () => {
    const made = await ground({ postsPerDay: 0 })
    const account = await visitServer(made)
    expect(account.capabilities.options?.find(({ name }) => name === 'privacy')).toMatchObject({
      choices: ['everyone', 'friends', 'followers', 'self'],
    })
    expect(await made.connector.check(account, made.context)).toMatchObject({ notices: ['no-more-today'] })
  })
})

describe('access to TikTok', () => {
  it('ends after two hours, and is renewed once for each refresh token', async () => {
    const { server, connector, account, context } = await connected()
    server.advance(2 * hour)
    await expect(connector.check(account, context)).rejects.toMatchObject({ fault: { code: 'credentials-expired' } })
    const credentials = await connector.refresh?.(account, context)
    if (!credentials) throw new Error('Not renewed')
    await connector.check({ ...account, credentials }, context)
    expect(credentials.fields['refreshToken']).not.toBe(account.credentials.fields['refreshToken'])
    await expect(connector.refresh?.(account, context)).rejects.toMatchObject({
      fault: { code: 'credentials-revoked', detail: 'Refresh token is invalid or expired.' },
    })
    await connector.refresh?.({ ...account, credentials }, context)
  })

  it('is renewed by one of two who try at the same time, and the other one is told', async () => {
    const { connector, account, context } = await connected()
    const tried = await Promise.allSettled([1, 2].map(() => connector.refresh?.(account, context)))
    expect(tried.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(tried.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { fault: { code: 'credentials-revoked' } },
    })
  })

  it('keeps its refresh token where TikTok does not rotate', async () => {
    const { connector, account, context } = await connected({ switches: { rotation: 'kept' } })
    const renewed = await connector.refresh?.(account, context)
    expect(renewed?.fields['refreshToken']).toBe(account.credentials.fields['refreshToken'])
    await connector.refresh?.(account, context)
  })

  it('obeys the lifetimes it is told', async () => {
    const { account } = await connected({ lifetimes: { accessMs: 24 * hour, refreshMs: 365 * 24 * hour } })
    expect(Number(account.credentials.expiresAt) - Date.now()).toBeGreaterThan(23 * hour)
    expect(Date.parse(account.credentials.fields['refreshEndsAt'] ?? '') - Date.now()).toBeGreaterThan(364 * 24 * hour)
  })

  it.each([false, true])(
    'ends with the grant after 180 days, and is warned of before (errors as 200: %s)',
    async (tokenErrorsAs200) => {
      const options = { lifetimes: { refreshMs: 13 * 24 * hour }, switches: { tokenErrorsAs200 } }
      const { server, connector, account, context } = await connected(options)
      expect(await connector.check(account, context)).toMatchObject({ notices: ['grant-ends-soon'] })
      server.advance(14 * 24 * hour)
      await expect(connector.refresh?.(account, context)).rejects.toMatchObject({
        fault: { code: 'credentials-revoked' },
      })
    },
  )

  it.each([
    ['temporarily_unavailable', 400],
    ['server_error', 200],
  ])('is tried again later after %s with status %i', async (error, status) => {
    const { server, connector, account, context } = await connected()
    const body = JSON.stringify({ error, error_description: 'Later', log_id: '1' })
    server.fail({ on: 'POST /v2/oauth/token/', acts: false, what: { kind: 'answer', status, type: 'json', body } })
    await expect(connector.refresh?.(account, context)).rejects.toMatchObject({ fault: { code: 'platform-down' } })
    await connector.refresh?.(account, context)
  })

  it('does not know whether a renewal took place when its answer is lost', async () => {
    const { server, connector, account, context } = await connected()
    server.fail({ on: 'POST /v2/oauth/token/', acts: true, what: { kind: 'hang-up' } })
    await expect(connector.refresh?.(account, context)).rejects.toMatchObject({ fault: { code: 'outcome-unknown' } })
    await expect(connector.refresh?.(account, context)).rejects.toMatchObject({
      fault: { code: 'credentials-revoked' },
    })
  })

  it('is given back with everything that belongs to it', async () => {
    const { connector, account, context } = await connected()
    await connector.disconnect?.(account, context)
    await expect(connector.check(account, context)).rejects.toMatchObject({ fault: { code: 'credentials-expired' } })
    await connector.disconnect?.(account, context)
  })
})

describe('what a TikTok account may post', () => {
  it('follows what its owner has set', async () => {
    const { connector, account, context, server } = await connected()
    expect(account.capabilities.video?.maxDurationMs).toBe(600_000)
    Object.assign(server.creator, { isPrivate: true, commentsOff: true, maxDurationSec: 60 })
    const told = await connector.discoverCapabilities?.(account, context)
    expect(told?.video?.maxDurationMs).toBe(60_000)
    const options = told?.options ?? []
    expect(options.find(({ name }) => name === 'privacy')).toMatchObject({
      choices: ['friends', 'followers', 'self'],
      initial: null,
    })
    const names = options.map(({ name }) => name)
    expect(names.filter((name) => name.startsWith('allow'))).toEqual([])
    expect(names).toContain('paidPartnership')
  })

  it('is for itself alone while TikTok has not audited the application, which the check says', async () => {
    const { connector, account, context } = await connected(
      { audited: false, creator: { isPrivate: true } },
      { audited: false },
    )
    expect(account.capabilities.options?.find(({ name }) => name === 'privacy')).toMatchObject({ choices: ['self'] })
    expect(await connector.check(account, context)).toMatchObject({ notices: ['unaudited'], quota: null })
  })

  it.each([
    ['banned', 'may-not-post'],
    ['capReached', 'no-more-today'],
  ] as const)('is nothing today when it is %s: %s', async (state, notice) => {
    const { server, connector, account, context } = await connected()
    server.creator[state] = true
    expect(await connector.check(account, context)).toMatchObject({ notices: [notice] })
  })
})
