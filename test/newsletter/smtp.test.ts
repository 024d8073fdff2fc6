import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { MailServer } from '../../connectors/email/newsletter.ts'
import { createSmtp } from '../../server/mail/smtp.ts'
import { startMailServer, type TestMailServer } from '../mail/mail-server.ts'

/** Answers each line by the first rule that fits; `null` hangs up, `undefined` says nothing. */
type Rule = readonly [RegExp, string | null | undefined]

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

/** A mail server that fails line by line, as told. */
async function startFailing(...rules: readonly Rule[]): Promise<MailServer> {
  const usual: readonly Rule[] = [
    [/^greeting$/, '220 ready'],
    [/^EHLO/, '250-here\r\n250 AUTH PLAIN'],
    [/^AUTH/, '235 ok'],
    [/^MAIL/, '250 ok'],
    [/^RCPT/, '250 ok'],
    [/^DATA/, '354 go on'],
    [/^\.$/, '250 2.0.0 Ok: queued as 4CAB32B112E'],
    [/^QUIT/, '221 bye'],
  ]
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    let inData = false
    let rest = ''
    const say = (line: string) => {
      const [, answer] = [...rules, ...usual].find(([pattern]) => pattern.test(line)) ?? [null, '500 what']
      if (answer === null) socket.destroy()
      else if (answer !== undefined) socket.write(`${answer}\r\n`)
      inData = line.startsWith('DATA') && answer?.startsWith('354') === true
    }
    say('greeting')
    socket.setEncoding('latin1').on('data', (text: string) => {
      const lines = (rest + text).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (!inData) say(line)
        else if (line === '.') {
          inData = false
          say('.')
        }
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(
    () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(resolve)
      }),
  )
  const { port } = server.address() as AddressInfo
  return { host: '127.0.0.1', port, security: 'none', login: { user: 'office', password: 'phượng-đỏ-1955' } }
}

const allowing = ({ host, port }: Pick<MailServer, 'host' | 'port'>, times = {}) =>
  createSmtp({ allowHosts: [`${host}:${port}`], connectMs: 500, answerMs: 400, longestMs: 3_000, ...times })
const message = {
  envelope: { from: 'ban-tin@city.test', to: 'lan@x.test' },
  raw: Buffer.from('Subject: Chao\r\n\r\nXin chao\r\n'),
}

describe('what becomes of a mail', () => {
  it.each<[string, readonly Rule[], object]>([
    ['taken', [], { fate: 'accepted', receipt: '250 2.0.0 Ok: queued as 4CAB32B112E' }],
    ['no such mailbox', [[/^RCPT/, '550 5.1.1 no such user']], { fate: 'refused', code: '550 5.1.1', isGone: true }],
    ['no such mailbox, without more words', [[/^RCPT/, '550 no']], { fate: 'refused', code: '550', isGone: true }],
    ['not passed on', [[/^RCPT/, '554 5.7.1 relay denied']], { fate: 'refused', code: '554 5.7.1', isGone: false }],
    ['try later', [[/^RCPT/, '450 4.2.1 try later']], { fate: 'deferred', code: '450 4.2.1' }],
    ['mailbox full', [[/^RCPT/, '452 4.2.2 full']], { fate: 'deferred', code: '452 4.2.2' }],
    ['sending quota', [[/^MAIL/, '421 4.7.0 too many']], { fate: 'away', fault: { code: 'rate-limited' } }],
    [
      'sender refused',
      [[/^MAIL/, '550 5.7.1 no']],
      { fate: 'away', fault: { code: 'rejected', problem: 'permission' } },
    ],
    ['too big', [[/^\.$/, '552 5.3.4 too big']], { fate: 'content', code: '552 5.3.4' }],
    ['taken for spam', [[/^\.$/, '554 5.7.1 spam']], { fate: 'content', code: '554 5.7.1' }],
    ['busy after the dot', [[/^\.$/, '451 4.3.0 later']], { fate: 'deferred', code: '451 4.3.0' }],
    ['ends after the dot', [[/^\.$/, '421 4.3.0 shutting down']], { fate: 'deferred', code: '421 4.3.0' }],
    ['busy at the door', [[/^greeting$/, '421 4.3.2 busy']], { fate: 'away', fault: { code: 'platform-down' } }],
    ['says nothing at the door', [[/^greeting$/, undefined]], { fate: 'away', fault: { code: 'unreachable' } }],
    ['wrong password', [[/^AUTH/, '535 5.7.8 no']], { fate: 'away', fault: { code: 'credentials-revoked' } }],
    [
      'cannot ask for passwords now',
      [[/^AUTH/, '454 4.7.0 later']],
      { fate: 'away', fault: { code: 'platform-down' } },
    ],
    ['hangs up at the sender', [[/^MAIL/, null]], { fate: 'away', fault: { code: 'unreachable' } }],
    ['hangs up at the reader', [[/^RCPT/, null]], { fate: 'away', fault: { code: 'unreachable' } }],
    ['hangs up before the text', [[/^DATA/, null]], { fate: 'away', fault: { code: 'unreachable' } }],
    ['hangs up after the dot', [[/^\.$/, null]], { fate: 'unknown' }],
    ['says nothing after the dot', [[/^\.$/, undefined]], { fate: 'unknown' }],
  ])('%s', async (_what, rules, fate) => {
    const server = await startFailing(...rules)
    expect(await allowing(server).send(server, message)).toMatchObject(fate)
  })

  it('is unknown when a dialogue takes longer than anybody waits', async () => {
    const server = await startFailing([/^MAIL/, undefined])
    const told = await allowing(server, { answerMs: 2_000, longestMs: 300 }).send(server, message)
    expect(told).toEqual({ fate: 'unknown', code: 'timeout' })
  })

  it('is known where nobody listens: nothing was taken', async () => {
    const server = { host: '127.0.0.1', port: 1, security: 'none', login: null } as const
    expect(await allowing(server).send(server, message)).toMatchObject({ fate: 'away', fault: { code: 'unreachable' } })
  })

  it('keeps no address that a server repeats', async () => {
    const server = await startFailing([/^\.$/, '250 2.0.0 queued for <lan@x.test>'])
    expect(JSON.stringify(await allowing(server).send(server, message))).not.toContain('lan@x.test')
  })
})

describe('signing in', () => {
  const in10s = () => AbortSignal.timeout(10_000)

  it('asks for user and password, and sends nothing', async () => {
    const mails: TestMailServer = await startMailServer({ password: 'phượng-đỏ-1955' })
    stops.push(mails.close)
    const server = { host: '127.0.0.1', port: mails.port, security: 'none' } as const
    const login = { user: 'office', password: 'phượng-đỏ-1955' }
    await allowing(server).signIn({ ...server, login }, in10s())
    const wrong = allowing(server).signIn({ ...server, login: { ...login, password: 'xanh' } }, in10s())
    await expect(wrong).rejects.toMatchObject({ fault: { code: 'credentials-revoked' } })
    expect(mails.received).toHaveLength(0)
  })

  it('goes to no server of a private network that nobody named', async () => {
    const server = { host: '127.0.0.1', port: 587, security: 'starttls', login: null } as const
    const smtp = createSmtp({
      allowHosts: [],
      resolve: (_host, done) => done(null, [{ address: '10.0.0.9', family: 4 }]),
    })
    for (const host of ['127.0.0.1', 'mail.inside.test'])
      await expect(smtp.signIn({ ...server, host }, in10s())).rejects.toMatchObject({
        fault: { code: 'rejected', problem: 'not-found' },
      })
  })

  it('tells nobody a password without encryption', async () => {
    const smtp = createSmtp({ allowHosts: [] })
    const server = { host: 'mail.example.vn', port: 25, security: 'none', login: null } as const
    await expect(smtp.signIn(server, in10s())).rejects.toMatchObject({ fault: { problem: 'permission' } })
  })

  it('insists on the encryption that was asked for', async () => {
    const server = await startFailing()
    await expect(allowing(server).signIn({ ...server, security: 'starttls' }, in10s())).rejects.toMatchObject({
      name: 'ConnectorError',
    })
  })
})
