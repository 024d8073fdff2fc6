import { randomUUID } from 'node:crypto'
import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  type Account,
  type CommittedPart,
  type ConnectableAccount,
  type Connector,
  type ConnectorContext,
  ConnectorError,
  type ContentMedia,
  type DeliveryContent,
  type Fault,
  type PreparedPart,
} from '../../connectors/contract.ts'
import { createHttp } from '../../server/net/http.ts'
import type { FaultyProxy, ProxyFault, SeenRequest } from '../support/faulty-proxy.ts'
import { contextFor, testContent, testPicture } from './support.ts'

/** An item as a reader of the platform finds it, asked past the connector. */
export interface SeenItem {
  /** Plain text. */
  readonly text: string
  readonly language: string | null
  /** Descriptions of its pictures, in their order. */
  readonly alts: readonly string[]
  readonly replyTo: string | null
  readonly warning: string
  readonly visibility: string | null
}

/** A running peer with the proxy in front of it; every call of the connector goes through the proxy. */
export interface Stage {
  readonly proxy: FaultyProxy
  /** Signs in anew: credentials of its own, always to the same account of the platform. */
  connect(context: ConnectorContext): Promise<Account>
  /** @returns null when there is no such item, or none that readers see */
  read(remoteId: string): Promise<SeenItem | null>
  /** How many items readers see. */
  countItems(): Promise<number>
  /** Connects while a permission is refused. @returns the account, with what is missing */
  connectWithout?(context: ConnectorContext): Promise<ConnectableAccount>
  /** Ends the account's credentials at the platform, as their owner could. */
  revoke(account: Account): Promise<void>
  stop(): Promise<void>
}

/** One way of publishing: what is sent, and what has to be seen of it by a reader of the platform. */
export interface FormCase {
  readonly title: string
  readonly content: () => Promise<Partial<DeliveryContent>>
  readonly seen: (item: SeenItem, out: readonly CommittedPart[]) => void | Promise<void>
}

/** One answer of the platform that is no success, and the fault that has to come of it. */
export interface ErrorCase {
  readonly title: string
  /** Which request is answered so; the irreversible call when left out. */
  readonly on?: (request: SeenRequest) => boolean
  readonly status: number
  readonly body: object | string
  readonly headers?: Readonly<Record<string, string>>
  readonly fault: Partial<Fault>
}

export interface ConnectorHarness {
  readonly connector: Connector
  start(): Promise<Stage>
  /** The one irreversible call. */
  isCommit(request: SeenRequest): boolean
  isUpload(request: SeenRequest): boolean
  /** Media that every post carries, where the platform takes none without; a film of its own kind where it must be one. */
  readonly media?: () => Promise<readonly ContentMedia[]>
  /** A picture this platform takes; a small PNG when left out. */
  readonly picture?: (alt: string) => Promise<ContentMedia>
  /** A person may refuse single permissions: `Stage.connectWithout` is there. */
  readonly refusesPermissions?: boolean
  /** Every publishing form of the platform's sheet beyond a text and pictures, and what a reader sees of it. */
  readonly forms?: readonly FormCase[]
  /** Every row of the platform's table of errors. */
  readonly errors?: readonly ErrorCase[]
  /** How the platform says that it wants to be left alone until then. */
  tooMany(until: Date): { readonly status: number; readonly headers: Record<string, string>; readonly body: string }
  /** Rules that this peer cannot keep by its nature, and why. Each is run all the same, and has to fail. */
  readonly cannot?: Readonly<Record<string, string>>
  /** The counterpart shows posts to readers where their links lead. */
  readonly showsPosts?: boolean
}

/** The rules that hold for every connector. Those about functions that a connector does not have are left out. */
export function describeConnector(name: string, harness: ConnectorHarness): void {
  const { connector, cannot = {} } = harness
  const offered = connector.capabilities
  const described = offered.images?.maxAltLength !== undefined
  const named: string[] = []
  const rule = (title: string, body: () => Promise<void>) => {
    named.push(title)
    const reason = cannot[title]
    if (reason === undefined) it(title, body)
    else it.fails(`cannot: ${title} (${reason})`, body)
  }

  describe(name, () => {
    let stage: Stage
    let account: Account
    let context: ConnectorContext
    /** What every post carries here. */
    let carried: readonly ContentMedia[] = []

    beforeAll(async () => {
      stage = await harness.start()
      // For the whole suite: a slow machine takes its time, and single calls have their own limits.
      context = contextWith(AbortSignal.timeout(600_000))
      account = await stage.connect(context)
      carried = (await harness.media?.()) ?? []
    })
    afterEach(() => stage.proxy.mend())
    afterAll(() => stage?.stop())

    const contextWith = (signal?: AbortSignal) => contextFor(stage.proxy.url, signal)
    const content = (given: Partial<DeliveryContent> = {}) =>
      testContent({
        title: offered.title ? `Tin ${randomUUID()}` : null,
        parts: [{ text: `Chào buổi sáng từ bến cảng ${randomUUID()}`, media: carried }],
        ...given,
      })
    const saying = (...texts: string[]) => ({
      parts: texts.map((text, position) => ({ text, media: position === 0 ? carried : [] })),
    })
    /** What is prepared is stored and read back before it is used: so it is here. */
    const prepare = async (given: Partial<DeliveryContent> = {}) => {
      const parts: readonly PreparedPart[] = await connector.prepare(content(given), account, context)
      return JSON.parse(JSON.stringify(parts)) as readonly [PreparedPart, ...PreparedPart[]]
    }
    const publish = async (given: Partial<DeliveryContent> = {}) => {
      const out: CommittedPart[] = []
      for (const part of await prepare(given)) out.push(await connector.commit(part, out, account, context))
      return out as [CommittedPart, ...CommittedPart[]]
    }
    const read = async (part: CommittedPart) => {
      const item = await stage.read(part.remoteId)
      if (!item) throw new Error(`Readers do not see ${part.remoteId}`)
      return item
    }
    const confirm = (part: PreparedPart, since: Date, before: readonly CommittedPart[] = []) =>
      connector.confirm(part, before, since, account, context)
    /** Where the platform cannot be asked, a person is. */
    const tells = offered.delivery.confirmation !== 'none'
    const absent = { outcome: tells ? 'absent' : 'unknown' }
    const published = (out: Partial<CommittedPart> = {}) =>
      tells ? { outcome: 'published', ...out } : { outcome: 'unknown' }
    /** The fault of a call that has to fail, in which no secret may stand. */
    const faultIn = async (call: Promise<unknown> | undefined, of = account): Promise<Fault> => {
      const error: unknown = await Promise.resolve(call).then(
        () => null,
        (reason: unknown) => reason,
      )
      if (!(error instanceof ConnectorError)) throw new Error(`No fault but ${inspect(error)}`)
      const told = inspect(error, { depth: 10 }) + JSON.stringify(error)
      for (const secret of secretsOf(of)) expect(told).not.toContain(secret)
      return error.fault
    }
    /** Commits while the irreversible call fails like this. */
    const commitFailing = async (fault: ProxyFault) => {
      const [part] = await prepare()
      const since = new Date()
      stage.proxy.fail(harness.isCommit, fault)
      const told = await faultIn(connector.commit(part, [], account, context))
      stage.proxy.mend()
      return { part, since, told }
    }
    /** Uploads are among the calls that fail: where pictures are offered, one is carried. */
    const errorMedia = async () =>
      carried.length > 0 || !offered.images ? carried : [await (harness.picture ?? testPicture)('Ảnh')]
    const answering = (status: number, body: string, reaches: boolean): ProxyFault => ({
      kind: 'answer',
      status,
      body,
      reaches,
      headers: { 'content-type': body.startsWith('<') ? 'text/html' : 'application/json' },
    })

    describe('what readers get', () => {
      rule('publishes a text as it was written', async () => {
        const text = `“Lễ hội Hoa Phượng Đỏ” & <bến cảng> 100% 👨‍👩‍👧‍👦\n\nĐoạn hai, ${randomUUID()}.`
        const [part] = await publish(saying(text))
        expect(plain((await read(part)).text)).toBe(plain(text))
      })
      rule('says in which language it is', async () => {
        const [part] = await publish({ language: 'vi' })
        expect((await read(part)).language).toBe('vi')
      })
      rule('takes a text as long as the capabilities say', async () => {
        const [part] = await publish(saying(longText(account.capabilities.text.max)))
        expect(plain((await read(part)).text).length).toBe(account.capabilities.text.max)
      })
      rule('is told why a text one longer is refused, and publishes nothing', async () => {
        const before = await stage.countItems()
        const told = await faultIn(publish(saying(longText(account.capabilities.text.max + 1))))
        expect(told).toMatchObject({ code: 'rejected', problem: 'text-too-long' })
        expect(await stage.countItems()).toBe(before)
      })
      rule('leaves links as they are', async () => {
        const link = 'https://example.vn/a/b?c=1&d=2'
        const [part] = await publish(saying(`Xem ${link} (${randomUUID()})`))
        expect((await read(part)).text).toContain(link)
      })
      if (offered.images) {
        rule('carries a picture with its description', async () => {
          const [part] = await publish({
            parts: [{ text: 'Có ảnh', media: [await (harness.picture ?? testPicture)('Bến cảng, buổi sáng')] }],
          })
          expect((await read(part)).alts).toEqual([described ? 'Bến cảng, buổi sáng' : ''])
        })
        rule('carries a picture that nobody described', async () => {
          const [part] = await publish({
            parts: [{ text: 'Ảnh không lời', media: [await (harness.picture ?? testPicture)('')] }],
          })
          expect((await read(part)).alts).toEqual([''])
        })
        rule('carries several pictures in their order', async () => {
          const alts = ['Một', 'Hai', 'Ba', 'Bốn'].slice(0, account.capabilities.images?.max)
          const media = await Promise.all(alts.map((alt) => (harness.picture ?? testPicture)(alt)))
          const [part] = await publish({ parts: [{ text: 'Nhiều ảnh', media }] })
          expect((await read(part)).alts).toEqual(described ? alts : alts.map(() => ''))
        })
      }
      if (offered.thread) {
        rule('publishes a thread in order, each part an answer to the one before', async () => {
          const id = randomUUID()
          const out = await publish(saying(`một ${id}`, `hai ${id}`, `ba ${id}`))
          const items = await Promise.all(out.map(read))
          expect(items.map(({ text }) => plain(text))).toEqual([`một ${id}`, `hai ${id}`, `ba ${id}`])
          expect(items.map(({ replyTo }) => replyTo)).toEqual([null, out[0]?.remoteId, out[1]?.remoteId])
        })
        rule('goes on with a thread where a crash broke it off', async () => {
          const id = randomUUID()
          const [first, second] = await prepare(saying(`đầu ${id}`, `cuối ${id}`))
          const out = [await connector.commit(first, [], account, context)]
          const since = new Date()
          expect(await confirm(second as PreparedPart, since, out)).toMatchObject(absent)
          const last = await connector.commit(second as PreparedPart, out, account, context)
          expect(await confirm(second as PreparedPart, since, out)).toMatchObject(
            published({ remoteId: last.remoteId }),
          )
          expect((await read(last)).replyTo).toBe(out[0]?.remoteId)
        })
        rule('tells parts of a thread with the same words apart', async () => {
          const text = `Còn tiếp ${randomUUID()}`
          const since = new Date()
          const [first, second] = await prepare(saying(text, text))
          const out = [await connector.commit(first, [], account, context)]
          expect(await confirm(second as PreparedPart, since, out)).toMatchObject(absent)
        })
      }
      if (offered.contentWarning)
        rule('puts a warning before the text', async () => {
          const [part] = await publish({ options: { contentWarning: 'Cảnh thiên tai' } })
          expect((await read(part)).warning).toBe('Cảnh thiên tai')
        })
      for (const visibility of offered.visibility ?? [])
        rule(`publishes for those it is meant for: ${visibility}`, async () => {
          const [part] = await publish({ options: { visibility } })
          expect((await read(part)).visibility).toBe(visibility)
        })
    })

    if (harness.forms)
      describe('every form', () => {
        for (const { title, content: made, seen } of harness.forms ?? [])
          rule(`publishes ${title}`, async () => {
            const out = await publish(await made())
            await seen(await read(out[0]), out)
          })
      })

    describe('preparing', () => {
      rule('publishes nothing', async () => {
        const before = await stage.countItems()
        await prepare()
        await prepare({
          parts: [
            { text: 'Chưa gửi', media: offered.images ? [await (harness.picture ?? testPicture)('Ảnh')] : carried },
          ],
        })
        expect(await stage.countItems()).toBe(before)
      })
      rule('may be repeated', async () => {
        const given = content()
        const before = await stage.countItems()
        await prepare(given)
        const [again] = await prepare(given)
        await connector.commit(again, [], account, context)
        expect(await stage.countItems()).toBe(before + 1)
      })
      rule('gives every part a marker of its own', async () => {
        const texts = offered.thread ? ['một', 'hai', 'ba'] : ['một']
        const parts = [...(await prepare(saying(...texts))), ...(await prepare(saying(...texts)))]
        expect(new Set(parts.map(({ marker }) => marker)).size).toBe(2 * texts.length)
      })
      if (offered.images)
        rule('leaves nothing behind when an upload fails, and can be tried again', async () => {
          const before = await stage.countItems()
          const given = content({ parts: [{ text: 'Ảnh', media: [await (harness.picture ?? testPicture)('Ảnh')] }] })
          stage.proxy.fail(harness.isUpload, answering(500, '{"error":"down"}', false))
          expect(await faultIn(prepare(given))).toEqual({ code: 'platform-down' })
          expect(await stage.countItems()).toBe(before)
          stage.proxy.mend()
          await publish(given)
        })
    })

    describe('once, whatever happens', () => {
      rule('has one effect when the same part is sent again, or says that it must be looked up first', async () => {
        const [part] = await prepare()
        const since = new Date()
        const before = await stage.countItems()
        const { remoteId } = await connector.commit(part, [], account, context)
        if (account.capabilities.delivery.commitIsRepeatable) {
          const again = await Promise.all([1, 2, 3].map(() => connector.commit(part, [], account, context)))
          expect(again.map((one) => one.remoteId)).toEqual([remoteId, remoteId, remoteId])
        } else expect(await confirm(part, since)).toMatchObject(published({ remoteId }))
        expect(await stage.countItems()).toBe(before + 1)
      })
      rule('says that a part is not out when a crash came before its call', async () => {
        const [part] = await prepare()
        expect(await confirm(part, new Date())).toEqual(absent)
      })
      rule('finds a part when a crash came after its call', async () => {
        const [part] = await prepare()
        const since = new Date()
        const out = await connector.commit(part, [], account, context)
        expect(await confirm(part, since)).toEqual(published(out))
      })
      rule('does not take another item for the one it looks for', async () => {
        const since = new Date()
        const [part] = await prepare()
        await publish()
        expect(await confirm(part, since)).toEqual(absent)
      })
      if (offered.images)
        rule('finds a part with a picture', async () => {
          const [part] = await prepare({
            parts: [{ text: `Ảnh ${randomUUID()}`, media: [await (harness.picture ?? testPicture)('Ảnh')] }],
          })
          const since = new Date()
          const { remoteId } = await connector.commit(part, [], account, context)
          expect(await confirm(part, since)).toMatchObject(published({ remoteId }))
        })
      const unclear: readonly (readonly [string, ProxyFault])[] = [
        ['hangs up', { kind: 'hang-up', reaches: true }],
        ['answers 500', answering(500, '{"error":"Internal Server Error"}', true)],
        ['answers 502 with a page', answering(502, '<html><h1>Bad Gateway</h1></html>', true)],
        ['answers with a page', answering(200, '<html>Please wait</html>', true)],
        ['answers 403 with a firewall’s page', answering(403, '<html>Blocked</html>', true)],
        ['gives half an answer', { kind: 'half' }],
      ]
      for (const [what, fault] of unclear)
        rule(`does not know what became of a part when the platform acts and ${what}, and finds it`, async () => {
          const { part, since, told } = await commitFailing(fault)
          expect(told).toEqual({ code: 'outcome-unknown' })
          expect(await confirm(part, since)).toMatchObject(published())
        })
      rule(
        'does not know what became of a part when the platform hangs up before it acts, and finds nothing',
        async () => {
          const { part, since, told } = await commitFailing({ kind: 'hang-up', reaches: false })
          expect(told).toEqual({ code: 'outcome-unknown' })
          expect(await confirm(part, since)).toEqual(absent)
        },
      )
      rule('does not know what became of a part when the answer comes too late, and finds it', async () => {
        const [part] = await prepare()
        const since = new Date()
        stage.proxy.fail(harness.isCommit, { kind: 'late', byMs: 5_000 })
        const impatient = contextWith(AbortSignal.timeout(2_000))
        expect(await faultIn(connector.commit(part, [], account, impatient))).toEqual({ code: 'outcome-unknown' })
        expect(await confirm(part, since)).toMatchObject(published())
      })
      for (const [what, fault] of [
        ['500', answering(500, '{"error":"x"}', false)],
        ['a page', answering(200, '<html>', false)],
        ['half an answer', answering(200, '{"id":', false)],
        ['no answer', { kind: 'hang-up', reaches: false }],
      ] as const)
        rule(`does not take ${what} to a look-up for an absence`, async () => {
          const [part] = await prepare()
          const since = new Date()
          await connector.commit(part, [], account, context)
          stage.proxy.fail(() => true, fault)
          const told = await confirm(part, since).catch((error: unknown) => error)
          expect(told).not.toMatchObject({ outcome: 'absent' })
          if (told instanceof Error) expect(told).toBeInstanceOf(ConnectorError)
        })
    })

    describe('when the platform says no', () => {
      rule('says when to come back, and has published nothing', async () => {
        const until = new Date(Date.now() + 90_000)
        const { part, since, told } = await commitFailing({ kind: 'answer', reaches: false, ...harness.tooMany(until) })
        expect(told).toMatchObject({ code: 'rate-limited' })
        expect((told as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(80_000)
        expect((told as { retryAfterMs: number }).retryAfterMs).toBeLessThanOrEqual(91_000)
        expect(await confirm(part, since)).toEqual(absent)
      })
      rule('says that nothing left this machine when nobody listens', async () => {
        const [part] = await prepare()
        const elsewhere = {
          ...contextWith(),
          http: (request: Parameters<ConnectorContext['http']>[0]) =>
            createHttp({ allowHosts: ['127.0.0.1:1'] })()({ ...request, url: 'http://127.0.0.1:1/' }),
        }
        expect(await faultIn(connector.commit(part, [], account, elsewhere))).toEqual({ code: 'unreachable' })
      })
      rule('ends at once when it is told to', async () => {
        const [part] = await prepare()
        stage.proxy.fail(harness.isCommit, { kind: 'late', byMs: 5_000 })
        const stopping = new AbortController()
        setTimeout(() => stopping.abort(), 200)
        const started = performance.now()
        await faultIn(connector.commit(part, [], account, contextWith(stopping.signal)))
        expect(performance.now() - started).toBeLessThan(1_500)
      })
      rule('says that the credentials are revoked', async () => {
        const other = await stage.connect(context)
        await connector.check(other, context)
        const [part] = await prepare()
        await stage.revoke(other)
        // Where credentials are renewed, the ones in use may live on until then.
        if (connector.refresh) {
          const told = await faultIn(connector.refresh(other, context), other)
          expect(told).toMatchObject({ code: 'credentials-revoked' })
          return
        }
        expect(await faultIn(connector.check(other, context), other)).toMatchObject({ code: 'credentials-revoked' })
        const told = await faultIn(connector.commit(part, [], other, context), other)
        expect(told).toMatchObject({ code: 'credentials-revoked' })
      })
      rule('repeats no secret that a server echoes', async () => {
        const echo = ({ headers }: SeenRequest) => {
          const said = String(headers.authorization)
          return JSON.stringify({ error: said, error_description: said, message: said, code: 'echo' })
        }
        const headers = { 'content-type': 'application/json' }
        await commitFailing({ kind: 'answer', reaches: false, status: 422, body: echo, headers })
      })
      if (connector.refresh)
        rule('renews the credentials, and the new ones work', async () => {
          const other = await stage.connect(context)
          const renewed = await connector.refresh?.(other, context)
          expect(renewed?.expiresAt === null || Number(renewed?.expiresAt) > Date.now()).toBe(true)
          await connector.check({ ...other, credentials: renewed ?? other.credentials }, context)
        })
      if (harness.refusesPermissions)
        rule('names the permissions that were not given', async () => {
          const found = await stage.connectWithout?.(context)
          expect(found?.missingPermissions.length).toBeGreaterThan(0)
        })
      rule('checks an account without publishing anything', async () => {
        const before = await stage.countItems()
        await connector.check(account, context)
        stage.proxy.fail(() => true, answering(503, '{"error":"x"}', false))
        expect(await faultIn(connector.check(account, context))).toEqual({ code: 'platform-down' })
        expect(await stage.countItems()).toBe(before)
      })
    })

    if (harness.errors)
      describe('every error', () => {
        for (const { title, on, status, body, headers, fault } of harness.errors ?? [])
          rule(title, async () => {
            const before = await stage.countItems()
            const text = typeof body === 'string' ? body : JSON.stringify(body)
            const type = { 'content-type': text.startsWith('<') ? 'text/html' : 'application/json' }
            stage.proxy.fail(on ?? harness.isCommit, {
              ...{ kind: 'answer', reaches: false, status, body: text },
              headers: { ...type, ...headers },
            })
            const given = { parts: [{ text: `Lỗi ${randomUUID()}`, media: await errorMedia() }] }
            expect(await faultIn(publish(given))).toMatchObject(fault)
            stage.proxy.mend()
            expect(await stage.countItems()).toBe(before)
          })
      })

    describe('afterwards', () => {
      if (harness.showsPosts)
        rule('has a link that leads readers to it', async () => {
          const id = randomUUID()
          const [part] = await publish(saying(`Cầu cảng mới ${id}`))
          const page = await fetch(part.url ?? '')
          expect([page.status, await page.text()]).toEqual([200, expect.stringContaining(id)])
        })
      rule('keeps ids as text', async () => {
        const [part] = await publish()
        expect(part.remoteId).toBeTypeOf('string')
        expect(JSON.parse(JSON.stringify(part))).toEqual(part)
        expect(account.remoteAccountId).toBeTypeOf('string')
        expect(await stage.read(part.remoteId)).not.toBeNull()
      })
      if (connector.remove) {
        rule('takes an item down, and once more without complaint', async () => {
          const [part] = await publish()
          await connector.remove?.(part, account, context)
          expect(await stage.read(part.remoteId)).toBeNull()
          await connector.remove?.(part, account, context)
        })
        rule('does not say that an item is down when the platform is', async () => {
          const [part] = await publish()
          stage.proxy.fail(() => true, answering(503, '{"error":"x"}', false))
          expect(await faultIn(connector.remove?.(part, account, context))).toEqual({ code: 'platform-down' })
          expect(await stage.read(part.remoteId)).not.toBeNull()
        })
      }
      if (connector.edit)
        rule('changes the words of what is out, and it stays the same item', async () => {
          const given = content()
          const [part] = await publish(given)
          const [first] = given.parts
          const text = `Đã sửa ${randomUUID()}`
          const changed = { ...given, revision: 2, parts: [{ text, media: first?.media ?? [] }] }
          const edited = await connector.edit?.(part, 0, changed, account, context)
          expect(edited?.remoteId).toBe(part.remoteId)
          expect(plain((await read(part)).text)).toContain(text)
          // Nobody knows what came of a call whose answer was lost: the same words are said again.
          await connector.edit?.(part, 0, changed, account, context)
          expect(plain((await read(part)).text)).toContain(text)
        })
      if (connector.edit && offered.images)
        rule('keeps the pictures of what it gives other words', async () => {
          const picture = await (harness.picture ?? testPicture)('Bến cảng')
          const given = content({ parts: [{ text: `Có ảnh ${randomUUID()}`, media: [picture] }] })
          const [part] = await publish(given)
          const before = (await read(part)).alts
          const changed = { ...given, revision: 2, parts: [{ text: 'Có ảnh, đã sửa', media: [picture] }] }
          await connector.edit?.(part, 0, changed, account, context)
          expect(await read(part)).toMatchObject({ alts: before, text: expect.stringContaining('đã sửa') })
        })
      if (connector.edit) {
        rule('does not say that words are changed when the platform is down', async () => {
          const given = content()
          const [part] = await publish(given)
          const [first] = given.parts
          stage.proxy.fail(() => true, answering(503, '{"error":"x"}', false))
          const changed = { ...given, revision: 2, parts: [{ text: 'Chưa sửa được', media: first?.media ?? [] }] }
          expect(await faultIn(connector.edit?.(part, 0, changed, account, context))).toEqual({ code: 'platform-down' })
          stage.proxy.mend()
          expect(plain((await read(part)).text)).toContain(plain(first?.text ?? ''))
        })
        rule('says that credentials which ended can change nothing', async () => {
          const other = await stage.connect(context)
          const given = content()
          const [part] = await publish(given)
          await stage.revoke(other)
          const told = await faultIn(connector.edit?.(part, 0, { ...given, revision: 2 }, other, context), other)
          expect(['credentials-expired', 'credentials-revoked']).toContain(told.code)
        })
      }
      if (connector.edit && connector.remove)
        rule('says that an item is gone whose words it should change', async () => {
          const given = content()
          const [part] = await publish(given)
          await connector.remove?.(part, account, context)
          const told = await faultIn(connector.edit?.(part, 0, { ...given, revision: 2 }, account, context))
          expect(told).toMatchObject({ code: 'rejected', problem: 'not-found' })
        })
      rule('says in its capabilities whether words can be changed', async () => {
        expect(account.capabilities.editing !== undefined).toBe(connector.edit !== undefined)
      })
      if (connector.metrics) {
        rule('tells the counts of an item, why others are absent, and nothing about people', async () => {
          const text = `Số liệu ${randomUUID()}`
          const [part] = await publish(saying(text))
          const [told] = (await connector.metrics?.([part.remoteId], account, context)) ?? []
          expect(told).toMatchObject({ remoteId: part.remoteId, gone: false })
          const values = Object.entries(told?.values ?? {})
          expect(values.length + Object.keys(told?.absent ?? {}).length).toBeGreaterThan(0)
          for (const [metric, value] of values) {
            expect(value).toBeTypeOf('number')
            expect(told?.absent).not.toHaveProperty(metric)
          }
          expect(JSON.stringify(told?.raw)).not.toContain(text)
        })
        rule('does not take a platform that is down for an item that is gone', async () => {
          const [part] = await publish()
          stage.proxy.fail(() => true, answering(503, '<html>', false))
          expect(await faultIn(connector.metrics?.([part.remoteId], account, context))).toEqual({
            code: 'platform-down',
          })
        })
      }
      if (connector.metrics && connector.remove)
        rule('knows that an item is gone', async () => {
          const [kept] = await publish()
          const [part] = await publish()
          await connector.remove?.(part, account, context)
          const told = await connector.metrics?.([part.remoteId, kept.remoteId], account, context)
          expect(told?.map(({ gone }) => gone)).toEqual([true, false])
        })
      if (connector.accountMetrics)
        rule('counts followers and posts, or says that it does not know', async () => {
          const told = await connector.accountMetrics?.(account, context)
          for (const count of [told?.followers, told?.posts])
            expect(count === null || Number.isInteger(count)).toBe(true)
        })
      if (connector.discoverCapabilities)
        rule('learns the limits from the account’s own server, the same ones each time', async () => {
          const told = await connector.discoverCapabilities?.(account, context)
          expect(told).toEqual(account.capabilities)
          expect(told?.sources.length).toBeGreaterThan(0)
        })
      if (connector.disconnect)
        rule('gives the credentials back, and those of nobody else', async () => {
          const other = await stage.connect(context)
          await connector.disconnect?.(other, context)
          const told = await faultIn(
            connector.refresh ? connector.refresh(other, context) : connector.check(other, context),
            other,
          )
          expect(told).toMatchObject({ code: 'credentials-revoked' })
          await connector.check(account, context)
        })
    })

    it('declares only rules that there are', () => {
      expect(Object.keys(cannot).filter((title) => !named.includes(title))).toEqual([])
    })
  })
}

/** Values of the credentials that open something; what is short is a user's name. */
function secretsOf({ credentials }: Account): string[] {
  return Object.values(credentials.fields).filter((value) => value.length >= 12)
}

const plain = (text: string) => text.replace(/\s+/g, ' ').trim()

/** Words without links, each letter one in every unit. */
function longText(length: number): string {
  const start = `${randomUUID()} `
  return `${(start + 'chim bay '.repeat(Math.ceil(length / 9))).slice(0, length - 1)}x`
}
