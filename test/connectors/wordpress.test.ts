import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Account, CommittedPart, ConnectorContext, DeliveryContent } from '../../connectors/contract.ts'
import { createWordPressConnector } from '../../connectors/wordpress/index.ts'
import { createHttp } from '../../server/net/http.ts'
import { describePeer } from '../peers/require.ts'
import { missingWordPress, startWordPress, type WordPressPeer } from '../peers/wordpress.ts'
import { testContent, testPicture } from './support.ts'

interface SitePost {
  readonly id: number
  readonly link: string
  readonly status: string
  readonly slug: string
  readonly title: { readonly raw: string }
  readonly content: { readonly raw: string }
  readonly featured_media: number
  readonly categories: readonly number[]
}

describePeer('WordPress', missingWordPress, () => {
  let peer: WordPressPeer
  let account: Account
  let context: ConnectorContext
  const connector = createWordPressConnector()

  const connect = async (
    user: 'editor' | 'contributor',
    password = peer.applicationPasswords[user],
    host = peer.url,
    within = context,
  ) => {
    if (connector.connect.kind !== 'form') throw new Error('WordPress is connected by a form')
    const [found] = await connector.connect.accounts({ host, user, password }, within)
    if (!found) throw new Error('No account was found')
    return found
  }
  const content = (given: Partial<DeliveryContent> = {}): DeliveryContent =>
    testContent({
      title: 'Mở cửa Bảo tàng Hàng hải',
      parts: [{ text: 'Đoạn một: https://example.vn/a?b=1&c=2.\n\nĐoạn hai <script>alert(1)</script>', media: [] }],
      source: 'Sở Du lịch',
      ...given,
    })
  const picture = (colour: string) => testPicture(`Ảnh ${colour}`)
  const prepareOne = async (given: Partial<DeliveryContent> = {}, as = account, within = context) => {
    const [part] = await connector.prepare(content(given), as, within)
    if (!part) throw new Error('Nothing was prepared')
    return part
  }
  const publish = async (given: Partial<DeliveryContent> = {}) =>
    connector.commit(await prepareOne(given), [], account, context)
  /** A site that answers like this, after it has done what it was asked to, or instead. */
  const answering =
    (status: number, body: string, acts = true, headers: Record<string, string> = {}): ConnectorContext['http'] =>
    async (request) => {
      if (acts) await context.http(request)
      return { status, headers, body: new TextEncoder().encode(body) }
    }
  const ask = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${peer.url}/wp-json/wp/v2/${path}`, {
      headers: { authorization: peer.authorization('admin') },
    })
    return (await answer.json()) as T
  }
  const postOf = (part: CommittedPart) => ask<SitePost>(`posts/${part.remoteId}?context=edit`)
  const allPosts = () => ask<SitePost[]>('posts?status=publish,draft,future,pending,private&context=edit&per_page=100')

  beforeAll(async () => {
    peer = await startWordPress()
    const http = createHttp({ allowHosts: [new URL(peer.url).host] })
    context = { http: http(), signal: AbortSignal.timeout(60_000), now: () => new Date() }
    account = await connect('editor')
  })
  afterAll(() => peer?.stop())

  it('finds the site’s API, its name and its categories', async () => {
    const found = await connect('editor')
    expect(found).toMatchObject({ name: 'Portal', missingPermissions: [] })
    expect(found.capabilities.categories?.length).toBeGreaterThan(0)
  })

  it('is connected by a host that only leads to the site', async () => {
    const leading = createServer((request, response) =>
      response.writeHead(301, { location: `${peer.url}${request.url}` }).end(),
    )
    await new Promise<void>((resolve) => leading.listen(0, '127.0.0.1', resolve))
    const host = `127.0.0.1:${(leading.address() as AddressInfo).port}`
    const http = createHttp({ allowHosts: [host, new URL(peer.url).host] })()
    const found = await connect('editor', undefined, `http://${host}`, { ...context, http })
    leading.close()
    expect(found.settings).toEqual({ base: `${peer.url}/wp-json/` })
    await connector.check(found, context)
  })

  it('says that a host has no WordPress', async () => {
    const http: ConnectorContext['http'] = async () => ({ status: 200, headers: {}, body: new Uint8Array() })
    await expect(connect('editor', undefined, peer.url, { ...context, http })).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'not-found' },
    })
  })

  it('names the permissions a weaker role lacks', async () => {
    expect((await connect('contributor')).missingPermissions).toContain('publish_posts')
  })

  it('refuses a wrong password, without telling it to anybody', async () => {
    const failure = await connect('editor', 'xxxx yyyy zzzz').catch((error: unknown) => error)
    expect(failure).toMatchObject({ fault: { code: 'credentials-revoked' } })
    expect(JSON.stringify(failure) + String((failure as Error).stack)).not.toMatch(/xxxxyyyyzzzz|xxxx yyyy/)
  })

  it('publishes paragraphs with their links, the source, and nothing that could run', async () => {
    const part = await publish()
    const post = await postOf(part)
    expect(post).toMatchObject({
      status: 'publish',
      title: { raw: 'Mở cửa Bảo tàng Hàng hải' },
      slug: 'mo-cua-bao-tang-hang-hai',
    })
    expect(post.content.raw).toContain('<a href="https://example.vn/a?b=1&#38;c=2">')
    expect(post.content.raw).toContain('<em>Nguồn: Sở Du lịch</em>')
    expect(post.content.raw).not.toContain('<script>')
    const page = await (await fetch(part.url ?? '')).text()
    expect(page).toContain('Đoạn một')
  })

  it('shows every sign as it was typed: no HTML in a title, no shortcode in a text', async () => {
    const typed = '[audio src="https://example.vn/a.mp3"] và <b>'
    const post = await postOf(
      await publish({ title: 'Cảng <script>alert(1)</script> & bờ', parts: [{ text: typed, media: [] }] }),
    )
    expect(post.title.raw).not.toContain('<script>')
    expect(post.content.raw).not.toContain('[')
    const page = await (await fetch(post.link)).text()
    expect(page).not.toMatch(/<script>alert|<audio|<b>/)
    expect(page).toContain('&#60;script&#62;alert(1)')
  })

  it('names the language of the text', async () => {
    const { content: vietnamese } = await postOf(await publish())
    expect(vietnamese.raw).toContain('<p><span lang="vi">Đoạn một')
    const { content: arabic } = await postOf(await publish({ language: 'ar', parts: [{ text: 'مرحبا', media: [] }] }))
    expect(arabic.raw).toContain('<span lang="ar" dir="rtl">')
  })

  it('lets the site make the address of the title, in any script', async () => {
    const decomposed = await postOf(await publish({ title: 'Đường ven biển'.normalize('NFD') }))
    expect(decomposed.slug).toBe('duong-ven-bien')
    const chinese = await postOf(await publish({ title: '海防港' }))
    expect(decodeURIComponent(chinese.slug)).toBe('海防港')
  })

  it('features the first picture and shows the others with their descriptions', async () => {
    const media = [await picture('red'), await picture('blue')]
    const post = await postOf(await publish({ parts: [{ text: 'Có ảnh', media }] }))
    expect(await ask(`media/${post.featured_media}`)).toMatchObject({ alt_text: 'Ảnh red' })
    expect(post.content.raw).toContain('alt="Ảnh blue"')
  })

  it('files a post under chosen categories, and says so when the site has none like it', async () => {
    const [category] = account.capabilities.categories ?? []
    const post = await postOf(await publish({ options: { categories: [category?.id ?? ''] } }))
    expect(post.categories.map(String)).toEqual([category?.id])
    await expect(publish({ options: { categories: ['99999'] } })).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'not-found' },
    })
  })

  it('leaves nothing public before commit, and prepares again without a second draft or file', async () => {
    const given = { deliveryId: randomUUID(), parts: [{ text: 'Nháp', media: [await picture('green')] }] }
    const before = (await allPosts()).length
    const filesBefore = (await ask<unknown[]>('media?per_page=100')).length
    const first = await prepareOne(given)
    const second = await prepareOne(given)
    expect(second).toEqual(first)
    expect((await allPosts()).length).toBe(before + 1)
    expect((await ask<unknown[]>('media?per_page=100')).length).toBe(filesBefore + 1)
    expect(await connector.confirm(first, [], new Date(), account, context)).toEqual({ outcome: 'absent' })
  })

  it('makes one post of a part however often it is sent, and confirms it', async () => {
    const part = await prepareOne({ title: 'Một lần' })
    const before = (await allPosts()).length
    const [one, two] = [
      await connector.commit(part, [], account, context),
      await connector.commit(part, [], account, context),
    ]
    // Its receipt says when it was changed last, which may be the next second.
    expect(two).toMatchObject({ remoteId: one.remoteId, url: one.url })
    expect((await allPosts()).length).toBe(before)
    expect(await connector.confirm(part, [], new Date(), account, context)).toMatchObject({
      outcome: 'published',
      remoteId: one.remoteId,
    })
  })

  it('finds each picture of the try before again, also when there are more than nine', async () => {
    const media = await Promise.all(Array.from({ length: 11 }, (_, index) => picture(`rgb(${index}, 0, 0)`)))
    const given = { deliveryId: randomUUID(), parts: [{ text: 'Nhiều ảnh', media }] }
    const drafts = []
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const { payload } = await prepareOne(given)
      drafts.push(await ask<SitePost>(`posts/${payload['id']}?context=edit`))
    }
    expect(drafts[1]?.featured_media).toBe(drafts[0]?.featured_media)
    expect(drafts[1]?.content.raw).toBe(drafts[0]?.content.raw)
  })

  it.each([
    ['500', 500, '{"code":"db_insert_error","message":"x"}'],
    ['a page', 200, '<html>Please wait</html>'],
    ['half an answer', 200, '{"id":1,"li'],
  ])('does not know what became of a post when the site answers %s, and finds it', async (_name, status, body) => {
    const part = await prepareOne()
    const failing = { ...context, http: answering(status, body) }
    await expect(connector.commit(part, [], account, failing)).rejects.toMatchObject({
      fault: { code: 'outcome-unknown' },
    })
    const answer = connector.confirm(part, [], new Date(), account, failing)
    if (status === 500) await expect(answer).rejects.toMatchObject({ fault: { code: 'platform-down' } })
    else expect(await answer).toEqual({ outcome: 'unknown' })
    expect(await connector.confirm(part, [], new Date(), account, context)).toMatchObject({ outcome: 'published' })
  })

  it('does not take back from the trash by itself what an editor has put there', async () => {
    const part = await prepareOne()
    const { remoteId } = await connector.commit(part, [], account, context)
    await connector.remove?.({ remoteId, url: null, receipt: {} }, account, context)
    expect(await connector.confirm(part, [], new Date(), account, context)).toEqual({ outcome: 'unknown' })
  })

  it('gives a post another headline and text; pictures, sections, source and address stay', async () => {
    const media = await Promise.all([picture('red'), picture('green'), picture('blue')])
    const given = { parts: [{ text: 'Một', media }] }
    const part = await publish(given)
    const before = await postOf(part)
    const changed = content({ title: 'Mở cửa lúc 9 giờ', parts: [{ text: 'Hai <b>', media }], revision: 2 })
    const edited = await connector.edit?.(part, 0, changed, account, context)
    const after = await postOf(part)
    expect(after).toMatchObject({
      link: before.link,
      featured_media: before.featured_media,
      title: { raw: 'Mở cửa lúc 9 giờ' },
    })
    expect(after.content.raw).toContain('Hai &#60;b&#62;')
    expect(after.content.raw).not.toContain('Một')
    expect(after.content.raw).toContain('Sở Du lịch')
    const blocksIn = (raw: string) => raw.match(/<!-- wp:image [\s\S]*?<!-- \/wp:image -->/g)
    expect(blocksIn(after.content.raw)).toEqual(blocksIn(before.content.raw))
    expect(blocksIn(after.content.raw)).toHaveLength(2)
    expect(edited).toMatchObject({ remoteId: part.remoteId, url: part.url })
  })

  it('does not write over what an editor changed on the site since', async () => {
    const part = await publish()
    // The site tells the time of a change in seconds.
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    await fetch(`${peer.url}/wp-json/wp/v2/posts/${part.remoteId}`, {
      method: 'POST',
      headers: { authorization: peer.authorization('admin'), 'content-type': 'application/json' },
      body: JSON.stringify({ content: 'Biên tập viên đã sửa' }),
    })
    await expect(connector.edit?.(part, 0, content({ revision: 2 }), account, context)).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'permission' },
    })
    expect((await postOf(part)).content.raw).toBe('Biên tập viên đã sửa')
  })

  it('makes a post a draft again on a site without a trash', async () => {
    const part = await publish()
    const refusal = '{"code":"rest_trash_not_supported","message":"x","data":{"status":501}}'
    const withoutTrash: ConnectorContext['http'] = (request) =>
      request.method === 'DELETE' ? answering(501, refusal, false)(request) : context.http(request)
    await connector.remove?.(part, account, { ...context, http: withoutTrash })
    expect((await postOf(part)).status).toBe('draft')
  })

  it.each([
    [429, '{}', { 'retry-after': '120' }, { code: 'rate-limited', retryAfterMs: 120_000 }],
    [403, '<html>Blocked</html>', {}, { code: 'platform-down' }],
    [412, '{"code":"rest_upload_hash_mismatch","message":"x"}', {}, { code: 'platform-down' }],
    [500, '{"code":"rest_upload_sideload_error","message":"x"}', {}, { code: 'rejected', problem: 'media-type' }],
    [500, '{"code":"rest_upload_unknown_error","message":"x"}', {}, { code: 'rejected', problem: 'media-too-large' }],
    [500, '{"code":"rest_upload_file_error","message":"x"}', {}, { code: 'platform-down' }],
    [503, '<html>Briefly unavailable</html>', {}, { code: 'platform-down' }],
  ])('takes %i %s for what it is', async (status, body, headers, fault) => {
    const http = answering(status, body, false, headers)
    await expect(prepareOne({}, account, { ...context, http })).rejects.toMatchObject({ fault })
  })

  it('counts comments, and says that views are not offered', async () => {
    const part = await publish()
    const [metrics] = (await connector.metrics?.([part.remoteId], account, context)) ?? []
    expect(metrics).toMatchObject({ values: { comments: 0 }, absent: { views: 'not-offered' }, gone: false })
  })

  it('takes comments that are switched off for a count that is not offered, and a missing API for trouble', async () => {
    const { remoteId } = await publish()
    const noRoute = answering(404, '{"code":"rest_no_route","message":"x"}', false)
    const withoutComments: ConnectorContext['http'] = (request) =>
      request.url.includes('/comments') ? noRoute(request) : context.http(request)
    const [metrics] = (await connector.metrics?.([remoteId], account, { ...context, http: withoutComments })) ?? []
    expect(metrics).toMatchObject({ values: {}, absent: { comments: 'not-offered' }, gone: false })
    await expect(connector.metrics?.([remoteId], account, { ...context, http: noRoute })).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'not-found' },
    })
  })

  it('takes a post down into the trash, and once more without complaint', async () => {
    const part = await publish()
    await connector.remove?.(part, account, context)
    await connector.remove?.(part, account, context)
    expect((await postOf(part)).status).toBe('trash')
    expect((await connector.metrics?.([part.remoteId], account, context))?.[0]?.gone).toBe(true)
  })

  it('tells that a role is too weak to publish', async () => {
    const weak = await connect('contributor')
    expect((await connector.check(weak, context)).missingPermissions).toContain('publish_posts')
    const part = await prepareOne({}, weak)
    await expect(connector.commit(part, [], weak, context)).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'permission' },
    })
  })

  it('gives the password back when it is disconnected', async () => {
    const own = await connect('contributor')
    await connector.disconnect?.(own, context)
    await expect(connector.check(own, context)).rejects.toMatchObject({ fault: { code: 'credentials-revoked' } })
  })

  it('says that the password was revoked', async () => {
    const stranger = { ...account, credentials: { fields: { user: 'editor', password: 'abcd' }, expiresAt: null } }
    await expect(connector.check(stranger, context)).rejects.toMatchObject({ fault: { code: 'credentials-revoked' } })
  })
})
