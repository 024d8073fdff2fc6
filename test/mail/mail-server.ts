import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  /** Headers with folded lines joined, and the body's parts as they were meant. */
  readonly subject: string
  readonly header: (name: string) => string | null
  readonly text: string
  readonly html: string
}

/** A mail server that speaks SMTP and keeps what it took. */
export interface TestMailServer {
  readonly url: string
  readonly port: number
  readonly received: readonly ReceivedMail[]
  /** Refuses this recipient for ever. */
  refuse(address: string): void
  close(): Promise<void>
}

/** @param port 0: a free one @param password asked of everybody; null: of nobody */
export async function startMailServer({
  port = 0,
  password = null,
}: {
  readonly port?: number
  readonly password?: string | null
} = {}): Promise<TestMailServer> {
  const received: ReceivedMail[] = []
  const refused = new Set<string>()
  const server = new SMTPServer({
    disabledCommands: password === null ? ['STARTTLS', 'AUTH'] : ['STARTTLS'],
    authMethods: ['PLAIN'],
    onAuth: (given, _session, done) =>
      given.password === password ? done(null, { user: given.username }) : done(new Error('Wrong password')),
    logger: false,
    closeTimeout: 100,
    onRcptTo: ({ address }, _session, done) => {
      done(refused.has(address) ? Object.assign(new Error('No such person'), { responseCode: 550 }) : null)
    },
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        received.push(
          parse(
            from,
            envelope.rcptTo.map(({ address }) => address),
            Buffer.concat(chunks).toString(),
          ),
        )
        done()
      })
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const { port: taken } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${taken}`,
    port: taken,
    received,
    refuse: (address) => refused.add(address),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** As much of MIME as our own mails use: one multipart/alternative of a text and an HTML part. */
function parse(from: string, to: readonly string[], raw: string): ReceivedMail {
  const [head, body] = split(raw)
  const boundary = /boundary="([^"]+)"/.exec(head)?.[1] ?? ''
  const parts = body.split(`--${boundary}`).map((part) => split(part.replace(/^\r\n/, '')))
  const partOf = (type: string) => parts.find(([own]) => own.includes(type))
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]?.trim() ?? null
  return {
    ...{ from, to, header },
    subject: decodeWords(header('Subject') ?? ''),
    text: decodeBody(partOf('text/plain')),
    html: decodeBody(partOf('text/html')),
  }
}

function split(raw: string): [head: string, body: string] {
  const end = raw.indexOf('\r\n\r\n')
  return [raw.slice(0, end).replace(/\r\n[ \t]+/g, ' '), raw.slice(end + 4)]
}

const bytesOf = (text: string) =>
  text.replace(/=([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

function decodeBody(part: [head: string, body: string] | undefined): string {
  if (!part) return ''
  const [head, body] = part
  if (/encoding: base64/i.test(head)) return Buffer.from(body, 'base64').toString()
  return /encoding: quoted-printable/i.test(head)
    ? Buffer.from(bytesOf(body.replace(/=\r\n/g, '')), 'latin1').toString()
    : body
}

/** A word may end in the middle of a letter, so the bytes of all are joined before they are read. */
function decodeWords(text: string): string {
  const bytes = text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_match, kind: string, word: string) =>
      kind.toLowerCase() === 'b' ? Buffer.from(word, 'base64').toString('latin1') : bytesOf(word.replace(/_/g, ' ')),
    )
  return Buffer.from(bytes, 'latin1').toString()
}
