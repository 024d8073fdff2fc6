import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'

/** A plain picture; `seed` makes its content its own. */
export function png(width: number, height: number, seed = 0): Promise<Buffer> {
  const background = { r: seed % 256, g: 120, b: 180 }
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer()
}

/** A picture taken with the camera on its side: 60 × 40 as stored, 40 × 60 as seen. */
export function sidewaysJpeg(): Promise<Buffer> {
  return sharp({ create: { width: 60, height: 40, channels: 3, background: '#246' } })
    .jpeg()
    .withMetadata({ orientation: 6 })
    .toBuffer()
}

/** A few kilobytes that claim to be `side` × `side` pixels. */
export function bomb(side: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([1, 0, 0, 0, 0], 8)
  const rows = deflateSync(Buffer.alloc(1024 * 1024))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))])
}

/** An ISO media file with nothing but its first box. */
export function isoMedia(brand: string, bytes = 64): Buffer {
  const box = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}\0\0\0\0${brand}mif1`, 'latin1')])
  return Buffer.concat([box, Buffer.alloc(Math.max(0, bytes - box.length), 7)])
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}
