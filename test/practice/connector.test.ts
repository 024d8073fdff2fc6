import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CommittedPart, Connector, DeliveryContent } from '../../connectors/contract.ts'
import { createPracticeConnector } from '../../connectors/practice/index.ts'
import { type Platform, platforms } from '../../connectors/rules/platforms.ts'
import { listFeed } from '../../server/db/practice.ts'
import { createHttp } from '../../server/net/http.ts'
import { absentOn, offeredBy } from '../../server/practice/figures.ts'
import { testContent, testMedium } from '../connectors/support.ts'
import { openPracticeRoom, type PracticeRoom } from './support.ts'

let room: PracticeRoom
beforeAll(async () => {
  room = await openPracticeRoom()
})
afterAll(() => room.close())

const connectorOf = (platform: Platform): Connector => {
  const connector = room.connectors.for({ platform, practice: true })
  if (!connector) throw new Error('There is a practice connector for every platform')
  return connector
}

const picture = testMedium(new Uint8Array([1, 2, 3]), { mimeType: 'image/png', alt: 'Một chấm' })
const content = (more: Partial<DeliveryContent> = {}): DeliveryContent =>
  testContent({
    ...{
      title: 'Tựa',
      parts: [{ text: 'Chào', media: [picture] }],
      link: 'https://example.vn/tin',
      source: 'Bảo tàng',
    },
    ...more,
  })

async function publish(platform: Platform, account: string, given: DeliveryContent) {
  const connector = connectorOf(platform)
  const connected = await room.connect(platform, account)
  const context = await room.context()
  const parts = await connector.prepare(given, connected, context)
  const out: CommittedPart[] = []
  for (const part of parts) out.push(await connector.commit(part, out, connected, context))
  return { connector, connected, context, parts, out }
}

describe('the practice connector', () => {
  it.each(platforms)('publishes, finds, counts and takes down on %s', async (platform) => {
    const { connector, connected, context, parts, out } = await publish(platform, 'office', content())
    const [part] = parts
    const [committed] = out
    if (!part || !committed) throw new Error('Nothing was published')
    expect(committed.url).toBe(`/practice/${platform}/office/${committed.remoteId}`)
    await connector.check(connected, context)
    const found = await connector.confirm(part, [], context.now(), connected, context)
    expect(found).toEqual({ outcome: 'published', ...committed })

    const [figures] = (await connector.metrics?.([committed.remoteId], connected, context)) ?? []
    expect(Object.keys(figures?.values ?? {})).toEqual([...offeredBy(platform)])
    expect(figures).toMatchObject({ remoteId: committed.remoteId, absent: absentOn(platform), gone: false })
    const account = await connector.accountMetrics?.(connected, context)
    expect(account).toMatchObject({ posts: 1, followers: expect.any(Number) })

    await connector.remove?.(committed, connected, context)
    await connector.remove?.(committed, connected, context)
    expect(await connector.confirm(part, [], context.now(), connected, context)).toEqual({ outcome: 'absent' })
    expect(await connector.metrics?.([committed.remoteId], connected, context)).toMatchObject([{ gone: true }])
  })

  it.each(platforms)('gives an item other words on %s, where that platform does', async (platform) => {
    const { connector, connected, context, out } = await publish(platform, 'edits', content())
    const [part] = out
    if (!part) throw new Error('Nothing was published')
    const { editing } = connector.capabilities
    expect(connector.edit !== undefined).toBe(editing !== undefined)
    if (!connector.edit) return
    const changed = content({ title: 'Tựa mới', parts: [{ text: 'Chào, đã sửa', media: [] }], revision: 2 })
    expect(await connector.edit(part, 0, changed, connected, context)).toEqual(part)
    const [item] = await listFeed(room.db, { platform, account: 'edits' }, { limit: 1, before: null })
    expect(item).toMatchObject({ id: Number(part.remoteId), text: 'Chào, đã sửa', editedAt: expect.any(Date) })
    if (item?.title) expect(item.title).toBe(editing?.title ? 'Tựa mới' : 'Tựa')
    expect(item?.media).toHaveLength(1)
    await connector.remove?.(part, connected, context)
    await expect(connector.edit(part, 0, changed, connected, context)).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'not-found' },
    })
  })

  it('changes nothing of what its platform does not let one change', async () => {
    const { connector, connected, context, out } = await publish(
      'facebook',
      'story',
      content({ options: { form: 'story' } }),
    )
    const [part] = out
    if (!part) throw new Error('Nothing was published')
    await expect(connector.edit?.(part, 0, content(), connected, context)).rejects.toMatchObject({
      fault: { code: 'rejected' },
    })
  })

  it('publishes once when the same part is committed again and again', async () => {
    const { connector, connected, context, parts, out } = await publish('bluesky', 'again', content())
    const [part] = parts
    if (!part) throw new Error('Nothing was prepared')
    for (let time = 0; time < 3; time += 1) expect(await connector.commit(part, [], connected, context)).toEqual(out[0])
    expect(await listFeed(room.db, { platform: 'bluesky', account: 'again' }, { limit: 9, before: null })).toHaveLength(
      1,
    )
  })

  it('gives every part of a thread and every revision a marker of its own, and hangs the parts together', async () => {
    const given = content({
      parts: [
        { text: 'Một', media: [] },
        { text: 'Hai', media: [] },
      ],
    })
    const { parts, out } = await publish('mastodon', 'thread', given)
    const again = await publish('mastodon', 'thread', { ...given, revision: 2 })
    expect(new Set([...parts, ...again.parts].map(({ marker }) => marker)).size).toBe(4)
    const feed = await listFeed(room.db, { platform: 'mastodon', account: 'thread' }, { limit: 9, before: null })
    expect(feed.toReversed().map(({ replyTo }) => replyTo && String(replyTo))).toEqual([
      ...[null, out[0]?.remoteId, null, again.out[0]?.remoteId],
    ])
  })

  it('sends a headline only where the platform has one, and the credit everywhere', async () => {
    await publish('wordpress', 'titles', content())
    await publish('facebook', 'titles', content())
    const [article] = await listFeed(room.db, { platform: 'wordpress', account: 'titles' }, { limit: 1, before: null })
    const [post] = await listFeed(room.db, { platform: 'facebook', account: 'titles' }, { limit: 1, before: null })
    expect(article).toMatchObject({ title: 'Tựa', language: 'vi', options: { source: 'Bảo tàng' } })
    expect(post).toMatchObject({ title: null, options: { source: 'Bảo tàng', link: 'https://example.vn/tin' } })
    expect(post?.media).toEqual([
      { hash: expect.stringMatching(/^[0-9a-f]{64}$/), mimeType: 'image/png', alt: 'Một chấm' },
    ])
  })

  it('says that a person has to reconnect when the token is not accepted', async () => {
    const connected = await room.connect('x', 'office')
    const broken = { ...connected, credentials: { fields: { token: 'old' }, expiresAt: null } }
    await expect(connectorOf('x').check(broken, await room.context())).rejects.toMatchObject({
      fault: { code: 'credentials-revoked' },
    })
  })

  it('passes on what the network refuses, in words that can be translated', async () => {
    const { connector, connected, context, parts } = await publish('x', 'refused', content())
    const [part] = parts
    if (!part) throw new Error('Nothing was prepared')
    const unknown = { hash: '0'.repeat(64), mimeType: 'image/png', alt: '' }
    const faulty = { marker: 'faulty', payload: { ...part.payload, marker: 'faulty', media: [unknown] } }
    await expect(connector.commit(faulty, [], connected, context)).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'media-missing' },
    })
    const refused = connectorOf('x').connect
    if (refused.kind !== 'form') throw new Error('A form')
    await expect(refused.accounts({ account: 'Not A Name' }, context)).rejects.toMatchObject({
      fault: { code: 'rejected', detail: expect.stringContaining('small letters') },
    })
  })

  it('knows that nothing was sent when the network is not there', async () => {
    const away = createPracticeConnector('x', { baseUrl: 'http://127.0.0.1:1', publicUrl: null, offered: offeredBy })
    const connected = await room.connect('x', 'office')
    // Port 1 is allowed here, and nobody listens on it.
    const context = { ...(await room.context()), http: createHttp({ allowHosts: ['127.0.0.1:1'] })() }
    await expect(away.check(connected, context)).rejects.toMatchObject({ fault: { code: 'unreachable' } })
  })
})
