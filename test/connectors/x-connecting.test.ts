import { describe, expect, it } from 'vitest'
import { maintenancePage } from '../../server/practice/simulation/faults.ts'
import { connected, ground, saying, visitX } from './x-support.ts'

const minute = 60_000
const day = 86_400_000

describe('connecting to X', () => {
  it('asks for the least that publishing and counting needs, and knows account, address and limits', async () => {
    const { account, server, connector } = await connected()
    expect(account).toMatchObject({
      remoteAccountId: server.owner.id,
      name: 'Cảng Hải Phòng',
      handle: '@haiphong',
      url: `${server.url}/haiphong`,
      settings: { username: 'haiphong' },
      missingPermissions: [],
      capabilities: { text: { max: 280 }, video: { maxDurationMs: 20 * minute } },
    })
    if (connector.connect.kind !== 'oauth') throw new Error('X is connected by a visit')
    const request = { app: { host: '', clientId: 'a', clientSecret: '' }, redirectUri: 'https://a.example/' }
    const address = connector.connect.authorizeUrl({ ...request, state: 's', codeVerifier: 'v', codeChallenge: 'c' })
    const { searchParams } = new URL(address)
    expect(searchParams.get('scope')).toBe('tweet.read tweet.write users.read media.write offline.access')
    expect(searchParams.get('code_challenge_method')).toBe('S256')
  })

  it('proves a confidential application by its secret, which stands in no body', async () => {
    const { server } = await connected()
    const [call] = server.received.filter(({ path }) => path === '/2/oauth2/token')
    expect(call?.headers['authorization']).toMatch(/^Basic /)
    expect(JSON.stringify(call?.body)).not.toContain(server.app.clientSecret)
  })

  it('names a public application in the form', async () => {
    const { server, connector, account, context } = await connected({ app: { clientSecret: '' } })
    const [call] = server.received.filter(({ path }) => path === '/2/oauth2/token')
    expect(call?.headers).not.toHaveProperty('authorization')
    expect(call?.body).toMatchObject({ client_id: server.app.clientId })
    await connector.refresh?.(account, context)
  })

  it('is refused with the secret of another application, and says no secret', async () => {
    const made = await ground()
    const wrong = {
      ...made,
      server: { ...made.server, app: { ...made.server.app, clientSecret: 'of-another-application' } },
    }
    await expect(visitX(wrong)).rejects.toMatchObject({
      fault: { code: 'rejected', detail: 'Missing valid authorization header' },
    })
  })

  it('is refused with another verifier than the one it began with', async () => {
    await expect(visitX(await ground(), { codeVerifier: 'of-somebody-else' })).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'other' },
    })
  })

  it('is refused with a code that is older than half a minute', async () => {
    const made = await ground({ lifetimes: { codeMs: 0 } })
    await expect(visitX(made)).rejects.toMatchObject({
      fault: { code: 'rejected', detail: 'Value passed for the authorization code was invalid.' },
    })
  })

  it('allows longer texts and films to an account that pays, and learns when that changes', async () => {
    const { account, server, connector, context } = await connected({ owner: { subscription: 'Premium' } })
    expect(account.capabilities).toMatchObject({ text: { max: 25_000 }, video: { maxDurationMs: 125 * minute } })
    server.owner.subscription = 'None'
    expect(await connector.discoverCapabilities?.(account, context)).toMatchObject({ text: { max: 280 } })
  })

  it('offers neither threads nor a first comment where an account may not answer itself', async () => {
    const { account } = await connected({}, { answersOwnPosts: false })
    expect(account.capabilities.thread).toBeUndefined()
    expect(account.capabilities.options?.map(({ name }) => name)).not.toContain('firstComment')
  })

  it('names the permissions that were not given, now and at each check', async () => {
    const made = await ground()
    const address = (url: URL) => url.searchParams.set('deny', 'media.write,offline.access')
    const account = await visitX(made, { address })
    expect(account.missingPermissions).toEqual(['media.write', 'offline.access'])
    const { missingPermissions } = await made.connector.check(account, made.context)
    expect(missingPermissions).toEqual(['media.write', 'offline.access'])
    await expect(made.connector.refresh?.(account, made.context)).rejects.toMatchObject({
      fault: { code: 'credentials-revoked' },
    })
  })

  it('takes for granted what it asked for when X does not say', async () => {
    const { account, connector, context } = await connected({ switches: { omitsScope: true } })
    expect(account.missingPermissions).toEqual([])
    const renewed = await connector.refresh?.(account, context)
    expect(renewed?.fields['scopes']).toContain('media.write')
  })

  it.each([false, true])('wants a person when a permission is missing, said so or not (%s)', async (plainForbidden) => {
    const made = await ground({ switches: { plainForbidden } })
    const address = (url: URL) => url.searchParams.set('deny', 'tweet.write')
    const account = await visitX(made, { address })
    const [part] = await made.connector.prepare(saying('Không có quyền'), account, made.context)
    if (!part) throw new Error('Nothing was prepared')
    await expect(made.connector.commit(part, [], account, made.context)).rejects.toMatchObject({
      fault: { code: 'credentials-revoked' },
    })
  })

  it('tells that the account is suspended', async () => {
    const { account, server, connector, context } = await connected()
    server.owner.suspended = true
    await expect(connector.check(account, context)).rejects.toMatchObject({
      fault: { code: 'credentials-revoked', detail: 'User is suspended.' },
    })
  })

  it('tells that the credits are used up without calling it a failure', async () => {
    const { account, server, connector, context } = await connected()
    server.budget.credits = 0
    expect(await connector.check(account, context)).toMatchObject({ notices: ['no-credits'], missingPermissions: [] })
  })

  it('does not take a full window for an empty purse', async () => {
    const { account, connector, context } = await connected({ rates: { me: 1 } })
    await expect(connector.check(account, context)).rejects.toMatchObject({ fault: { code: 'rate-limited' } })
  })
})

describe('credentials of X', () => {
  it('last two hours, and expire by X’s clock', async () => {
    const { account, server, connector, context } = await connected()
    const lasts = Number(account.credentials.expiresAt) - Date.now()
    expect(Math.abs(lasts - 120 * minute)).toBeLessThan(10_000)
    server.advance(121 * minute)
    await expect(connector.check(account, context)).rejects.toMatchObject({ fault: { code: 'credentials-expired' } })
    const credentials = await connector.refresh?.(account, context)
    await connector.check({ ...account, credentials: credentials ?? account.credentials }, context)
  })

  it('come in pairs, each renewal with a token that works once', async () => {
    const { account, connector, context } = await connected()
    const first = await connector.refresh?.(account, context)
    expect(first?.fields['refreshToken']).not.toBe(account.credentials.fields['refreshToken'])
    expect(first?.fields).toMatchObject({ clientId: account.credentials.fields['clientId'] })
    const second = await connector.refresh?.({ ...account, credentials: first ?? account.credentials }, context)
    expect(new Set([account.credentials, first, second].map((one) => one?.fields['token'])).size).toBe(3)
  })

  it('are lost when two renew at once with the same token: one of them ends the grant of both', async () => {
    const { account, connector, context } = await connected()
    const told = await Promise.allSettled([1, 2].map(() => connector.refresh?.(account, context)))
    expect(told.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const refused = told.find((one) => one.status === 'rejected')
    expect(refused?.reason).toMatchObject({ fault: { code: 'credentials-revoked' } })
    const won = told.find((one) => one.status === 'fulfilled')?.value
    await expect(
      connector.check({ ...account, credentials: won ?? account.credentials }, context),
    ).rejects.toMatchObject({ fault: { code: 'credentials-expired' } })
  })

  it('may be renewed once more where a token that was used only fails', async () => {
    const { account, connector, context } = await connected({ switches: { reuseEndsGrant: false } })
    const renewed = await connector.refresh?.(account, context)
    await expect(connector.refresh?.(account, context)).rejects.toMatchObject({
      fault: { code: 'credentials-revoked', detail: 'Value passed for the token was invalid.' },
    })
    await connector.check({ ...account, credentials: renewed ?? account.credentials }, context)
  })

  it.each([
    ['hangs up', { kind: 'hang-up' }, 'outcome-unknown'],
    ['gives half an answer', { kind: 'half' }, 'platform-down'],
    ['shows a page', maintenancePage, 'platform-down'],
  ] as const)(
    'are reported as in doubt when X renews them and %s, and as revoked at the next try',
    async (_name, what, code) => {
      const { account, server, connector, context } = await connected()
      server.fail({ on: 'POST /2/oauth2/token', acts: true, what })
      await expect(connector.refresh?.(account, context)).rejects.toMatchObject({ fault: { code } })
      await expect(connector.refresh?.(account, context)).rejects.toMatchObject({
        fault: { code: 'credentials-revoked' },
      })
    },
  )

  it('are renewed later when X is down before it acts', async () => {
    const { account, server, connector, context } = await connected()
    server.fail({ on: 'POST /2/oauth2/token', acts: false, what: maintenancePage })
    await expect(connector.refresh?.(account, context)).rejects.toMatchObject({ fault: { code: 'platform-down' } })
    await connector.refresh?.(account, context)
  })

  it('end after half a year without use', async () => {
    const { account, server, connector, context } = await connected()
    server.advance(181 * day)
    await expect(connector.refresh?.(account, context)).rejects.toMatchObject({
      fault: { code: 'credentials-revoked' },
    })
  })

  it('are both given back, and may have ended before', async () => {
    const { account, server, connector, context } = await connected()
    await connector.disconnect?.(account, context)
    await expect(connector.check(account, context)).rejects.toMatchObject({ fault: { code: 'credentials-expired' } })
    await expect(connector.refresh?.(account, context)).rejects.toMatchObject({
      fault: { code: 'credentials-revoked' },
    })
    await connector.disconnect?.(account, context)
    expect(server.received.filter(({ path }) => path === '/2/oauth2/revoke')).toHaveLength(4)
  })
})
