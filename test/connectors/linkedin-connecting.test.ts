import { describe, expect, it } from 'vitest'
import { connected, ground, later, visitPages } from './linkedin-support.ts'
import { testContent, testPicture } from './support.ts'

const day = 86_400_000
const scopes =
  'w_organization_social r_organization_social w_organization_social_feed r_organization_social_feed rw_organization_admin'

describe('connecting to LinkedIn', () => {
  it('asks for everything at once, and learns which page it is', async () => {
    const made = await ground()
    let asked = ''
    const [account] = await visitPages(made, {
      address: (url) => {
        asked = url.search
      },
    })
    expect(asked).toContain(`scope=${scopes.replaceAll(' ', '%20')}`)
    expect(asked).toContain('state=tide-42')
    expect(account).toMatchObject({
      remoteAccountId: 'urn:li:organization:5515715',
      name: 'Thành phố Hải Phòng',
      handle: 'haiphong',
      url: `${made.server.url}/company/haiphong`,
      missingPermissions: [],
    })
    expect(account.credentials.fields).toMatchObject({ scopes: scopes.replaceAll(' ', ','), pages: '1' })
    expect(Number(account.credentials.expiresAt) - Date.now()).toBeGreaterThan(59 * day)
    expect(Date.parse(account.credentials.fields['refreshEndsAt'] ?? '') - Date.now()).toBeGreaterThan(364 * day)
    const [call] = made.server.received.filter(({ path }) => path.startsWith('/rest/'))
    expect(call?.headers).toMatchObject({ 'linkedin-version': '202609', 'x-restli-protocol-version': '2.0.0' })
  })

  it('offers every page with an approved role, and names the role where one cannot post', async () => {
    const organizations = [
      { id: '1', vanityName: 'mot', role: 'ADMINISTRATOR' },
      { id: '2', vanityName: 'hai', role: 'CONTENT_ADMINISTRATOR' },
      { id: '3', vanityName: 'ba', role: 'CONTENT_ADMIN' },
      { id: '4', vanityName: 'bon', role: 'ANALYST' },
      { id: '5', vanityName: 'nam', roleState: 'REQUESTED' as const },
      { id: '1', vanityName: 'mot', role: 'ANALYST' },
    ]
    const accounts = await visitPages(await ground({ organizations }))
    expect(accounts.map(({ handle, missingPermissions }) => [handle, missingPermissions])).toEqual([
      ['mot', []],
      ['hai', []],
      ['ba', []],
      ['bon', ['CONTENT_ADMINISTRATOR']],
    ])
  })

  it('reads on where there are more than a hundred pages', async () => {
    const organizations = Array.from({ length: 101 }, (_, index) => ({
      id: String(index + 1),
      vanityName: `t${index}`,
    }))
    expect(await visitPages(await ground({ organizations }))).toHaveLength(101)
  })

  it('reads a role’s page by its other name', async () => {
    const [account] = await visitPages(await ground({ switches: { aclNames: 'organizationTarget' } }))
    expect(account.remoteAccountId).toBe('urn:li:organization:5515715')
  })

  it('names what was refused, and finds no page without the permission that lists them', async () => {
    const made = await ground()
    const deny = (scope: string) => ({ address: (url: URL) => url.searchParams.set('deny', scope) })
    const [account] = await visitPages(made, deny('w_organization_social_feed,r_organization_social'))
    expect(account.missingPermissions).toEqual(['r_organization_social', 'w_organization_social_feed'])
    expect(await made.connector.check(account, made.context)).toMatchObject({
      missingPermissions: ['r_organization_social', 'w_organization_social_feed'],
    })
    await expect(visitPages(made, deny('rw_organization_admin'))).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'permission', detail: 'rw_organization_admin' },
    })
  })

  it('comes back without a code when the person says no, or the app may not ask that', async () => {
    const refused = visitPages(await ground(), {
      address: (url) => url.searchParams.set('deny', scopes.replaceAll(' ', ',')),
    })
    await expect(refused).rejects.toMatchObject({ fault: { code: 'rejected' } })
    const app = { scopes: ['w_member_social'] }
    await expect(visitPages(await ground({ app }))).rejects.toMatchObject({ fault: { code: 'rejected' } })
  })

  it('takes a code once, and not after half an hour', async () => {
    const late = visitPages(await ground({ lifetimes: { codeMs: -1 } }))
    await expect(late).rejects.toMatchObject({
      fault: { code: 'rejected', detail: expect.stringContaining('expired') },
    })
    const { server } = await connected()
    const exchange = server.received.find(({ path }) => path === '/oauth/v2/accessToken')
    const body = new URLSearchParams(exchange?.body as Record<string, string>)
    expect((await fetch(`${server.url}/oauth/v2/accessToken`, { method: 'POST', body })).status).toBe(400)
  })

  it('says that the application’s secret is wrong, and not which one it was', async () => {
    const made = await ground()
    const app = { ...made.server.app, clientSecret: 'a-secret-typed-wrongly' }
    const failed = visitPages({ ...made, server: { ...made.server, app } })
    await expect(failed).rejects.toMatchObject({ fault: { code: 'rejected', detail: 'Client authentication failed' } })
    await expect(failed).rejects.not.toThrow('a-secret-typed-wrongly')
  })
})

describe('access to LinkedIn', () => {
  it('ends after sixty days, and is renewed with the same refresh token until a year is over', async () => {
    const { server, connector, account, context } = await connected()
    server.advance(60 * day)
    await expect(connector.check(account, context)).rejects.toMatchObject({ fault: { code: 'credentials-expired' } })
    const at = later(context, 60 * day)
    const credentials = await connector.refresh?.(account, at)
    if (!credentials) throw new Error('Not renewed')
    await connector.check({ ...account, credentials }, at)
    const { token, refreshToken, refreshEndsAt = '', pages, scopes: granted } = credentials.fields
    expect(token).not.toBe(account.credentials.fields['token'])
    expect(refreshToken).toBe(account.credentials.fields['refreshToken'])
    expect([pages, granted]).toEqual(['1', account.credentials.fields['scopes']])
    // Of the year there are 305 days left.
    expect(Math.abs(Date.parse(refreshEndsAt) - Date.now() - 365 * day)).toBeLessThan(5_000)
    server.advance(305 * day)
    await expect(connector.refresh?.(account, context)).rejects.toMatchObject({
      fault: { code: 'credentials-revoked', detail: expect.stringContaining('invalid, expired or revoked') },
    })
  })

  it('is renewed for two who try at the same time', async () => {
    const { connector, account, context } = await connected()
    const renewed = await Promise.all([1, 2].map(() => connector.refresh?.(account, context)))
    for (const credentials of renewed) if (credentials) await connector.check({ ...account, credentials }, context)
    expect(new Set(renewed.map((one) => one?.fields['token'])).size).toBe(2)
  })

  it('without renewal works until its end, and needs a person then', async () => {
    const { connector, account, context, server } = await connected({ app: { isPartner: false } })
    expect(account.credentials.fields).not.toHaveProperty('refreshToken')
    await expect(connector.refresh?.(account, context)).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'permission' },
    })
    await connector.check(account, context)
    server.advance(60 * day)
    await expect(connector.refresh?.(account, context)).rejects.toMatchObject({
      fault: { code: 'credentials-revoked' },
    })
  })

  it('is not known to have ended when LinkedIn is away', async () => {
    const { connector, account, context, server } = await connected()
    for (const status of [500, 503, 200]) {
      const what = { kind: 'answer', status, type: 'html', body: '<h1>Later</h1>' } as const
      server.fail({ on: 'POST /oauth/v2/accessToken', acts: false, what })
      await expect(connector.refresh?.(account, context)).rejects.toMatchObject({ fault: { code: 'platform-down' } })
    }
    await connector.refresh?.(account, context)
  })

  it('ends when the same person lets the application in for other permissions', async () => {
    const made = await ground()
    const [account] = await visitPages(made)
    await visitPages(made)
    await made.connector.check(account, made.context)
    await visitPages(made, { address: (url) => url.searchParams.set('scope', 'rw_organization_admin') }).catch(() => {})
    await expect(made.connector.check(account, made.context)).rejects.toMatchObject({
      fault: { code: 'credentials-expired' },
    })
    await expect(made.connector.refresh?.(account, made.context)).rejects.toMatchObject({
      fault: { code: 'credentials-revoked' },
    })
  })

  it('is given back by a page alone, and kept for pages that share it', async () => {
    const alone = await connected()
    await alone.connector.disconnect?.(alone.account, alone.context)
    await expect(alone.connector.check(alone.account, alone.context)).rejects.toMatchObject({
      fault: { code: 'credentials-expired' },
    })
    const made = await ground({ organizations: [{ id: '1' }, { id: '2' }] })
    const [first, second] = await visitPages(made)
    await made.connector.disconnect?.(first, made.context)
    if (second) await made.connector.check(second, made.context)
    expect(second?.remoteAccountId).toBe('urn:li:organization:2')
  })
})

describe('how a LinkedIn page stands', () => {
  it('is well with every permission and the highest role', async () => {
    const { connector, account, context } = await connected()
    const inTime = { ...context, now: () => new Date('2026-11-23T00:00:00Z') }
    expect(await connector.check(account, inTime)).toEqual({ missingPermissions: [], quota: null, notices: [] })
  })

  it.each([
    ['CONTENT_ADMINISTRATOR', [], ['no-figures']],
    ['ANALYST', ['CONTENT_ADMINISTRATOR'], ['no-figures']],
  ])('as %s lacks %j and is told %j', async (role, missingPermissions, notices) => {
    const { connector, account, context, server } = await connected()
    const [page] = server.organizations
    if (page) page.role = role
    expect(await connector.check(account, context)).toMatchObject({ missingPermissions, notices })
  })

  it('lacks the role when the page is somebody else’s now', async () => {
    const { connector, account, context, server } = await connected()
    const [page] = server.organizations
    if (page) page.roleState = 'REVOKED'
    expect(await connector.check(account, context)).toMatchObject({ missingPermissions: ['CONTENT_ADMINISTRATOR'] })
    const [part] = await connector.prepare(testContent(), account, context)
    if (!part) throw new Error('Nothing was prepared')
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject({
      fault: { code: 'credentials-revoked', detail: 'Not enough permissions to access: POST /posts' },
    })
    const media = [await testPicture('')]
    const given = testContent({ parts: [{ text: 'Ảnh', media }] })
    await expect(connector.prepare(given, account, context)).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'permission' },
    })
  })

  it('is warned two weeks before the year is over, and without renewal before the sixty days are', async () => {
    const { connector, account, context } = await connected()
    const notices = async (days: number, of = account) =>
      (await connector.check(of, later(context, days * day))).notices
    expect(await notices(349)).not.toContain('grant-ends-soon')
    expect(await notices(351)).toContain('grant-ends-soon')
    const plain = await connected({ app: { isPartner: false } })
    const told = (days: number) => plain.connector.check(plain.account, later(plain.context, days * day))
    expect((await told(44)).notices).not.toContain('grant-ends-soon')
    expect((await told(46)).notices).toContain('grant-ends-soon')
  })

  it('is warned two months before its version ends, and told when it has', async () => {
    const { connector, account, context, server } = await connected({}, { version: '202609' })
    const on = async (date: string) =>
      (await connector.check(account, { ...context, now: () => new Date(date) })).notices
    expect(await on('2027-07-16T00:00:00Z')).not.toContain('version-ends-soon')
    expect(await on('2027-07-18T00:00:00Z')).toContain('version-ends-soon')
    server.activeVersions.splice(0)
    expect(await connector.check(account, context)).toMatchObject({ notices: ['version-ended'] })
    await expect(connector.accountMetrics?.(account, context)).rejects.toMatchObject({
      fault: { code: 'rejected', detail: expect.stringContaining('202609') },
    })
  })

  it.each([
    [{ app: 7 }, 'APPLICATION'],
    [{ member: 7 }, 'MEMBER'],
  ])('waits for midnight UTC when its calls of the day are spent: %j, of the %s', async (dayLimits, who) => {
    const { connector, account, context, server, ask } = await connected({ tier: 'development', dayLimits })
    const at = { ...context, now: () => new Date('2026-11-23T22:30:00Z') }
    // Two calls were spent on connecting.
    for (let call = 2; call < 7; call += 1) await connector.check(account, at)
    await expect(connector.check(account, at)).rejects.toMatchObject({
      fault: { code: 'rate-limited', retryAfterMs: 1.5 * 3_600_000 },
    })
    const said = await ask('GET', '/rest/organizationAcls?q=roleAssignee')
    expect(said.body['message']).toContain(`${who} DAY limit`)
    server.advance(day)
    await connector.check(account, context)
  })
})

describe('figures of LinkedIn', () => {
  const many = {
    impressionCount: 120,
    uniqueImpressionsCount: 90,
    clickCount: 3,
    likeCount: 4,
    commentCount: 1,
    shareCount: 2,
  }
  const values = { impressions: 120, reach: 90, clicks: 3, reactions: 4, comments: 1, shares: 2 }

  it('are told for posts of both kinds in one call, and for others why not', async () => {
    const { publish, connector, account, context, server } = await connected()
    const seen = await publish(testContent())
    const poll = await publish(testContent({ options: { form: 'poll', question: 'Gì?', answers: ['A', 'B'] } }))
    const quiet = await publish(testContent())
    server.react(seen.remoteId, many)
    server.react(poll.remoteId, { impressionCount: 5 })
    const comment = `urn:li:comment:(${seen.remoteId},1)`
    const ids = [seen.remoteId, poll.remoteId, quiet.remoteId, comment, 'urn:li:share:1']
    const told = await connector.metrics?.(ids, account, context)
    expect(told).toMatchObject([
      { values, gone: false, absent: { views: 'not-offered', saves: 'not-offered', watchSeconds: 'not-offered' } },
      { values: { impressions: 5, reach: 0, reactions: 0 }, gone: false },
      { values: {}, absent: { impressions: 'not-yet', reactions: 'not-yet' }, gone: false },
      { values: {}, absent: { impressions: 'not-offered' }, gone: false },
      { values: {}, gone: true },
    ])
    const calls = server.received.filter(({ path }) => path === '/rest/organizationalEntityShareStatistics')
    expect(calls).toHaveLength(1)
  })

  it('of a post that nobody looked at for two days are 0, as leaving it out means', async () => {
    const { publish, connector, account, context, server } = await connected()
    const { remoteId } = await publish(testContent())
    const after = async (milliseconds: number) =>
      (await connector.metrics?.([remoteId], account, later(context, milliseconds)))?.[0]
    expect(await after(2 * day - 60_000)).toMatchObject({ values: {}, absent: { impressions: 'not-yet' } })
    expect(await after(2 * day + 60_000)).toMatchObject({ values: { impressions: 0, reactions: 0 } })
    server.react(remoteId, many)
    expect(await after(0)).toMatchObject({ values })
  })

  it('appear late', async () => {
    const { publish, connector, account, context, server } = await connected({ figuresAfterMs: day })
    const { remoteId } = await publish(testContent())
    server.react(remoteId, many)
    const now = async () => (await connector.metrics?.([remoteId], account, context))?.[0]?.values
    expect(await now()).toEqual({})
    server.advance(day)
    expect(await now()).toEqual(values)
  })

  it('are asked for in slices of fifty', async () => {
    const { connector, account, context, server } = await connected()
    const ids = Array.from({ length: 51 }, (_, index) => `urn:li:share:${index + 1}`)
    expect((await connector.metrics?.(ids, account, context))?.every(({ gone }) => gone)).toBe(true)
    const count = (path: string) => server.received.filter((request) => request.path === path).length
    expect([count('/rest/organizationalEntityShareStatistics'), count('/rest/posts')]).toEqual([2, 2])
  })

  it('are found one by one in the development tier, where nothing is read in batches', async () => {
    const options = { tier: 'development' } as const
    const { publish, connector, account, context } = await connected(options, options)
    const { remoteId } = await publish(testContent())
    const told = await connector.metrics?.([remoteId, 'urn:li:share:1'], account, context)
    expect(told?.map(({ gone }) => gone)).toEqual([false, true])
    const wrong = await connected(options, { tier: 'standard' })
    const post = await wrong.publish(testContent())
    expect(await wrong.connector.metrics?.([post.remoteId], wrong.account, wrong.context)).toMatchObject([
      { gone: false, absent: { impressions: 'not-yet' } },
    ])
  })

  it('are for the highest role alone', async () => {
    const { publish, connector, account, context, server } = await connected()
    const { remoteId } = await publish(testContent())
    const [page] = server.organizations
    if (page) page.role = 'CONTENT_ADMINISTRATOR'
    expect(await connector.metrics?.([remoteId], account, context)).toMatchObject([
      { values: {}, absent: { impressions: 'not-permitted' }, gone: false },
    ])
    expect(await connector.accountMetrics?.(account, context)).toEqual({
      ...{ followers: 1_204, posts: null },
      raw: { firstDegreeSize: 1_204, organicFollowerGain: null, paidFollowerGain: null },
    })
  })

  it('of the page are its followers, and how many came in a day', async () => {
    const { connector, account, context } = await connected()
    expect(await connector.accountMetrics?.(account, context)).toEqual({
      ...{ followers: 1_204, posts: null },
      raw: { firstDegreeSize: 1_204, organicFollowerGain: 3, paidFollowerGain: 0 },
    })
  })

  it('are refused where a list has its brackets encoded', async () => {
    const { ask } = await connected()
    const query = 'q=organizationalEntity&organizationalEntity=urn%3Ali%3Aorganization%3A5515715'
    const asked = (shares: string) => ask('GET', `/rest/organizationalEntityShareStatistics?${query}&shares=${shares}`)
    expect(await asked('List(urn%3Ali%3Ashare%3A1)')).toMatchObject({ status: 200, body: { elements: [] } })
    expect(await asked('List%28urn%3Ali%3Ashare%3A1%29')).toMatchObject({ status: 400 })
    expect(await asked('List(urn:li:share:1)')).toMatchObject({ status: 400 })
    const lenient = await connected({ switches: { strictLists: false } })
    const path = `/rest/organizationalEntityShareStatistics?${query}&shares=List%28urn%3Ali%3Ashare%3A1%29`
    expect(await lenient.ask('GET', path)).toMatchObject({ status: 200 })
  })
})
