import { fileTypeFromBuffer } from 'file-type'
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny'
import type { Asset, World } from './world.ts'

const MB = 1_000_000
const pictures = ['image/jpeg', 'image/png', 'image/gif']
const documents = [
  'application/pdf',
  // The older kinds of Word and PowerPoint.
  'application/x-cfb',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
]
const mostPixels = 36_152_320
const mostFrames = 250
const film = { minBytes: 75_000, maxBytes: 500 * MB, minMs: 3_000, maxMs: 30 * 60_000 }

/** Looks at the bytes of what has come, as LinkedIn does after its answer. */
export async function examine(asset: Asset, data: Uint8Array, world: World): Promise<void> {
  const type = (await fileTypeFromBuffer(data))?.mime ?? ''
  if (asset.kind === 'image') asset.failure = await pictureFault(type, data, world)
  else if (asset.kind === 'document') asset.failure = documentFault(type, data)
  else await examineFilm(asset, type, data)
}

async function pictureFault(type: string, data: Uint8Array, { maxImageBytes }: World): Promise<string | null> {
  if (!pictures.includes(type)) return 'unsupported image format'
  if (data.length > maxImageBytes) return 'image too large'
  const { default: sharp } = await import('sharp')
  const size = await sharp(data, { limitInputPixels: false })
    .metadata()
    .catch(() => null)
  if (!size) return 'unsupported image format'
  const { width, height, pages = 1 } = size
  if (width * height >= mostPixels) return 'image has too many pixels'
  return pages > mostFrames ? 'image has too many frames' : null
}

function documentFault(type: string, data: Uint8Array): string | null {
  if (!documents.includes(type)) return 'unsupported document format'
  return data.length > 100 * MB ? 'document too large' : null
}

async function examineFilm(asset: Asset, type: string, data: Uint8Array): Promise<void> {
  asset.failure = 'bad codec'
  if (type !== 'video/mp4') return
  try {
    const input = new Input({ source: new BufferSource(data), formats: ALL_FORMATS })
    if (!(await input.getPrimaryVideoTrack())) return
    const durationMs = (await input.computeDuration()) * 1000
    asset.durationMs = Math.round(durationMs)
    const isLong = durationMs >= film.minMs && durationMs <= film.maxMs
    const isLarge = data.length >= film.minBytes && data.length <= film.maxBytes
    asset.failure = isLong ? (isLarge ? null : 'video size out of range') : 'video duration out of range'
  } catch {
    // It cannot be read at all.
  }
}

/** How a file stands by the clock. */
export function stateOf(
  { completeAt, failure }: Asset,
  { now, processingMs }: World,
): 'WAITING_UPLOAD' | 'PROCESSING' | 'PROCESSING_FAILED' | 'AVAILABLE' {
  if (!completeAt) return 'WAITING_UPLOAD'
  if (now().getTime() < completeAt.getTime() + processingMs) return 'PROCESSING'
  return failure === null ? 'AVAILABLE' : 'PROCESSING_FAILED'
}
