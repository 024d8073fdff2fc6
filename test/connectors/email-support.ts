import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { ConnectorError } from '../../connectors/contract.ts'
import { Issue, type IssueFigures, type ListStanding, type Newsletter } from '../../connectors/email/newsletter.ts'
import { createSmtp } from '../../server/mail/smtp.ts'

/** A newsletter desk behind a line that can fail: what the office's own database is to the connector. */
export interface TestDesk {
  readonly url: string
  readonly issues: ReadonlyMap<string, Issue>
  readonly standing: { subscribers: number; isStopped: boolean }
  stop(): Promise<void>
}

export async function startDesk(): Promise<TestDesk> {
  const issues = new Map<string, Issue>()
  const markers = new Map<string, string>()
  const standing = { subscribers: 3, isStopped: false }
  const urlOf = (id: string) => `https://ban-tin.city.test/newsletters/list/${id}`
  const figuresOf = (id: string): IssueFigures | null =>
    markers.has(id)
      ? {
          ...{ id, recipients: 3, accepted: 2, refused: 0, bounced: 1, unconfirmed: 0, skipped: 0, waiting: 0 },
          ...{ complaints: 0, unsubscribed: 0, isWithdrawn: !issues.has(id) },
        }
      : null
  const server = createServer(async (req, res) => {
    const url = new URL(req.url ?? '/', 'http://desk')
    const tell = (status: number, body: unknown) =>
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const body = await read(req)
    const [, what = '', id = ''] = url.pathname.split('/')
    if (what === 'standing') {
      const told: ListStanding = { ...standing, issues: issues.size }
      return void tell(200, told)
    }
    if (what === 'figures')
      return void tell(
        200,
        url.searchParams.getAll('id').flatMap((one) => figuresOf(one) ?? []),
      )
    if (req.method === 'POST') {
      const given = JSON.parse(body) as { marker: string; issue: unknown }
      const issue = Issue.parse(given.issue)
      const known = markers.get(issue.deliveryId)
      if (known !== undefined && known !== given.marker) return void tell(409, {})
      if (known === undefined) issues.set(issue.deliveryId, issue)
      markers.set(issue.deliveryId, given.marker)
      return void tell(200, { id: issue.deliveryId, url: urlOf(issue.deliveryId), recipients: 3 })
    }
    if (req.method === 'PUT') {
      if (!issues.has(id)) return void tell(404, {})
      issues.set(id, Issue.parse(JSON.parse(body)))
      return void tell(200, {})
    }
    if (req.method === 'DELETE') return void tell(200, { was: issues.delete(id) })
    const [found] = [...markers].find(([, marker]) => marker === url.searchParams.get('marker')) ?? []
    tell(200, found ? { found: { id: found, url: urlOf(found), recipients: 3 } } : { found: null })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ issues, standing },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The desk as the connector knows it, along a line, and a mail server to sign in to. */
export function deskAt(
  line: () => string,
  given: { publicAddress?: () => string | null; allowHosts: () => readonly string[] },
): Newsletter {
  async function ask<T>(method: string, path: string, signal: AbortSignal, body?: unknown): Promise<T> {
    const answer = await fetch(`${line()}${path}`, {
      ...{ method, signal, redirect: 'error' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (answer.status === 404) throw new ConnectorError({ code: 'rejected', problem: 'not-found' })
    if (answer.status === 409) throw new ConnectorError({ code: 'rejected', problem: 'duplicate' })
    if (!answer.ok) throw new Error(`The desk answered ${answer.status}`)
    return (await answer.json()) as T
  }
  return {
    publicAddress: given.publicAddress ?? (() => 'https://ban-tin.city.test'),
    signIn: (server, signal) =>
      createSmtp({ allowHosts: given.allowHosts(), connectMs: 2_000, answerMs: 2_000 }).signIn(server, signal),
    publish: (marker, issue, signal) => ask('POST', '/issues', signal, { marker, issue }),
    find: async (marker, signal) => {
      const told = await ask<{ found: Awaited<ReturnType<Newsletter['find']>> }>(
        'GET',
        `/issues?marker=${encodeURIComponent(marker)}`,
        signal,
      )
      if (told.found === undefined) throw new Error('Half an answer')
      return told.found
    },
    change: (id, issue, signal) => ask('PUT', `/issues/${id}`, signal, issue),
    withdraw: (id, signal) => ask('DELETE', `/issues/${id}`, signal),
    figures: (ids, signal) => ask('GET', `/figures?${ids.map((id) => `id=${id}`).join('&')}`, signal),
    standing: (_listKey, signal) => ask('GET', '/standing', signal),
  }
}

/** A mail server that only asks who is there. */
export interface TestDoor {
  readonly port: number
  /** User and password that are let in. */
  readonly known: Map<string, string>
  stop(): Promise<void>
}

export async function startDoor(): Promise<TestDoor> {
  const known = new Map<string, string>()
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authMethods: ['PLAIN'],
    logger: false,
    closeTimeout: 100,
    onAuth: ({ username = '', password }, _session, done) =>
      known.get(username) === password ? done(null, { user: username }) : done(new Error('Wrong password')),
    onMailFrom: (_address, _session, done) => done(new Error('Nothing is sent while signing in')),
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.server.address() as AddressInfo).port,
    known,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function read(stream: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  return text
}
