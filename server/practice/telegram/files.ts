import { createHash } from 'node:crypto'
import { fileTypeFromBuffer } from 'file-type'
import { secret } from '../simulation/refusal.ts'
import type { Params } from './params.ts'
import { type Bot, type FileKind, refusal, type StoredFile } from './world.ts'

const MB = 1_000_000

/** @see https://core.telegram.org/bots/api#sending-files */
const limits = {
  upload: { photo: 10 * MB, other: 50 * MB },
  fetched: { photo: 5 * MB, other: 20 * MB },
}
const fetchedDocuments = ['application/pdf', 'application/zip', 'image/gif']
const thumbnailLimits = { bytes: 200_000, side: 320 }
const fetchTimeoutMs = 20_000

/**
 * The file a call names by an id of this bot, by an address that is fetched, or as a part of the form.
 * @throws Refusal by what is wrong with it
 */
export async function readFile(
  given: string | null,
  kind: FileKind,
  { bot, params, field, thumbnail }: { bot: Bot; params: Params; field: string; thumbnail?: string | null },
): Promise<StoredFile> {
  const attached = params.file(/^attach:\/\/(.+)$/.exec(given ?? '')?.[1] ?? field)
  if (attached) {
    const small = thumbnail ? params.file(/^attach:\/\/(.+)$/.exec(thumbnail)?.[1] ?? '') : params.file('thumbnail')
    return keep(bot, kind, await bytesOf(attached), limits.upload, await isThumbnail(small))
  }
  if (!given) throw refusal(400, `there is no ${kind} in the request`)
  if (/^https?:/i.test(given)) return keep(bot, kind, await fetchFile(given, kind), limits.fetched, false)
  const known = bot.files.get(given)
  if (!known) throw refusal(400, 'wrong file identifier/HTTP URL specified')
  if (known.kind !== kind) throw refusal(400, `can't use file of type ${named(known.kind)} as ${named(kind)}`)
  return known
}

async function keep(
  bot: Bot,
  wanted: FileKind,
  bytes: Uint8Array,
  limit: { readonly photo: number; readonly other: number },
  hasThumbnail: boolean,
): Promise<StoredFile> {
  if (bytes.length === 0) throw refusal(400, 'file must be non-empty')
  if (bytes.length > limit.other) throw refusal(413, 'Request Entity Too Large')
  if (wanted === 'photo' && bytes.length > limit.photo) throw refusal(400, 'file is too big for a photo')
  const mimeType = (await fileTypeFromBuffer(bytes))?.mime ?? 'application/octet-stream'
  if (wanted === 'photo') await checkPhoto(bytes, mimeType)
  const file: StoredFile = {
    fileId: secret(),
    uniqueId: createHash('sha256').update(bytes).digest('base64url').slice(0, 16),
    kind: shownAs(wanted, mimeType),
    mimeType,
    bytes: bytes.length,
    hasThumbnail,
  }
  bot.files.set(file.fileId, file)
  return file
}

/** What cannot be played in place is sent as a file. */
function shownAs(wanted: FileKind, mimeType: string): FileKind {
  if (wanted === 'video' && mimeType !== 'video/mp4') return 'document'
  if (wanted === 'audio' && !['audio/mpeg', 'audio/x-m4a', 'audio/mp4'].includes(mimeType)) return 'document'
  return wanted
}

async function checkPhoto(bytes: Uint8Array, mimeType: string): Promise<void> {
  if (!mimeType.startsWith('image/')) throw refusal(400, 'IMAGE_PROCESS_FAILED')
  const { default: sharp } = await import('sharp')
  const { width = 0, height = 0 } = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => {
      throw refusal(400, 'IMAGE_PROCESS_FAILED')
    })
  const ratio = Math.max(width, height) / Math.max(1, Math.min(width, height))
  if (width + height > 10_000 || ratio > 20) throw refusal(400, 'PHOTO_INVALID_DIMENSIONS')
}

/** One that is too large is left out without a word. */
async function isThumbnail(file: File | null): Promise<boolean> {
  if (!file || file.size > thumbnailLimits.bytes) return false
  const { default: sharp } = await import('sharp')
  const { format, width, height } = await sharp(await bytesOf(file)).metadata()
  return format === 'jpeg' && Math.max(width, height) <= thumbnailLimits.side
}

async function fetchFile(url: string, kind: FileKind): Promise<Uint8Array> {
  if (!URL.canParse(url)) throw refusal(400, 'wrong HTTP URL specified')
  const failed = refusal(400, 'failed to get HTTP URL content')
  const answer = await fetch(url, { signal: AbortSignal.timeout(fetchTimeoutMs) }).catch(() => {
    throw failed
  })
  if (!answer.ok) throw failed
  const bytes = new Uint8Array(await answer.arrayBuffer())
  if (bytes.length > (kind === 'photo' ? limits.fetched.photo : limits.fetched.other)) throw failed
  const found = await fileTypeFromBuffer(bytes)
  const isFitting = kind !== 'document' || fetchedDocuments.includes(found?.mime ?? '')
  if (!found || !isFitting) throw refusal(400, 'wrong type of the web page content')
  return bytes
}

async function bytesOf(file: File): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer())
}

const named = (kind: FileKind) => kind.charAt(0).toUpperCase() + kind.slice(1)
