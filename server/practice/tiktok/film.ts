import { fileTypeFromBuffer } from 'file-type'
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny'
import type { World } from './world.ts'

const containers = ['video/mp4', 'video/quicktime', 'video/webm']
const codecs = ['avc', 'hevc', 'vp8', 'vp9']
const pictureTypes = ['image/jpeg', 'image/webp']
const pictureBytes = 20_000_000
const picturePixels = 1_920 * 1_080

/** What TikTok finds wrong with a film, by looking at its bytes; null when it takes it. */
export async function filmFault(data: Uint8Array, { film, creator }: World): Promise<string | null> {
  const type = await fileTypeFromBuffer(data)
  if (!type || !containers.includes(type.mime)) return 'file_format_check_failed'
  try {
    const input = new Input({ source: new BufferSource(data), formats: ALL_FORMATS })
    const track = await input.getPrimaryVideoTrack()
    const codec = await track?.getCodec()
    if (!track || !codec || !codecs.includes(codec)) return 'file_format_check_failed'
    const durationMs = (await input.computeDuration()) * 1000
    if (durationMs < film.minMs || durationMs > creator.maxDurationSec * 1000) return 'duration_check_failed'
    const { averagePacketRate } = await track.computePacketStats(sampledFrames)
    const rate = Math.round(averagePacketRate)
    if (rate < film.framesPerSecond.min || rate > film.framesPerSecond.max) return 'frame_rate_check_failed'
    const sides = [await track.getDisplayWidth(), await track.getDisplayHeight()]
    const isWrong = sides.some((side) => side < film.side.min || side > film.side.max)
    return isWrong ? 'picture_size_check_failed' : null
  } catch {
    return 'file_format_check_failed'
  }
}

const sampledFrames = 60

/** What TikTok finds wrong with a picture it fetched. */
export async function pictureFault(data: Uint8Array): Promise<string | null> {
  const type = await fileTypeFromBuffer(data)
  if (!type || !pictureTypes.includes(type.mime) || data.length > pictureBytes) return 'file_format_check_failed'
  const { default: sharp } = await import('sharp')
  const size = await sharp(data)
    .metadata()
    .catch(() => null)
  if (!size) return 'file_format_check_failed'
  return size.width * size.height > picturePixels ? 'picture_size_check_failed' : null
}
