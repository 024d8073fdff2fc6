import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { access, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** A file that has arrived whole and is not kept yet. */
export interface ReceivedFile {
  readonly path: string
  readonly bytes: number
  /** SHA-256 in hexadecimal: its name from now on. */
  readonly hash: string
}

/** Files named by the hash of their content, in a folder of the server. */
export interface MediaStore {
  /** Writes to disk as it comes; nothing is held in memory. A stream that breaks leaves nothing. */
  receive(stream: Readable): Promise<ReceivedFile>
  keep(file: ReceivedFile): Promise<void>
  discard(file: ReceivedFile): Promise<void>
  pathOf(hash: string): string
  read(hash: string): Promise<Buffer>
  /** Bytes from `start` up to, not including, `end`; fewer at the end of the file. */
  slice(hash: string, start: number, end: number): Promise<Buffer>
  /** Path of a picture made from the file, made by `make` at the first use and once when many ask. */
  thumbnail(hash: string, make: (path: string) => Promise<Buffer>): Promise<string>
}

const forgottenAfterMs = 24 * 60 * 60_000

/** @param folder made when missing, for this server's user only */
export async function openMediaStore(folder: string): Promise<MediaStore> {
  const incoming = join(folder, 'incoming')
  await mkdir(incoming, { recursive: true, mode: 0o700 })
  await removeForgotten(incoming)
  const making = new Map<string, Promise<string>>()
  const pathOf = (hash: string) => join(folder, ...named(hash))

  async function makeThumbnail(hash: string, path: string, make: (path: string) => Promise<Buffer>): Promise<string> {
    if (await exists(path)) return path
    const bytes = await make(pathOf(hash))
    const whole = join(incoming, randomUUID())
    await writeFile(whole, bytes, { mode: 0o600 })
    await moveTo(whole, path)
    return path
  }

  return {
    pathOf,

    receive: async (stream) => {
      const path = join(incoming, randomUUID())
      const hash = createHash('sha256')
      let bytes = 0
      const measured = async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk)
          bytes += chunk.length
          yield chunk
        }
      }
      try {
        await pipeline(stream, measured, createWriteStream(path, { mode: 0o600, flags: 'wx', flush: true }))
      } catch (error) {
        await rm(path, { force: true })
        throw error
      }
      return { path, bytes, hash: hash.digest('hex') }
    },

    keep: (file) => moveTo(file.path, pathOf(file.hash)),
    discard: (file) => rm(file.path, { force: true }),
    read: (hash) => readFile(pathOf(hash)),
    slice: async (hash, start, end) => {
      const file = await open(pathOf(hash))
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start)
        return buffer.subarray(0, bytesRead)
      } finally {
        await file.close()
      }
    },

    thumbnail: (hash, make) => {
      const path = `${join(folder, 'thumbnails', ...named(hash))}.webp`
      const underWay = making.get(path)
      if (underWay) return underWay
      const made = makeThumbnail(hash, path, make).finally(() => making.delete(path))
      making.set(path, made)
      return made
    },
  }
}

/** Two levels, so that no folder grows large. */
function named(hash: string): [string, string] {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new Error('A media file is named by its SHA-256')
  return [hash.slice(0, 2), hash.slice(2)]
}

async function moveTo(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  await rename(from, to)
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

/** What a crash left half received. */
async function removeForgotten(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const { mtimeMs } = await stat(path)
    if (Date.now() - mtimeMs > forgottenAfterMs) await rm(path, { force: true })
  }
}
