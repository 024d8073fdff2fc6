import { type SceneName, sceneSvg } from './pictures/index.ts'

/** Films of the demo office: a scene that moves, as WebM. A lossy WebP picture is a VP8 key frame, so no codec is needed. */

const framesPerSecond = 8
const frames = 20
/** The scene runs twice: some platforms take no film under three seconds. */
const rounds = 2
const [width, height] = [640, 480]
export const film = {
  width,
  height,
  durationMs: (rounds * frames * 1000) / framesPerSecond,
  mimeType: 'video/webm',
} as const

/** @returns WebM (VP8, no sound) of `film.durationMs` */
export async function drawFilm(scene: SceneName, variation: number): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  const pictures = await Promise.all(
    Array.from({ length: frames }, (_, index) =>
      sharp(Buffer.from(sceneSvg(scene, variation, index / frames)), { density: (72 * width) / 1200 })
        .resize(width, height)
        .removeAlpha()
        .webp({ quality: 62, effort: 1 })
        .toBuffer(),
    ),
  )
  const round = pictures.map(vp8FrameOf)
  return matroska(Array.from({ length: rounds }, () => round).flat())
}

/** @see https://developers.google.com/speed/webp/docs/riff_container */
function vp8FrameOf(webp: Buffer): Buffer {
  if (webp.toString('latin1', 12, 16) !== 'VP8 ') throw new Error('Not a plain lossy WebP picture')
  return webp.subarray(20, 20 + webp.readUInt32LE(16))
}

/** One cluster a second, each frame a key frame. @see https://www.rfc-editor.org/rfc/rfc9559 */
function matroska(pictures: readonly Buffer[]): Buffer {
  const perFrame = 1000 / framesPerSecond
  const header = element(0x1a45dfa3, [
    number(0x4286, 1),
    number(0x42f7, 1),
    number(0x42f2, 4),
    number(0x42f3, 8),
    text(0x4282, 'webm'),
    number(0x4287, 2),
    number(0x4285, 2),
  ])
  const info = element(0x1549a966, [
    number(0x2ad7b1, 1_000_000),
    double(0x4489, film.durationMs),
    text(0x4d80, 'Hai Dang'),
    text(0x5741, 'Hai Dang'),
  ])
  const video = element(0xe0, [number(0xb0, width), number(0xba, height)])
  const track = [number(0xd7, 1), number(0x73c5, 1), number(0x83, 1), number(0x9c, 0), text(0x86, 'V_VP8'), video]
  const tracks = element(0x1654ae6b, [element(0xae, track)])
  const clusters = Array.from({ length: Math.ceil(pictures.length / framesPerSecond) }, (_, second) => {
    const blocks = pictures.slice(second * framesPerSecond, (second + 1) * framesPerSecond).map((picture, index) => {
      const head = Buffer.from([0x81, 0, 0, 0x80])
      head.writeInt16BE(index * perFrame, 1)
      return element(0xa3, [head, picture])
    })
    return element(0x1f43b675, [number(0xe7, second * 1000), ...blocks])
  })
  const offsets = clusters.map((_, second) => Buffer.concat([info, tracks, ...clusters.slice(0, second)]).length)
  const cues = element(
    0x1c53bb6b,
    offsets.map((offset, second) =>
      element(0xbb, [number(0xb3, second * 1000), element(0xb7, [number(0xf7, 1), number(0xf1, offset)])]),
    ),
  )
  return Buffer.concat([header, element(0x18538067, [info, tracks, ...clusters, cues])])
}

function element(id: number, content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content)
  const size = Buffer.alloc(8)
  size.writeBigUInt64BE(BigInt(body.length))
  size[0] = 0x01
  return Buffer.concat([bytesOf(id), size, body])
}

const number = (id: number, value: number) => element(id, [bytesOf(value)])
const text = (id: number, value: string) => element(id, [Buffer.from(value)])

function double(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(value)
  return element(id, [bytes])
}

function bytesOf(value: number): Buffer {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex')
}
