import { inspect } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import type { Account, Connector, ConnectorContext, ContentMedia, DeliveryContent } from '../../connectors/contract.ts'
import { check } from '../../connectors/rules/check.ts'
import { profiles } from '../../connectors/rules/profiles.ts'
import { createTelegramConnector } from '../../connectors/telegram/index.ts'
import type { TelegramSettings } from '../../connectors/telegram/settings.ts'
import { readWords } from '../../connectors/telegram/text.ts'
import { maintenancePage } from '../../server/practice/simulation/faults.ts'
import {
  type SimulatedTelegram,
  type SimulatedTelegramOptions,
  startSimulatedTelegram,
} from '../../server/practice/telegram/index.ts'
import { contextFor, publishWith, startShelf, testContent, testMedium, testPicture } from './support.ts'
import { connectTelegram, testPdf, testVideo } from './telegram-support.ts'

const running: SimulatedTelegram[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})

interface Given extends SimulatedTelegramOptions {
  readonly hasStaging?: boolean
  readonly settings?: Partial<TelegramSettings>
}

async function start({ settings, ...options }: Given = {}) {
  const server = await startSimulatedTelegram(options)
  running.push(server)
  const connector = createTelegramConnector({ apiUrl: server.url, ...settings })
  return { server, connector, context: contextFor(server.url) }
}

const plenty = { chatBurst: 1_000, chatMinute: 1_000, botSecond: 1_000 }

/** Connected, with one post out, so that look-ups know where to begin. */
async function connected(given: Given = {}) {
  const made = await start({ rates: plenty, ...given })
  const { server, connector, context } = made
  const token = server.addBot()
  const account = await connectTelegram(connector, server, { token, hasStaging: given.hasStaging ?? true }, context)
  const publish = async (content: DeliveryContent) => {
    const [first, ...rest] = await publishWith(connector, content, account, context)
    if (!first) throw new Error('Nothing went out')
    return [first, ...rest] as const
  }
  const prepare = (content: DeliveryContent) => prepareOne(connector, content, account, context)
  await publish(saying('Bài đầu'))
  return { ...made, token, account, publish, prepare }
}

async function prepareOne(by: Connector, content: DeliveryContent, account: Account, context: ConnectorContext) {
  const [part] = await by.prepare(content, account, context)
  if (!part) throw new Error('Nothing was prepared')
  return part
}

const saying = (...texts: string[]) => testContent({ parts: texts.map((text) => ({ text, media: [] })) })
const carrying = (text: string, ...media: ContentMedia[]) => testContent({ parts: [{ text, media }] })
const faultOf = (problem: string) => ({ fault: { code: 'rejected', problem } })

/** Speaks to the server past the connector. */
async function ask(server: SimulatedTelegram, token: string, method: string, body: object = {}) {
  const answer = await fetch(`${server.url}/bot${token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const told = (await answer.json()) as { ok: boolean; description?: string; result?: unknown; parameters?: object }
  return { status: answer.status, headers: answer.headers, ...told }
}

describe('connecting a Telegram channel', () => {
  it('finds the channel, keeps its number, and knows what it may post', async () => {
    const { account, server } = await connected()
    expect(account).toMatchObject({
      remoteAccountId: server.channel.id,
      name: 'Cảng Hải Phòng',
      handle: '@haiphong',
      url: 'https://t.me/haiphong',
      settings: { chatId: server.channel.id, username: 'haiphong', stagingChatId: server.group.id },
      missingPermissions: [],
      capabilities: { delivery: { confirmation: 'likely' } },
    })
  })

  it('asks nobody about what is no token, and says so of one that is dead', async () => {
    const { server, connector, context } = await start()
    const dead = `1:AA${'x'.repeat(33)}`
    for (const token of ['hello', '1:short', dead])
      await expect(connectTelegram(connector, server, { token, hasStaging: false }, context)).rejects.toMatchObject({
        fault: { code: 'credentials-revoked' },
      })
    expect(server.received.map(({ path }) => path)).toEqual([`/bot${dead}/getMe`])
  })

  it.each([404, 401] as const)('takes %s for a token of another shape', async (malformedToken) => {
    const { server, connector, context } = await connected({ quirks: { malformedToken } })
    const account = await connectTelegram(connector, server, { token: server.addBot(), hasStaging: false }, context)
    const broken = { ...account, credentials: { fields: { token: 'BAD' }, expiresAt: null } }
    await expect(connector.check(broken, context)).rejects.toMatchObject({ fault: { code: 'credentials-revoked' } })
  })

  it('takes a channel by its name, its number, its address, or the address of one of its posts', async () => {
    const { server, connector, context } = await start()
    const token = server.addBot()
    const { connect } = connector
    if (connect.kind !== 'form') throw new Error('Telegram is connected by a form')
    const number = server.channel.id
    const inside = number.replace('-100', '')
    for (const channel of ['haiphong', '@haiphong', number, 'https://t.me/haiphong/12', `t.me/c/${inside}/3`]) {
      const [account] = await connect.accounts({ token, channel }, context)
      expect(account?.remoteAccountId).toBe(number)
    }
    await expect(connect.accounts({ token, channel: server.group.id }, context)).rejects.toMatchObject(faultOf('other'))
    await expect(connect.accounts({ token, channel: '@nobody' }, context)).rejects.toMatchObject({
      fault: { code: 'credentials-revoked' },
    })
  })

  it('keeps files in no chat that readers see', async () => {
    const { server, connector, context } = await start()
    const { connect } = connector
    if (connect.kind !== 'form') throw new Error('Telegram is connected by a form')
    const input = { token: server.addBot(), channel: '@haiphong', stagingChat: '@haiphong' }
    await expect(connect.accounts(input, context)).rejects.toMatchObject(faultOf('other'))
  })

  it('names the rights that are missing, and wants a person when the bot was taken out', async () => {
    const { server, connector, context, account, token } = await connected()
    server.setRights(token, { can_edit_messages: false })
    expect((await connector.check(account, context)).missingPermissions).toEqual(['can_edit_messages'])
    server.setRights(token, null)
    await expect(connector.check(account, context)).rejects.toMatchObject({ fault: { code: 'credentials-revoked' } })
    await expect(connector.check(account, context)).rejects.toThrow('kicked')
  })

  it('tells that the channel was renamed, and that the private chat is closed', async () => {
    const { server, connector, context, account, publish } = await connected()
    expect((await connector.check(account, context)).notices).toEqual([])
    server.rename('haiphong_moi')
    server.closeGroup()
    expect((await connector.check(account, context)).notices).toEqual(['name-changed', 'staging-lost'])
    const [part] = await publish(saying('Tên mới'))
    expect(part?.url).toBe(`https://t.me/haiphong_moi/${part?.remoteId}`)
  })

  it('lets nobody see the token, though it stands in every address', async () => {
    const { server, connector, context, account, token } = await connected()
    const [, inner = ''] = token.split(':')
    const body = JSON.stringify({
      ok: false,
      error_code: 400,
      description: `Bad Request: /bot${token}/getChat, bot${encodeURIComponent(token)}`,
    })
    const what = { kind: 'answer', status: 400, body, type: 'application/json' } as const
    server.fail({ on: `POST /bot${token}/getChat`, acts: false, what, times: 1 })
    const error: unknown = await connector.check(account, context).catch((reason: unknown) => reason)
    expect(error).toMatchObject(faultOf('other'))
    expect(inspect(error, { depth: 10 })).not.toContain(inner)
    server.fail({ on: `POST /bot${token}/getChat`, acts: false, what: { kind: 'hang-up' } })
    const cut: unknown = await connector.check(account, context).catch((reason: unknown) => reason)
    expect(inspect(cut, { depth: 10 })).not.toContain(inner)
  })
})

describe('publishing on Telegram', () => {
  it('takes 4096 UTF-16 units alone and 1024 beside media, and not one more', async () => {
    const { publish } = await connected()
    await publish(saying('👍'.repeat(2_048)))
    await expect(publish(saying(`${'👍'.repeat(2_048)}a`))).rejects.toMatchObject(faultOf('text-too-long'))
    await publish(carrying('👍'.repeat(512), await testPicture('')))
    await expect(publish(carrying(`${'👍'.repeat(512)}a`, await testPicture('')))).rejects.toMatchObject(
      faultOf('text-too-long'),
    )
  })

  it('is checked for the same limits before', () => {
    const draft = (text: string, count: number, kind: 'image' | 'document' = 'image') => ({
      title: null,
      parts: [text],
      language: 'vi',
      media: Array.from({ length: count }, () => ({
        kind,
        mimeType: kind === 'image' ? 'image/jpeg' : 'application/pdf',
        ...{ bytes: 1_000, width: 800, height: 600, durationMs: null, alt: 'Cảng' },
      })),
      options: kind === 'image' ? {} : { form: 'file' },
    })
    const codes = (...given: Parameters<typeof draft>) =>
      check(draft(...given), profiles.telegram).map(({ code, values }) => [code, values['over']])
    expect(codes('a'.repeat(4_096), 0)).toEqual([])
    expect(codes('a'.repeat(4_097), 0)).toEqual([['text-too-long', 1]])
    expect(codes('a'.repeat(1_024), 10)).toEqual([])
    expect(codes('a'.repeat(1_025), 1)).toEqual([['text-too-long', 1]])
    expect(codes('', 11).map(([code]) => code)).toContain('too-many-images')
    expect(codes('a'.repeat(1_025), 1, 'document')).toEqual([['text-too-long', 1]])
    const poll = { ...draft('Hỏi', 0), options: { form: 'poll', answers: ['một'] } }
    expect(check(poll, profiles.telegram).map(({ code }) => code)).toEqual(['option-too-few'])
  })

  it('counts a text after its formatting was read', async () => {
    const { server, publish } = await connected()
    const text = `**${'a'.repeat(4_096)}**`
    await publish({ ...saying(text), options: { formatted: true } })
    expect(server.messages().at(-1)?.words.entities).toEqual([{ type: 'bold', offset: 0, length: 4_096 }])
    await expect(publish(saying(text))).rejects.toMatchObject(faultOf('text-too-long'))
  })

  it.each([
    ['**a** __b__ ~~c~~ ||d||', 'a b c d', ['bold', 'italic', 'strikethrough', 'spoiler']],
    ['**a __b__**', 'a b', ['bold', 'italic']],
    ['https://example.vn/__x__ và a**b', 'https://example.vn/__x__ và a**b', []],
    ['2 ** 3 ** 4', '2 ** 3 ** 4', []],
    ['`**a**`', '**a**', ['code']],
    ['[cảng](javascript:x)', '[cảng](javascript:x)', []],
    ['> một\n> hai\nba', 'một\nhai\nba', ['blockquote']],
  ])('reads the marks of %j', (source, text, types) => {
    const words = readWords(source, true)
    expect(words.text).toBe(text)
    expect(words.entities.map(({ type }) => type)).toEqual(types)
    expect(readWords(source, false)).toEqual({ text: source, entities: [] })
  })

  it('refuses more formatting than is kept', () => {
    const marks = (count: number) => Array.from({ length: count }, () => '**a**').join(' ')
    expect(readWords(marks(100), true).entities).toHaveLength(100)
    expect(() => readWords(marks(101), true)).toThrow('100')
  })

  it('says that a picture cannot be shown, and of which kind the trouble is', async () => {
    const { publish } = await connected()
    const wide = await testPicture('', { width: 210, height: 10 })
    await expect(publish(carrying('Rộng', wide))).rejects.toMatchObject(faultOf('media-size'))
    await publish(carrying('Vừa', await testPicture('', { width: 200, height: 10 })))
    const none = testMedium(Buffer.from('no picture at all'), { mimeType: 'image/png' })
    await expect(publish(carrying('Chữ', none))).rejects.toMatchObject(faultOf('media-processing'))
    const empty = testMedium(new Uint8Array(), { mimeType: 'image/png' })
    await expect(publish(carrying('Rỗng', empty))).rejects.toMatchObject(faultOf('media-missing'))
    const large = testMedium(new Uint8Array(10_000_001).fill(1), { mimeType: 'image/png' })
    await expect(publish(carrying('Lớn', large))).rejects.toMatchObject(faultOf('media-too-large'))
  })

  it('sends as a file what Telegram made a file of', async () => {
    const { server, publish } = await connected()
    const film = testMedium(Buffer.from('1a45dfa3934282847765626d', 'hex'), { mimeType: 'video/webm' })
    await publish(carrying('Phim lạ', film))
    expect(server.messages().at(-1)?.file?.kind).toBe('document')
  })

  it('uploads each file once to the private chat, and names it by its id before readers', async () => {
    const { server, publish } = await connected()
    await publish(carrying('Ảnh', await testPicture(''), await testPicture('')))
    expect(server.inGroup().map(({ file, silent }) => [file?.kind, silent])).toEqual([
      ['photo', true],
      ['photo', true],
    ])
    const sent = server.received.at(-1)
    expect(sent?.path).toMatch(/sendMediaGroup$/)
    expect(JSON.stringify(sent?.body)).not.toContain('attach://')
  })

  it('follows the private group when it becomes a supergroup', async () => {
    const { server, publish } = await connected()
    server.upgradeGroup()
    await publish(carrying('Ảnh', await testPicture('')))
    expect(server.inGroup()).toHaveLength(1)
  })

  it('does not want the channel reconnected when only the private chat is closed', async () => {
    const { server, connector, context, account } = await connected()
    server.closeGroup()
    await expect(connector.prepare(carrying('Ảnh', await testPicture('')), account, context)).rejects.toMatchObject(
      faultOf('permission'),
    )
    await publishWith(connector, saying('Chỉ chữ'), account, context)
  })

  it('carries an album with the message itself where there is no private chat', async () => {
    const { server, publish } = await connected({ hasStaging: false })
    await publish(carrying('Ảnh', await testPicture(''), testVideo()))
    expect(
      server
        .messages()
        .slice(-2)
        .map(({ file }) => file?.kind),
    ).toEqual(['photo', 'video'])
    await expect(
      publish(carrying('Chữ', testMedium(Buffer.from('x'), { mimeType: 'image/png' }))),
    ).rejects.toMatchObject(faultOf('media-processing'))
    expect(server.messages()).toHaveLength(3)
  })

  it('keeps a large film that has no number yet under its own mark, without an address', async () => {
    const { connector, context, account, publish } = await connected({ quirks: { queuesFilms: true } })
    const content = carrying('Phim dài', testVideo())
    const [part] = await publish(content)
    expect(part).toMatchObject({ remoteId: `queued:${content.deliveryId}:1:0`, url: null })
    await expect(connector.edit?.(part, 0, content, account, context)).rejects.toMatchObject(faultOf('permission'))
    await expect(connector.remove?.(part, account, context)).rejects.toMatchObject(faultOf('permission'))
  })

  it('waits as it is told after a burst, and for the rest of the minute after twenty', async () => {
    const { server, publish } = await connected({ rates: {} })
    await publish(saying('hai'))
    await expect(publish(saying('ba'))).rejects.toMatchObject({ fault: { code: 'rate-limited', retryAfterMs: 4_000 } })
    for (let count = 0; count < 18; count += 1) {
      server.advance(1_000)
      await publish(saying(`bài ${count}`))
    }
    server.advance(1_000)
    const refused: unknown = await publish(saying('thừa')).catch((error: unknown) => error)
    expect(refused).toMatchObject({ fault: { code: 'rate-limited' } })
    server.advance((refused as { fault: { retryAfterMs: number } }).fault.retryAfterMs)
    await publish(saying('được rồi'))
  })

  it('offers as many answers as it is set to', async () => {
    const { server, connector, context } = await start({ quirks: { pollAnswers: 10 }, settings: { pollAnswers: 10 } })
    const account = await connectTelegram(connector, server, { token: server.addBot(), hasStaging: false }, context)
    const poll = (count: number) => ({
      ...saying('Hỏi'),
      options: { form: 'poll', answers: Array.from({ length: count }, (_, index) => `câu ${index}`) },
    })
    const draft = { title: null, parts: ['Hỏi'], language: 'vi', media: [], options: poll(11).options }
    expect(check(draft, account.capabilities).map(({ code }) => code)).toEqual(['option-too-many'])
    await publishWith(connector, poll(10), account, context)
    await expect(publishWith(connector, poll(11), account, context)).rejects.toMatchObject({
      fault: { code: 'rejected' },
    })
  })
})

describe('finding out what became of a message', () => {
  it('finds it among what other administrators wrote, and takes the copies away', async () => {
    const { server, connector, context, account, prepare } = await connected()
    const part = await prepare(saying('Tìm tôi'))
    const since = new Date()
    server.postAsOther('Bài khác')
    const out = await connector.commit(part, [], account, context)
    server.postAsOther('Bài nữa')
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'published', ...out })
    expect(server.inGroup()).toEqual([])
  })

  it('finds an album by its first item, with all its numbers', async () => {
    const { connector, context, account, prepare } = await connected()
    const part = await prepare(carrying('', await testPicture(''), testVideo()))
    const since = new Date()
    const out = await connector.commit(part, [], account, context)
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'published', ...out })
    const other = await prepare(carrying('', await testPicture(''), testVideo()))
    expect(await connector.confirm(other, [], since, account, context)).toEqual({ outcome: 'absent' })
  })

  it('does not take an older message with the same words for the new one', async () => {
    const { server, connector, context, account, prepare } = await connected()
    const part = await prepare(saying('Như cũ'))
    await connector.commit(part, [], account, context)
    const later = new Date(Date.now() + 120_000)
    expect(await connector.confirm(part, [], later, account, context)).toEqual({ outcome: 'absent' })
    expect(server.inGroup()).toEqual([])
  })

  it.each([
    ['there is no private chat', { hasStaging: false }],
    ['the channel lets nothing be forwarded', { quirks: { protectsContent: true } }],
  ] as const)('leaves it to a person when %s', async (_why, given) => {
    const { connector, context, account, prepare } = await connected(given)
    const part = await prepare(saying('Có hay không'))
    const since = new Date()
    await connector.commit(part, [], account, context)
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'unknown' })
  })

  it('leaves it to a person when the message may not be forwarded, and when no message is known to begin at', async () => {
    const { server, connector, context, account, prepare } = await connected()
    const guarded = await prepare({ ...saying('Kín'), options: { protect: true } })
    await connector.commit(guarded, [], account, context)
    expect(await connector.confirm(guarded, [], new Date(), account, context)).toEqual({ outcome: 'unknown' })
    const afresh = createTelegramConnector({ apiUrl: server.url })
    const first = await prepareOne(afresh, saying('Sau khi khởi động lại'), account, context)
    await afresh.commit(first, [], account, context)
    expect(await afresh.confirm(first, [], new Date(), account, context)).toEqual({ outcome: 'unknown' })
  })

  it('leaves it to a person when too much was written meanwhile', async () => {
    const { server, connector, context, account, prepare } = await connected()
    const part = await prepare(saying('Lạc giữa đám đông'))
    for (let count = 0; count < 41; count += 1) server.postAsOther(`bài ${count}`)
    expect(await connector.confirm(part, [], new Date(), account, context)).toEqual({ outcome: 'unknown' })
  })

  it.each([
    ['hangs up', { kind: 'hang-up' }],
    ['gives half an answer', { kind: 'half' }],
    ['is in maintenance', maintenancePage],
  ] as const)('%s after it has acted: nothing is repeated, and it is found', async (_name, what) => {
    const { server, connector, context, account, token, prepare } = await connected()
    const part = await prepare(saying('Một lần thôi'))
    const since = new Date()
    server.fail({ on: `POST /bot${token}/sendMessage`, acts: true, what })
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject({
      fault: { code: 'outcome-unknown' },
    })
    expect(await connector.confirm(part, [], since, account, context)).toMatchObject({ outcome: 'published' })
    expect(server.messages()).toHaveLength(2)
  })
})

describe('changing what is out on Telegram', () => {
  it('takes the same words for done, and says when the message is gone', async () => {
    const { connector, context, account, publish } = await connected()
    const content = saying('Một')
    const [part] = await publish(content)
    await connector.edit?.(part, 0, content, account, context)
    await connector.remove?.(part, account, context)
    await expect(connector.edit?.(part, 0, saying('Hai'), account, context)).rejects.toMatchObject(faultOf('not-found'))
  })

  it('changes the words under an album, and takes down every item of it', async () => {
    const { server, connector, context, account, publish } = await connected()
    const media = [await testPicture(''), testVideo()]
    const [part] = await publish(carrying('Cũ', ...media))
    const changed = { ...carrying('**Mới**', ...media), options: { formatted: true, textAbove: true } }
    await connector.edit?.(part, 0, changed, account, context)
    expect(server.messages().at(-2)).toMatchObject({
      words: { text: 'Mới', entities: [{ type: 'bold', offset: 0, length: 3 }] },
      textAbove: true,
    })
    await connector.remove?.(part, account, context)
    expect(server.messages()).toHaveLength(1)
  })

  it('leaves a poll as it was asked', async () => {
    const { connector, context, account, publish } = await connected()
    const content = { ...saying('Hỏi'), options: { form: 'poll', answers: ['có', 'không'] } }
    const [part] = await publish(content)
    await expect(connector.edit?.(part, 0, content, account, context)).rejects.toMatchObject(faultOf('permission'))
    await connector.remove?.(part, account, context)
  })

  it.each([true, false])('deletes after 48 hours where Telegram does (%s)', async (deletesOldPosts) => {
    const { server, connector, context, account, publish } = await connected({ quirks: { deletesOldPosts } })
    const [part] = await publish(saying('Cũ rồi'))
    server.advance(48 * 3_600_000)
    const removing = connector.remove?.(part, account, context)
    if (deletesOldPosts) await removing
    else await expect(removing).rejects.toMatchObject(faultOf('permission'))
  })

  it('counts subscribers', async () => {
    const { connector, context, account } = await connected()
    expect(await connector.accountMetrics?.(account, context)).toEqual({
      followers: 1_234,
      posts: null,
      raw: { members: 1_234 },
    })
  })
})

describe('the simulated Bot API', () => {
  async function withBot(options: SimulatedTelegramOptions = {}) {
    const { server } = await start({ rates: plenty, ...options })
    const token = server.addBot()
    const say = async (method: string, body: object = {}) =>
      ask(server, token, method, { chat_id: '@haiphong', ...body })
    return { server, token, say }
  }

  it('refuses in Telegram’s words', async () => {
    const { say } = await withBot()
    const words = async (method: string, body: object) => (await say(method, body)).description
    expect(await words('sendMessage', { text: 'a'.repeat(4_097) })).toBe('Bad Request: message is too long')
    expect(await words('sendMessage', { text: ' ' })).toBe('Bad Request: message text is empty')
    expect(await words('sendMessage', { text: '<b>x', parse_mode: 'HTML' })).toBe(
      'Bad Request: can\'t parse entities: Can\'t find end tag corresponding to start tag "b"',
    )
    const beyond = [{ type: 'bold', offset: 1, length: 2 }]
    expect(await words('sendMessage', { text: 'ab', entities: beyond })).toMatch(/can't parse entities/)
    const inside = [{ type: 'bold', offset: 1, length: 1 }]
    expect(await words('sendMessage', { text: '👍', entities: inside })).toMatch(/UTF-16/)
    expect(await words('sendPhoto', { photo: 'AgAC' })).toBe('Bad Request: wrong file identifier/HTTP URL specified')
    expect(await words('sendMediaGroup', { media: [{ type: 'photo', media: 'x' }] })).toMatch(/too few/)
    expect(await words('sendMediaGroup', { media: Array(11).fill({ type: 'photo', media: 'x' }) })).toMatch(/too much/)
    const mixed = [
      { type: 'photo', media: 'x' },
      { type: 'document', media: 'x' },
    ]
    expect(await words('sendMediaGroup', { media: mixed })).toMatch(/can't be mixed/)
    expect(await words('sendMessage', { text: 'a', reply_parameters: { message_id: 99 } })).toBe(
      'Bad Request: message to be replied not found',
    )
    expect(await words('deleteMessage', { message_id: 99 })).toBe('Bad Request: message to delete not found')
    expect(await words('sendMessage', { chat_id: '@khong', text: 'a' })).toBe('Bad Request: chat not found')
  })

  it('reads a call however it comes, and methods in any case', async () => {
    const { server, token } = await withBot()
    const url = `${server.url}/bot${token}`
    const form = new FormData()
    form.set('chat_id', server.channel.id)
    form.set('text', 'hai')
    form.set('disable_notification', 'True')
    form.set('entities', JSON.stringify([{ type: 'bold', offset: 0, length: 3 }]))
    await fetch(`${url}/SENDMESSAGE?chat_id=@haiphong&text=một&disable_notification=true`)
    await fetch(`${url}/sendMessage`, { method: 'POST', body: form })
    await fetch(`${url}/sendMessage`, {
      method: 'POST',
      body: new URLSearchParams({ chat_id: '@HaiPhong', text: 'ba' }),
    })
    expect(server.messages().map(({ words, silent }) => [words.text, silent])).toEqual([
      ['một', true],
      ['hai', true],
      ['ba', false],
    ])
    expect((await fetch(`${url}/noSuchMethod`)).status).toBe(404)
  })

  it('fetches an address, up to the smaller limits, and only some documents', async () => {
    const { say } = await withBot()
    const shelf = await startShelf()
    try {
      const address = (medium: ContentMedia) => shelf.offer(medium).publicUrl()
      const picture = await address(await testPicture(''))
      expect((await say('sendPhoto', { photo: picture })).ok).toBe(true)
      expect((await say('sendPhoto', { photo: `${picture}x` })).description).toBe(
        'Bad Request: failed to get HTTP URL content',
      )
      const large = testMedium(new Uint8Array(5_000_001), { mimeType: 'image/png' })
      expect((await say('sendPhoto', { photo: await address(large) })).description).toMatch(/failed to get/)
      expect((await say('sendDocument', { document: await address(testPdf()) })).ok).toBe(true)
      expect((await say('sendDocument', { document: picture })).description).toMatch(/wrong type of the web page/)
      const media = [
        { type: 'photo', media: picture },
        { type: 'photo', media: `${picture}x` },
      ]
      expect((await say('sendMediaGroup', { media })).description).toBe(
        'Bad Request: Failed to send message #2 with the error message "failed to get HTTP URL content"',
      )
    } finally {
      await shelf.stop()
    }
  })

  it('says when to come back, in the body and as a header', async () => {
    const { say } = await withBot({ rates: {} })
    await say('sendMessage', { text: 'một' })
    await say('sendMessage', { text: 'hai' })
    const third = await say('sendMessage', { text: 'ba' })
    expect(third).toMatchObject({ status: 429, parameters: { retry_after: 3 } })
    expect(third.headers.get('retry-after')).toBe('3')
  })

  it('forwards with the origin, and edits only what changes', async () => {
    const { server, say } = await withBot()
    await say('sendMessage', { text: 'Tin' })
    const copy = await say('forwardMessage', { chat_id: server.group.id, from_chat_id: '@haiphong', message_id: 1 })
    expect(copy.result).toMatchObject({ text: 'Tin', forward_origin: { type: 'channel', message_id: 1 } })
    expect((await say('editMessageText', { message_id: 1, text: 'Tin' })).description).toMatch(/is not modified/)
    expect((await say('editMessageText', { message_id: 1, text: 'Tin mới' })).result).toHaveProperty('edit_date')
    expect((await say('editMessageCaption', { message_id: 1, caption: 'x' })).description).toMatch(/no caption/)
  })

  it('tells updates of others alone, reactions to who asks for them, and reads for one at a time', async () => {
    const { server, say } = await withBot()
    await say('sendMessage', { text: 'của bot' })
    server.postAsOther('của người khác')
    server.react(1, '👍', 7)
    const plain = (await say('getUpdates')).result as { update_id: number }[]
    expect(plain).toMatchObject([{ channel_post: { text: 'của người khác' } }])
    const both = (await say('getUpdates', { allowed_updates: ['channel_post', 'message_reaction_count'] })).result
    expect(both).toMatchObject([{}, { message_reaction_count: { message_id: 1, reactions: [{ total_count: 7 }] } }])
    const offset = (plain[0]?.update_id ?? 0) + 2
    const waiting = say('getUpdates', { offset, timeout: 30 })
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect((await say('getUpdates', { offset })).result).toEqual([])
    expect(await waiting).toMatchObject({ status: 409, description: expect.stringContaining('Conflict') })
  })
})
