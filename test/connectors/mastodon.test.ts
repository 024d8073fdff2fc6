import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Account, CommittedPart, ConnectorContext, DeliveryContent } from '../../connectors/contract.ts'
import { createMastodonConnector } from '../../connectors/mastodon/index.ts'
import { createHttp } from '../../server/net/http.ts'
import { describePeer } from '../peers/require.ts'
import { missingSnac, type SnacPeer, startSnac } from '../peers/snac.ts'
import { testContent, testPicture } from './support.ts'

interface PublicStatus {
  readonly content: string
  readonly language: string | null
  readonly sensitive: boolean
  readonly in_reply_to_id: string | null
  readonly media_attachments: readonly { readonly description: string }[]
}

describePeer('Mastodon’s API on snac, which knows less of it', missingSnac, () => {
  let peer: SnacPeer
  let account: Account
  let context: ConnectorContext
  const connector = createMastodonConnector()
  const { connect } = connector
  if (connect.kind !== 'oauth') throw new Error('Mastodon is connected by a visit')

  const visit = async () => {
    const redirectUri = 'http://127.0.0.1:9/callback'
    const app = await connect.registerApp?.({ host: peer.url }, redirectUri, context)
    if (!app) throw new Error('The application was not registered')
    const secrets = { codeVerifier: 'v'.repeat(43), codeChallenge: 'c'.repeat(43) }
    const request = { app, redirectUri, state: 'abc', ...secrets }
    const back = await peer.authorize(connect.authorizeUrl(request))
    expect(back.searchParams.get('state')).toBe('abc')
    const [found] = await connect.accounts({ ...request, code: back.searchParams.get('code') ?? '' }, context)
    if (!found) throw new Error('No account was found')
    return found
  }
  const content = testContent
  const publish = async (given: Partial<DeliveryContent> = {}) => {
    const out: CommittedPart[] = []
    for (const part of await connector.prepare(content(given), account, context))
      out.push(await connector.commit(part, out, account, context))
    return out
  }
  const statusOf = async (part: CommittedPart) => {
    const answer = await fetch(`${peer.url}/api/v1/statuses/${part.remoteId}`, {
      headers: { authorization: `Bearer ${account.credentials.fields['token']}` },
    })
    return (await answer.json()) as PublicStatus
  }

  beforeAll(async () => {
    peer = await startSnac()
    const http = createHttp({ allowHosts: [new URL(peer.url).host] })
    context = { http: http(), signal: AbortSignal.timeout(60_000), now: () => new Date() }
    account = await visit()
  })
  afterAll(() => peer?.stop())

  it('connects by a visit, and takes the limits from the instance', () => {
    expect(account.settings).toMatchObject({ origin: peer.url })
    expect(account.capabilities.text.max).toBeGreaterThan(500)
    expect(account.capabilities.delivery).toMatchObject({ commitIsRepeatable: false, confirmation: 'likely' })
  })

  it('publishes a text with its language, and finds it again', async () => {
    const [part] = await connector.prepare(content(), account, context)
    if (!part) throw new Error('Nothing was prepared')
    const since = new Date()
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'absent' })
    const { remoteId } = await connector.commit(part, [], account, context)
    expect(await connector.confirm(part, [], since, account, context)).toMatchObject({ outcome: 'published', remoteId })
  })

  it('finds a text with marks, links and lines as the server wrote it down', async () => {
    const text = `“Lễ hội” & <Hoa> #PhượngĐỏ\n\nXem https://example.vn/a?b=1&c=2 nhé ${randomUUID()}`
    const [part] = await connector.prepare(content({ parts: [{ text, media: [] }] }), account, context)
    if (!part) throw new Error('Nothing was prepared')
    const since = new Date()
    await connector.commit(part, [], account, context)
    expect(await connector.confirm(part, [], since, account, context)).toMatchObject({ outcome: 'published' })
  })

  it('carries pictures with their descriptions, and a content warning', async () => {
    const picture = await testPicture('Bến cảng')
    const [part] = await publish({
      parts: [{ text: 'Có ảnh', media: [picture] }],
      options: { contentWarning: 'Cảnh thiên tai' },
    })
    const status = await statusOf(part as CommittedPart)
    expect(status.media_attachments.map(({ description }) => description)).toEqual(['Bến cảng'])
    expect(status.sensitive).toBe(true)
  })

  it('publishes a thread in order', async () => {
    const out = await publish({ parts: ['một', 'hai', 'ba'].map((text) => ({ text, media: [] })) })
    const [first, second, third] = out
    expect((await statusOf(second as CommittedPart)).in_reply_to_id).toBe(first?.remoteId)
    expect((await statusOf(third as CommittedPart)).in_reply_to_id).toBe(second?.remoteId)
  })

  it('counts what the instance counts, and says that views are not offered', async () => {
    const [part] = await publish()
    const [metrics] = (await connector.metrics?.([part?.remoteId ?? ''], account, context)) ?? []
    expect(metrics).toMatchObject({
      values: { reactions: 0, shares: 0, comments: 0 },
      absent: { views: 'not-offered' },
    })
  })

  it('says plainly that this server lets nothing be deleted', async () => {
    const [part] = (await publish()) as [CommittedPart]
    await expect(connector.remove?.(part, account, context)).rejects.toMatchObject({ fault: { code: 'rejected' } })
  })

  it('says that the token was revoked, in no words that hold it', async () => {
    const stranger = { ...account, credentials: { fields: { token: 'not-a-token' }, expiresAt: null } }
    const failure = await connector.check(stranger, context).catch((error: unknown) => error)
    expect(failure).toMatchObject({ fault: { code: 'credentials-revoked' } })
    expect(JSON.stringify(failure) + String((failure as Error).stack)).not.toContain('not-a-token')
  })
})
