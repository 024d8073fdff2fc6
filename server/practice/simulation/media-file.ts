import { fileTypeFromBuffer } from 'file-type'

/** What platforms look at in a file, from its bytes alone. */
export interface MediaFile {
  /** By its first bytes; null when they are no known file. */
  readonly mimeType: string | null
  readonly bytes: number
  /** 0 when it has no picture that can be read. */
  readonly width: number
  readonly height: number
  /** Of films only. */
  readonly durationMs: number | null
  readonly framesPerSecond: number | null
  /** The film's index (moov) stands before its pictures, as streaming needs it. */
  readonly indexFirst: boolean
}

/** What an address holds, asked without redirects; null when it cannot be fetched. Addresses are ASCII there. */
export async function fetchMedia(address: string): Promise<Uint8Array | null> {
  if (!/^https?:\/\/[\x21-\x7e]+$/.test(address)) return null
  try {
    const answer = await fetch(address, { redirect: 'manual' })
    return answer.status === 200 ? new Uint8Array(await answer.arrayBuffer()) : null
  } catch {
    return null
  }
}

export async function readMediaFile(data: Uint8Array): Promise<MediaFile> {
  const mimeType = (await fileTypeFromBuffer(data))?.mime ?? null
  const plain = { mimeType, bytes: data.length, durationMs: null, framesPerSecond: null, indexFirst: true }
  if (mimeType?.startsWith('video/')) return { ...plain, ...(await readFilm(data)) }
  const { default: sharp } = await import('sharp')
  const { width = 0, height = 0 } = await sharp(data)
    .metadata()
    .catch(() => ({}) as { width?: number; height?: number })
  return { ...plain, width, height }
}

async function readFilm(data: Uint8Array) {
  const unreadable = { width: 0, height: 0, durationMs: 0, framesPerSecond: 0, indexFirst: isIndexFirst(data) }
  const { ALL_FORMATS, BufferSource, Input } = await import('mediabunny')
  try {
    const input = new Input({ source: new BufferSource(data), formats: ALL_FORMATS })
    const track = await input.getPrimaryVideoTrack()
    if (!track) return unreadable
    const [seconds, width, height, stats] = await Promise.all([
      input.computeDuration(),
      track.getDisplayWidth(),
      track.getDisplayHeight(),
      track.computePacketStats(sampledFrames),
    ])
    const durationMs = Math.round(seconds * 1000)
    return { ...unreadable, width, height, durationMs, framesPerSecond: Math.round(stats.averagePacketRate) }
  } catch {
    return unreadable
  }
}

const sampledFrames = 60

/** Walks the top-level boxes of an MP4. */
function isIndexFirst(data: Uint8Array): boolean {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  for (let at = 0; at + 8 <= data.length; ) {
    const name = String.fromCharCode(...data.subarray(at + 4, at + 8))
    if (name === 'moov') return true
    if (name === 'mdat') return false
    const size = view.getUint32(at)
    at += size === 1 && at + 16 <= data.length ? Number(view.getBigUint64(at + 8)) : Math.max(8, size)
  }
  return true
}
