import { fileTypeFromBuffer } from 'file-type'
import { ConnectorError, type Http, type HttpResponse } from '../../connectors/contract.ts'
import type { LinkCard } from '../contract/link-cards.ts'
import { makeCardImage } from '../media/image.ts'
import { GuardError } from './guard.ts'
import { readPageHead } from './page-head.ts'

type Refusal = Extract<LinkCard, { state: 'refused' }>['reason']

const pageBytes = 1024 * 1024
const imageBytes = 4 * 1024 * 1024
const pageTypes = new Set(['text/html', 'application/xhtml+xml'])
const imageTypes = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'])
/** A card shows two lines or three; more than this is somebody's joke. */
const longest = { title: 300, description: 600 } as const

/**
 * Looks at a page as a platform's card maker does: without cookies, through the guarded way out, redirects and picture
 * included. @param timeoutMs for everything together; a picture that does not come in time is left out
 */
export async function fetchLinkCard(
  httpFor: (signal: AbortSignal) => Http,
  url: URL,
  timeoutMs = 8_000,
): Promise<LinkCard> {
  const signal = AbortSignal.timeout(timeoutMs)
  const http = httpFor(signal)
  const refused = (reason: Refusal, status: number | null = null): LinkCard => ({
    ...{ state: 'refused', host: url.host, reason, status },
  })
  let answer: HttpResponse
  try {
    answer = await http({ method: 'GET', url: url.href, headers: { accept: 'text/html' }, maxBytes: pageBytes })
  } catch (error) {
    return refused(signal.aborted ? 'slow' : refusalOf(error))
  }
  if (answer.status >= 300) return refused('error-status', answer.status)
  const [type = '', ...parameters] = (answer.headers['content-type'] ?? '').toLowerCase().split(';')
  if (!pageTypes.has(type.trim())) return refused('not-a-page')
  const charset = parameters.map((one) => one.trim()).find((one) => one.startsWith('charset='))
  const { title, description, image } = readHead(answer.body, charset?.slice('charset='.length) ?? null)
  // What a redirect led to is not told us; platforms ask for whole addresses here anyway.
  const imageUrl = image === null ? null : URL.parse(image, url)
  return {
    state: 'card',
    host: url.host,
    title: title?.slice(0, longest.title) ?? null,
    description: description?.slice(0, longest.description) ?? null,
    image: imageUrl && (await smallCopy(http, imageUrl)),
  }
}

function refusalOf(error: unknown): Refusal {
  if (!(error instanceof ConnectorError)) throw error
  if (error.cause instanceof GuardError) return 'not-public'
  return error.fault.code === 'unreachable' ? 'unreachable' : 'cut-off'
}

/** The header's word on the encoding counts before the page's own. */
function readHead(body: Uint8Array, declared: string | null) {
  const head = readPageHead(decode(body, declared ?? 'utf-8'))
  const isOther = declared === null && head.charset !== null && !/^utf-?8$/i.test(head.charset)
  return isOther ? readPageHead(decode(body, head.charset ?? 'utf-8')) : head
}

function decode(body: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset.replaceAll('"', '')).decode(body)
  } catch {
    // An encoding nobody knows.
    return new TextDecoder().decode(body)
  }
}

/** A card without its picture is still a card: whatever is wrong with it, it is left out. */
async function smallCopy(http: Http, url: URL): Promise<string | null> {
  try {
    const { status, body } = await http({ method: 'GET', url: url.href, maxBytes: imageBytes })
    const type = await fileTypeFromBuffer(body)
    if (status >= 300 || !type || !imageTypes.has(type.mime)) return null
    return `data:image/webp;base64,${(await makeCardImage(Buffer.from(body))).toString('base64')}`
  } catch {
    return null
  }
}
