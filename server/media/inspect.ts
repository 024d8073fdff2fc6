import { extname } from 'node:path'
import { fileTypeFromFile } from 'file-type'
import { inspectFilm } from './film.ts'
import { inspectImage, maxPixels } from './image.ts'

/** What a file is, by its content. */
export interface FileFacts {
  readonly kind: 'image' | 'video' | 'audio' | 'document'
  readonly mimeType: string
  readonly width: number | null
  readonly height: number | null
  /** Of films and sound, where they say so. */
  readonly durationMs: number | null
}

/** Why a file is not taken; `values` fill the sentence. */
export interface FileProblem {
  readonly problem: 'file-type' | 'heic' | 'not-what-its-name-says' | 'too-large' | 'too-many-pixels' | 'broken-image'
  readonly values?: Readonly<Record<string, number | string>>
}

const MiB = 1024 * 1024
export const maxBytes = { image: 40 * MiB, audio: 500 * MiB, document: 100 * MiB, video: 4096 * MiB } as const

/** Everything that is taken, as `file-type` names it, and the name it goes by here. No SVG, no HTML. */
const taken: Readonly<Record<string, { readonly kind: FileFacts['kind']; readonly mimeType: string }>> = {
  'image/jpeg': { kind: 'image', mimeType: 'image/jpeg' },
  'image/png': { kind: 'image', mimeType: 'image/png' },
  'image/apng': { kind: 'image', mimeType: 'image/png' },
  'image/webp': { kind: 'image', mimeType: 'image/webp' },
  'image/gif': { kind: 'image', mimeType: 'image/gif' },
  'image/avif': { kind: 'image', mimeType: 'image/avif' },
  'video/mp4': { kind: 'video', mimeType: 'video/mp4' },
  'video/x-m4v': { kind: 'video', mimeType: 'video/mp4' },
  'video/quicktime': { kind: 'video', mimeType: 'video/quicktime' },
  'video/webm': { kind: 'video', mimeType: 'video/webm' },
  'audio/mpeg': { kind: 'audio', mimeType: 'audio/mpeg' },
  'audio/x-m4a': { kind: 'audio', mimeType: 'audio/mp4' },
  'audio/mp4': { kind: 'audio', mimeType: 'audio/mp4' },
  'audio/ogg': { kind: 'audio', mimeType: 'audio/ogg' },
  'audio/wav': { kind: 'audio', mimeType: 'audio/wav' },
  'audio/flac': { kind: 'audio', mimeType: 'audio/flac' },
  'application/pdf': { kind: 'document', mimeType: 'application/pdf' },
}
const imageNames = new Set(['.jpg', '.jpeg', '.png', '.webp', '.gif', '.avif'])

function excessOf(kind: FileFacts['kind'], bytes: number): FileProblem | null {
  const max = maxBytes[kind]
  return bytes > max ? { problem: 'too-large', values: { maxMegabytes: max / MiB, kind } } : null
}

/** What can be refused before a byte has come: by the type a browser tells; an unknown one has the bound of films. */
export function refusedUnseen(mimeType: string, bytes: number): FileProblem | null {
  if (/^image\/hei[cf]/.test(mimeType)) return { problem: 'heic' }
  const named = mimeType.split('/')[0]
  const kind = named === 'image' || named === 'audio' ? named : mimeType === 'application/pdf' ? 'document' : 'video'
  return excessOf(kind, bytes)
}

/** Sniffs a file. Its name is asked only to catch one that pretends to be a picture. */
export async function inspectFile(path: string, bytes: number, fileName: string): Promise<FileFacts | FileProblem> {
  const sniffed = await fileTypeFromFile(path).catch(() => undefined)
  if (sniffed && /^image\/hei[cf]/.test(sniffed.mime)) return { problem: 'heic' }
  const type = sniffed && taken[sniffed.mime]
  if (!type) return { problem: 'file-type' }
  if (type.kind !== 'image' && imageNames.has(extname(fileName).toLowerCase()))
    return { problem: 'not-what-its-name-says' }
  const excess = excessOf(type.kind, bytes)
  if (excess) return excess
  if (type.kind === 'document') return { ...type, width: null, height: null, durationMs: null }
  if (type.kind !== 'image') return { ...type, ...(await inspectFilm(path)) }
  const size = await inspectImage(path)
  if (size === 'too-many-pixels') return { problem: size, values: { maxMegapixels: maxPixels / 1_000_000 } }
  if (size === 'broken') return { problem: 'broken-image' }
  return { ...type, ...size, durationMs: null }
}
