import { randomUUID } from 'node:crypto'
import { allWell } from '../answers.ts'
import {
  type Account,
  type Checkup,
  type ConnectableAccount,
  type ConnectField,
  type ConnectorContext,
  ConnectorError,
} from '../contract.ts'
import { slugOf } from '../rules/fold-text.ts'
import { profiles } from '../rules/profiles.ts'
import { asJson, type MailServer, type Newsletter, Sender } from './newsletter.ts'
import { asked } from './reach.ts'

export const connectFields: readonly ConnectField[] = [
  { name: 'listName', kind: 'text', required: true },
  { name: 'fromName', kind: 'text', required: true },
  { name: 'fromAddress', kind: 'text', required: true },
  { name: 'replyTo', kind: 'text', required: false },
  { name: 'postal', kind: 'text', required: true },
  { name: 'host', kind: 'text', required: true },
  { name: 'security', kind: 'choice', required: true, choices: ['starttls', 'tls', 'none'] },
  { name: 'port', kind: 'text', required: false },
  { name: 'user', kind: 'text', required: false },
  { name: 'password', kind: 'secret', required: false },
  { name: 'ratePerMinute', kind: 'text', required: false },
  { name: 'bounceAddress', kind: 'text', required: false },
]

/** https://www.rfc-editor.org/rfc/rfc8314 for TLS from the start, RFC 6409 for STARTTLS, RFC 5321 between servers. */
const usualPorts = { tls: 465, starttls: 587, none: 25 } as const
const defaultRate = 60
const mostPerMinute = 6_000

/** Reads the form and logs in to its mail server; sends nothing. @throws ConnectorError */
export async function signIn(
  newsletter: Newsletter,
  input: Readonly<Record<string, string>>,
  context: ConnectorContext,
): Promise<ConnectableAccount> {
  const sender = readSender(input)
  const { user = '', password = '' } = input
  if ((user === '') !== (password === '')) throw wrong('user', 'User and password go together')
  const fields = user === '' ? {} : { user, password }
  await newsletter.signIn(serverOf(sender, fields), context.signal)
  return {
    remoteAccountId: `${sender.fromAddress}/${listSlugOf(sender.listName)}`,
    name: sender.listName,
    handle: sender.fromAddress,
    url: null,
    settings: asJson(sender),
    credentials: { fields, expiresAt: null },
    capabilities: profiles.email,
    missingPermissions: [],
  }
}

export async function checkAccount(
  newsletter: Newsletter,
  { settings, credentials }: Account,
  { signal }: ConnectorContext,
): Promise<Checkup> {
  const sender = Sender.parse(settings)
  await newsletter.signIn(serverOf(sender, credentials.fields), signal)
  const { subscribers, isStopped } = await asked(newsletter.standing(sender.listKey, signal), signal)
  return {
    ...allWell,
    notices: [
      ...(newsletter.publicAddress() === null ? ['no-public-address'] : []),
      ...(isStopped ? ['content-refused'] : []),
      ...(subscribers === 0 ? ['no-subscribers'] : []),
    ],
  }
}

/** Where a channel's mails are handed in. @param fields of its credentials */
export function serverOf(
  { host, port, security }: Sender,
  { user, password }: Readonly<Record<string, string>>,
): MailServer {
  return { host, port, security, login: user && password ? { user, password } : null }
}

function readSender(input: Readonly<Record<string, string>>): Sender {
  const line = (name: string) =>
    (input[name] ?? '')
      .normalize('NFC')
      .replace(/\p{Cc}+/gu, ' ')
      .trim()
  const address = (name: string) => {
    const value = line(name)
    if (!isAddress(value)) throw wrong(name, `${value} is no e-mail address`)
    return value.toLowerCase()
  }
  const whole = (name: string, otherwise: number, max: number) => {
    const value = line(name) === '' ? otherwise : Number(line(name))
    if (!Number.isInteger(value) || value < 1 || value > max) throw wrong(name, `A whole number from 1 to ${max}`)
    return value
  }
  const security = Sender.shape.security.catch('starttls').parse(input['security'])
  const host = line('host').toLowerCase()
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(host)) throw wrong('host', `${host} is no server's name`)
  return {
    listKey: randomUUID(),
    listName: line('listName'),
    fromName: line('fromName'),
    fromAddress: address('fromAddress'),
    replyTo: line('replyTo') === '' ? null : address('replyTo'),
    bounceAddress: line('bounceAddress') === '' ? null : address('bounceAddress'),
    postal: line('postal'),
    host,
    port: whole('port', usualPorts[security], 65_535),
    security,
    ratePerMinute: whole('ratePerMinute', defaultRate, mostPerMinute),
  }
}

/** As much of RFC 5321 as mailboxes use; letters of any script, nothing that could end a header. */
export function isAddress(value: string): boolean {
  return value.length <= 254 && /^[^\s@<>()[\]\\,;:"]{1,64}@[\p{L}\p{N}.-]+\.[\p{L}\p{N}-]{2,}$/u.test(value)
}

/** A list's name in the letters of an address. */
export const listSlugOf = (name: string): string => slugOf(name) || 'news'

function wrong(field: string, detail: string): ConnectorError {
  return new ConnectorError({ code: 'rejected', problem: 'other', detail: `${field}: ${detail}` })
}
