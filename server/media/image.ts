import type { Sharp, SharpOptions } from 'sharp'

/** A picture's size as it is looked at: turned as its EXIF orientation says. */
export interface ImageSize {
  readonly width: number
  readonly height: number
}

/** 100 megapixels: the largest cameras in use, and 400 MB when unpacked. */
export const maxPixels = 100_000_000
const thumbnailSide = 480
/** Strangers choose these pictures: what unpacks to more than 100 MB is not opened. */
const maxCardPixels = 25_000_000
const cardWidth = 560

/**
 * Reads the header alone, then unpacks a small copy to see that the file is whole.
 * @returns `too-many-pixels` before anything is unpacked, `broken` when it does not decode
 */
export async function inspectImage(path: string): Promise<ImageSize | 'too-many-pixels' | 'broken'> {
  try {
    const header = await (await openImage(path, { limitInputPixels: false })).metadata()
    if (header.width * header.height > maxPixels) return 'too-many-pixels'
    await (await openImage(path)).resize(32).raw().toBuffer()
    return { width: header.autoOrient.width, height: header.autoOrient.height }
  } catch {
    return 'broken'
  }
}

/** A WebP of at most 480 pixels a side, upright and without metadata. */
export async function makeThumbnail(path: string): Promise<Buffer> {
  const image = await openImage(path)
  return image
    .autoOrient()
    .resize({ width: thumbnailSide, height: thumbnailSide, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 78 })
    .toBuffer()
}

/** A WebP of at most 560 pixels in width for a link's card. @throws Error when it does not decode */
export async function makeCardImage(file: Buffer): Promise<Buffer> {
  const image = await openImage(file, { limitInputPixels: maxCardPixels })
  return image
    .autoOrient()
    .resize({ width: cardWidth, height: cardWidth, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 72 })
    .toBuffer()
}

/** A file by its path, or pixels at hand. sharp is loaded at the first picture, not at start. */
export async function openImage(input: string | Buffer, options: SharpOptions = {}): Promise<Sharp> {
  const { default: sharp } = await import('sharp')
  return sharp(input, { limitInputPixels: maxPixels, failOn: 'error', sequentialRead: true, ...options })
}
