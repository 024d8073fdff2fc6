import type { AddressInfo } from 'node:net'
import { Router } from 'express'
import PostalMime from 'postal-mime'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import { html, linked } from '../../html.ts'
import { simulatedPage } from '../simulation/post-page.ts'
import { Refusal } from '../simulation/refusal.ts'
import { type Simulation, startSimulation } from '../simulation/start.ts'

/** A letter as its reader opens it. */
interface Letter {
  readonly id: number
  readonly to: string
  readonly from: string
  readonly subject: string
  readonly text: string
  readonly at: Date
  /** What a mail program posts to when its reader wants no more (RFC 8058); null: it offers that button for none. */
  readonly leaveAt: string | null
}

/** A mail server that takes every letter, with the mailboxes of all whom it takes letters for. */
export interface SimulatedMailbox extends Simulation {
  /** The port of 127.0.0.1 that speaks SMTP, without encryption and without a password. */
  readonly smtpPort: number
  /** Oldest first. */
  readonly letters: readonly Letter[]
}

/** Nobody lives at an address that begins with this word: its letters are refused, as they are on a real server. */
export const nobody = 'khong-co'
const mostLetters = 500
const largestLetter = 30_000_000

/** Letters are read on pages at `url`, and leave no trace when it stops. @see https://www.rfc-editor.org/rfc/rfc5321 */
export async function startSimulatedMailbox(): Promise<SimulatedMailbox> {
  const letters: Letter[] = []
  let count = 0

  const keep = async (raw: Buffer, session: SMTPServerSession) => {
    const mail = await PostalMime.parse(raw)
    const header = (key: string) => mail.headers.find((one) => one.key === key)?.value ?? ''
    const isOneClick = /^List-Unsubscribe=One-Click$/i.test(header('list-unsubscribe-post').trim())
    for (const { address } of session.envelope.rcptTo) {
      count += 1
      letters.push({
        ...{ id: count, to: address, from: header('from'), subject: mail.subject ?? '', at: new Date() },
        text: mail.text ?? '',
        leaveAt: isOneClick ? (/<(https?:[^>]+)>/.exec(header('list-unsubscribe'))?.[1] ?? null) : null,
      })
    }
    letters.splice(0, letters.length - mostLetters)
  }

  const smtp = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    size: largestLetter,
    closeTimeout: 100,
    onRcptTo: ({ address }, _session, done) => {
      const isThere = !address.toLowerCase().startsWith(nobody)
      done(isThere ? null : Object.assign(new Error('5.1.1 Nobody lives here'), { responseCode: 550 }))
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        keep(Buffer.concat(chunks), session).then(
          () => done(),
          () => done(Object.assign(new Error('5.6.0 No letter'), { responseCode: 554 })),
        )
      })
    },
  })
  // A client that hangs up in the middle is its own affair.
  smtp.on('error', () => {})
  await new Promise<void>((resolve, reject) => {
    smtp.server.once('error', reject)
    smtp.listen(0, '127.0.0.1', resolve)
  })
  const simulation = await startSimulation({
    handlers: () => [mailboxPages(letters)],
    notFound: new Refusal(404, { error: 'not_found' }),
    broken: new Refusal(400, { error: 'bad_request' }),
  })
  return {
    ...simulation,
    smtpPort: (smtp.server.address() as AddressInfo).port,
    letters,
    stop: async () => {
      await new Promise<void>((resolve) => smtp.close(resolve))
      await simulation.stop()
    },
  }
}

/** All mailboxes as one list, newest first, and each letter on a page with the button that mail programs show. */
function mailboxPages(letters: readonly Letter[]): Router {
  const router = Router()
  router.get('/', (_req, res) => {
    const lines = letters
      .toReversed()
      .map(
        ({ id, to, from, subject, at }) =>
          html`<li><a href="/letters/${String(id)}"><b>${subject}</b></a><br>${from} → ${to} <time datetime="${at.toISOString()}">${at.toISOString()}</time></li>`,
      )
    const list = lines.length > 0 ? html`<ul>${lines}</ul>` : html`<p>No letter has come yet.</p>`
    res.type('html').send(simulatedPage('Mail', list).html)
  })
  router.get('/letters/:id', (req, res, next) => {
    const letter = letters.find(({ id }) => String(id) === req.params.id)
    if (!letter) return next()
    const { from, to, subject, text, at, leaveAt } = letter
    const leave =
      leaveAt === null
        ? ''
        : html`<form method="post" action="${leaveAt}"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>Unsubscribe</button></form>`
    const content = html`<p><a href="/">All letters</a></p><h2>${subject}</h2>
<p>${from} → ${to} <time datetime="${at.toISOString()}">${at.toISOString()}</time></p>${leave}<p>${linked(text)}</p>`
    res.type('html').send(simulatedPage('Mail', content).html)
  })
  return router
}
