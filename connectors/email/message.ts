import { listSlugOf } from './connect.ts'
import { cidOf, renderLetter } from './letter.ts'
import type { Issue, Sender } from './newsletter.ts'

/** A mail as it goes over the wire, and between whom. */
export interface Message {
  readonly envelope: { readonly from: string; readonly to: string }
  readonly raw: Buffer
}

/** One reader's mail, and no other's: addresses and links are nobody else's. */
export interface Recipient {
  readonly address: string
  /** In the mail's id, and in the address bounces come back to: tells nothing of the reader. */
  readonly key: string
  /** Where a POST takes the reader off the list, without a question (RFC 8058); a GET shows a page that asks. */
  readonly leave: string
}

export interface Pictures {
  /** The bytes of a file of the issue. */
  readonly read: (id: string) => Promise<Uint8Array>
}

/** @param addresses where the issue can be read, and an episode heard */
export async function issueMessage(
  issue: Issue,
  sender: Sender,
  recipient: Recipient,
  addresses: { readonly read: string; readonly listen: string | null },
  pictures: Pictures,
): Promise<Message> {
  const { html, text } = renderLetter(issue, sender, { ...addresses, leave: recipient.leave })
  const inline = await Promise.all(
    issue.pictures.map(async (file) => ({
      filename: file.fileName,
      contentType: file.mimeType,
      cid: cidOf(file),
      content: Buffer.from(await pictures.read(file.id)),
    })),
  )
  const domain = domainOf(sender)
  const list = listSlugOf(sender.listName)
  return compose(sender, recipient, {
    subject: issue.title,
    messageId: `<${issue.deliveryId}.${recipient.key}@${domain}>`,
    html,
    text,
    attachments: inline,
    language: issue.language,
    headers: {
      'List-ID': { prepared: true, value: await listId(sender.listName, `${list}.${domain}`) },
      // Not folded: mail programs look for the whole address.
      'List-Unsubscribe': { prepared: true, value: `<${recipient.leave}>` },
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      // Which issue and which list, for the figures of large receivers; no reader stands in it.
      'Feedback-ID': `${issue.deliveryId}:${list}:issue:haidang`,
      Precedence: 'bulk',
    },
  })
}

/** A short mail about the list itself: asks whether somebody wants its letters. */
export function noticeMessage(
  sender: Sender,
  recipient: Pick<Recipient, 'address' | 'key'>,
  notice: { readonly subject: string; readonly text: string; readonly html: string; readonly language: string },
): Promise<Message> {
  return compose(sender, recipient, {
    ...notice,
    messageId: `<request.${recipient.key}@${domainOf(sender)}>`,
    // RFC 3834: no out-of-office notice answers it.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  })
}

/** A name of any script, and what programs tell the list by. */
async function listId(name: string, id: string): Promise<string> {
  const { encodeWords } = await import('nodemailer/lib/mime-funcs')
  return `${encodeWords(name.replace(/[<>"\\]/g, ''), 'Q')} <${id}>`
}

type Mail = NonNullable<ConstructorParameters<typeof import('nodemailer/lib/mail-composer').default>[0]>
type Headers = Readonly<Record<string, string | { readonly prepared: true; readonly value: string }>>

async function compose(
  sender: Sender,
  { address, key }: Pick<Recipient, 'address' | 'key'>,
  { language, headers, ...mail }: Mail & { readonly language: string; readonly headers: Headers },
): Promise<Message> {
  // Loaded with the first mail, not at start.
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
  const raw = await new MailComposer({
    ...mail,
    from: { name: sender.fromName, address: sender.fromAddress },
    to: { name: '', address },
    ...(sender.replyTo && { replyTo: sender.replyTo }),
    headers: { ...headers, 'Content-Language': language },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
  return { envelope: { from: bounceAddressOf(sender, key), to: address }, raw }
}

/** `bounce@city.vn` → `bounce+<key>@city.vn`: what comes back tells which mail it was. */
function bounceAddressOf({ bounceAddress, fromAddress }: Sender, key: string): string {
  if (!bounceAddress) return fromAddress
  const at = bounceAddress.lastIndexOf('@')
  return `${bounceAddress.slice(0, at)}+${key.replaceAll('-', '')}${bounceAddress.slice(at)}`
}

const domainOf = ({ fromAddress }: Sender) => fromAddress.slice(fromAddress.lastIndexOf('@') + 1)
