import { isIP } from 'node:net'
import { Readable } from 'node:stream'
import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import { ConnectorError, type Fault } from '../../connectors/contract.ts'
import type { Message } from '../../connectors/email/message.ts'
import type { MailServer } from '../../connectors/email/newsletter.ts'
import { orAborted } from '../../connectors/email/reach.ts'
import { hostAndPort, isPublicAddress, type Resolve, resolveBySystem } from '../net/guard.ts'

/**
 * What became of one mail. `code` is the server's number and its enhanced status; its sentences may name people and are
 * left out.
 */
export type MailFate =
  | { readonly fate: 'accepted'; readonly receipt: string }
  /** This reader's address is refused for good; `isGone`: because there is no such mailbox. */
  | { readonly fate: 'refused'; readonly code: string; readonly isGone: boolean }
  /** Not now: a mailbox that is full, a server that wants to be asked again. */
  | { readonly fate: 'deferred'; readonly code: string }
  /** What it says is refused, so it would be for everybody. */
  | { readonly fate: 'content'; readonly code: string }
  /** Everything had left when the line went dead: it may have been taken. */
  | { readonly fate: 'unknown'; readonly code: string }
  /** Nothing was taken, for a reason that holds for every mail of the channel. */
  | { readonly fate: 'away'; readonly code: string; readonly fault: Fault }

export interface Smtp {
  /** Logs in and sends nothing. @throws ConnectorError */
  signIn(server: MailServer, signal: AbortSignal): Promise<void>
  /** One dialogue for one reader. It never throws, and ends within `longestMs`. */
  send(server: MailServer, message: Message): Promise<MailFate>
}

export interface SmtpOptions {
  /** `host:port` pairs outside the public Internet, and the only ones that may be spoken to without TLS. */
  readonly allowHosts: readonly string[]
  /** For connecting, and for the server's first word. */
  readonly connectMs?: number
  /** For each answer. */
  readonly answerMs?: number
  /** For a whole dialogue. */
  readonly longestMs?: number
  readonly resolve?: Resolve
}

/** The way out to mail servers: guarded as HTTP is, encrypted or not at all, one connection for each mail. */
export function createSmtp(options: SmtpOptions): Smtp {
  const { connectMs = 15_000, answerMs = 60_000, longestMs = 4 * 60_000, resolve = resolveBySystem } = options
  const allowed = new Set(options.allowHosts.map((host) => host.toLowerCase()))

  /** Connected and logged in; whoever opens it closes it. @throws ConnectorError, SmtpError */
  async function open({ host, port, security, login }: MailServer): Promise<SMTPConnection> {
    const isExempt = allowed.has(hostAndPort(new URL(`smtp://${host}:${port}`)))
    if (security === 'none' && !isExempt)
      throw refusal('permission', `Without encryption only servers named in HAIDANG_ALLOW_HOSTS: ${host}:${port}`)
    const address = isExempt ? host : await publicAddressOf(host, resolve)
    const { default: Connection } = await import('nodemailer/lib/smtp-connection')
    const connection = new Connection({
      host: address,
      port,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      ...(isIP(host) ? {} : { servername: host, tls: { servername: host } }),
      connectionTimeout: connectMs,
      greetingTimeout: connectMs,
      dnsTimeout: connectMs,
      socketTimeout: answerMs,
    })
    try {
      await step(connection, (done) => connection.connect(done))
      if (login) await step(connection, (done) => connection.login({ user: login.user, pass: login.password }, done))
      return connection
    } catch (error) {
      connection.close()
      throw error
    }
  }

  return {
    async signIn(server, signal) {
      try {
        await orAborted(
          open(server).then((connection) => end(connection)),
          signal,
        )
      } catch (error) {
        if (error instanceof ConnectorError) throw error
        throw new ConnectorError(faultOf(error as SmtpError), { cause: new Error(codeOf(error as SmtpError)) })
      }
    },

    async send(server, { envelope, raw }) {
      let hasLeft = false
      let connection: SMTPConnection | null = null
      const dialogue = async () => {
        const line = await open(server)
        connection = line
        // Read only after the server said that it takes a mail now: read to its end, it has left.
        const stream = Readable.from(inPieces(raw), { objectMode: false }).once('end', () => {
          hasLeft = true
        })
        return step<{ response: string }>(line, (done) =>
          line.send({ from: envelope.from, to: [envelope.to], size: raw.length }, stream, done),
        )
      }
      try {
        const { response } = await orAborted(dialogue(), AbortSignal.timeout(longestMs))
        return { fate: 'accepted', receipt: withoutAddresses(response) }
      } catch (error) {
        if (error instanceof ConnectorError) return { fate: 'away', code: error.fault.code, fault: error.fault }
        return fateOf(error as SmtpError, hasLeft)
      } finally {
        end(connection)
      }
    },
  }
}

/** Says goodbye without waiting for an answer. */
function end(connection: SMTPConnection | null): void {
  connection?.quit()
  setTimeout(() => connection?.close(), goodbyeMs).unref()
}

const goodbyeMs = 2_000

/** One step of a dialogue: its own answer, or the end of the line. */
function step<T = unknown>(
  connection: SMTPConnection,
  start: (done: (error?: Error | null, result?: T) => void) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    connection.once('error', reject)
    start((error, result) => {
      connection.off('error', reject)
      // What comes after the answer is nobody's concern.
      connection.on('error', () => {})
      if (error) reject(error)
      else resolve(result as T)
    })
  })
}

/** @see https://nodemailer.com/errors */
interface SmtpError extends Error {
  readonly code?: string
  readonly command?: string
  readonly responseCode?: number
  readonly response?: string
}

/** A reply to a command is a decision; without one, what had left may have been taken. */
function fateOf(error: SmtpError, hasLeft: boolean): MailFate {
  const { command, responseCode: reply } = error
  const code = codeOf(error)
  // Our own patience ended, but the dialogue may go on behind our back.
  if (error.name === 'TimeoutError') return { fate: 'unknown', code: 'timeout' }
  if (reply === undefined) return hasLeft ? { fate: 'unknown', code } : { fate: 'away', code, fault: faultOf(error) }
  const isForNow = reply < 500
  if (command === 'RCPT TO') {
    if (isForNow) return { fate: 'deferred', code }
    // 5.7.x: this server passes nothing on for us. The mailbox may well be there.
    const enhanced = /\b5\.(\d+)\.\d+/.exec(error.response ?? '')?.[1]
    return { fate: 'refused', code, isGone: enhanced ? enhanced === '1' : [550, 551, 553].includes(reply) }
  }
  if (error.code === 'EMESSAGE' || command === 'DATA')
    return isForNow ? { fate: 'deferred', code } : { fate: 'content', code }
  return { fate: 'away', code, fault: faultOf(error) }
}

/** What a failure that is not about one reader means for the channel. */
function faultOf(error: SmtpError): Fault {
  const { code, command, responseCode: reply } = error
  if (code === 'EAUTH' || code === 'ENOAUTH')
    return reply !== undefined && reply < 500
      ? { code: 'platform-down' }
      : { code: 'credentials-revoked', detail: `The mail server refused user and password (${codeOf(error)})` }
  if (command === 'MAIL FROM' && reply !== undefined)
    return reply < 500
      ? { code: 'rate-limited', retryAfterMs: 10 * 60_000 }
      : { code: 'rejected', problem: 'permission', detail: `The mail server refused the sender (${codeOf(error)})` }
  return { code: reply === undefined ? 'unreachable' : 'platform-down' }
}

function codeOf({ code, responseCode, response, name }: SmtpError): string {
  const enhanced = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(response ?? '')?.[0]
  return [responseCode ?? code ?? name, enhanced].filter((part) => part !== undefined).join(' ')
}

/** @throws ConnectorError */
async function publicAddressOf(host: string, resolve: Resolve): Promise<string> {
  const found = isIP(host)
    ? [host]
    : await new Promise<string[]>((done, fail) =>
        resolve(host, (error, addresses) => (error ? fail(error) : done(addresses.map(({ address }) => address)))),
      ).catch((cause: unknown) => {
        throw new ConnectorError({ code: 'unreachable' }, { cause })
      })
  const open = found.find(isPublicAddress)
  if (!open) throw refusal('not-found', `${host} is not on the public Internet: name it in HAIDANG_ALLOW_HOSTS`)
  return open
}

function refusal(problem: 'permission' | 'not-found', detail: string): ConnectorError {
  return new ConnectorError({ code: 'rejected', problem, detail })
}

function* inPieces(raw: Buffer): Generator<Buffer> {
  for (let at = 0; at < raw.length; at += 65_536) yield raw.subarray(at, at + 65_536)
}

const withoutAddresses = (response: string) => response.replace(/\S+@\S+/g, '…').slice(0, 200)
