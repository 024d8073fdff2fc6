interface Mail {
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly text: string
  readonly html: string
  /** The same for the same content to the same person: sent twice after a crash, programs show it once. */
  readonly id: string
}

export interface Mailer {
  /** Resolves when the mail server has taken it. @throws MailFault */
  send(mail: Mail): Promise<void>
  close(): void
}

/** The mail server did not take a mail; `message` is a code that names nobody and holds no secret. */
export class MailFault extends Error {
  /** Refused for this person alone: others may still be told. */
  readonly isAboutRecipient: boolean
  constructor(code: string, { isAboutRecipient, cause }: { isAboutRecipient: boolean; cause: unknown }) {
    super(code, { cause })
    this.name = 'MailFault'
    this.isAboutRecipient = isAboutRecipient
  }
}

/**
 * Opens no connection yet.
 * @param url `smtps://` speaks TLS from the start; `smtp://` uses it where the server offers it, and insists with
 *   `?requireTLS=true`. User and password stand in it, percent-encoded.
 * @param from `Name <address>`, or an address
 * @param connectMs for each of: finding the server, connecting, its first word
 * @param answerMs for the answer to one command
 */
export async function openMailer({
  url,
  from,
  connectMs = 10_000,
  answerMs = 20_000,
}: {
  readonly url: string
  readonly from: string
  readonly connectMs?: number
  readonly answerMs?: number
}): Promise<Mailer> {
  const { createTransport } = await import('nodemailer')
  const transport = createTransport(
    {
      url,
      connectionTimeout: connectMs,
      greetingTimeout: connectMs,
      dnsTimeout: connectMs,
      socketTimeout: answerMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    // RFC 3834: no out-of-office notice answers it.
    { from, headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' } },
  )
  return {
    async send({ id, ...mail }) {
      try {
        await transport.sendMail({ ...mail, messageId: `<${id}@haidang>` })
      } catch (error) {
        throw describe(error)
      }
    },
    close: () => transport.close(),
  }
}

/** @see https://nodemailer.com/errors EENVELOPE: the server refused every recipient of the mail */
function describe(error: unknown): MailFault {
  const { code, responseCode, command } = error as { code?: string; responseCode?: number; command?: string }
  const told = [code ?? 'unknown', responseCode].filter((part) => part !== undefined).join(' ')
  return new MailFault(told, { isAboutRecipient: code === 'EENVELOPE' && command !== 'MAIL FROM', cause: error })
}
