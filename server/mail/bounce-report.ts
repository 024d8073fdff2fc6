/** What a mail that came back tells: which one it was, and whether its mailbox is gone for good. */
export type ReturnReport =
  | { readonly kind: 'bounce'; readonly key: string; readonly isHard: boolean }
  | { readonly kind: 'complaint'; readonly key: string }

/**
 * Reads a delivery status notification (RFC 3464) or a complaint (RFC 5965) about one of our letters.
 * @param raw the whole mail, as it stands in the mailbox
 * @returns null when it is neither, or says that a letter is only late, or does not tell which letter it is about
 */
export function readReport(raw: Buffer): ReturnReport | null {
  const mail = split(raw.toString('latin1'))
  const type = mail.header('content-type')
  const kind = /report-type="?([\w-]+)/i.exec(type)?.[1]?.toLowerCase()
  const parts = partsOf(mail.body, type)
  const key = keyOf(mail, parts)
  if (key === null) return null
  if (kind === 'feedback-report') return { kind: 'complaint', key }
  if (kind !== 'delivery-status') return null
  const status = parts.find((part) => /^message\/(global-)?delivery-status/i.test(part.header('content-type')))
  if (!status || /^Action:\s*(?!failed)\w/im.test(status.body)) return null
  const [, ...code] = /^Status:\s*([245])\.(\d{1,3})\.(\d{1,3})/im.exec(status.body) ?? []
  return { kind: 'bounce', key, isHard: isAboutMailbox(code) }
}

/**
 * 5.0.x other, 5.1.x bad address, 5.2.1 mailbox closed, 5.4.x no way there: nothing will arrive. A mailbox that is full
 * (5.2.2) or a mail that was too large or not wanted (5.3, 5.6, 5.7) says nothing of the next one.
 * https://www.rfc-editor.org/rfc/rfc3463
 */
function isAboutMailbox([kind, subject, detail]: readonly string[]): boolean {
  if (kind !== '5') return false
  return ['0', '1', '4'].includes(subject ?? '') || (subject === '2' && detail === '1')
}

interface Part {
  /** In lower case, joined lines; "" when it is not there. */
  readonly header: (name: string) => string
  readonly body: string
}

/** The key of our letter: in the address it came back to, else in the id of the letter it repeats. */
function keyOf(mail: Part, parts: readonly Part[]): string | null {
  for (const name of ['to', 'delivered-to', 'x-original-to']) {
    const [, digits] = /\+([0-9a-f]{32})@/i.exec(mail.header(name)) ?? []
    if (digits) return digits.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  }
  const repeated = parts.filter((part) =>
    /^(message\/(rfc822|global)|text\/rfc822-headers)/i.test(part.header('content-type')),
  )
  const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
  for (const { body } of repeated) {
    const [, key] = new RegExp(`^Message-ID:\\s*<${uuid}\\.(${uuid})@`, 'im').exec(body) ?? []
    if (key) return key.toLowerCase()
  }
  return null
}

function split(raw: string): Part {
  const text = raw.replaceAll('\r\n', '\n')
  const end = text.indexOf('\n\n')
  const head = (end < 0 ? text : text.slice(0, end)).replace(/\n[ \t]+/g, ' ')
  const header = (name: string) => new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(head)?.[1]?.trim() ?? ''
  return { header, body: decoded(end < 0 ? '' : text.slice(end + 2), header('content-transfer-encoding')) }
}

function partsOf(body: string, type: string): Part[] {
  const boundary = /boundary="?([^";]+)/i.exec(type)?.[1]?.trim()
  if (!boundary) return []
  const [, ...pieces] = `\n${body}`.split(`\n--${boundary}`)
  return pieces.filter((piece) => !piece.startsWith('--')).map((piece) => split(piece.replace(/^[ \t]*\n/, '')))
}

function decoded(body: string, encoding: string): string {
  if (/^base64$/i.test(encoding)) return Buffer.from(body, 'base64').toString('latin1').replaceAll('\r\n', '\n')
  if (!/^quoted-printable$/i.test(encoding)) return body
  return body
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
