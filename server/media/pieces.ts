import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReceivedFile } from './store.ts'

/** Files that arrive in pieces. What is on disk is what was received: a restart forgets nothing. */
export interface Pieces {
  /** Bytes that are here, from the first on. */
  received(id: string): Promise<number>
  /**
   * Writes at `offset`, at most up to `size`. What came before a connection broke stays.
   * @returns `cut` when the stream ended in a break, `too-long` when it went on beyond the file's end
   */
  write(id: string, piece: { stream: Readable; offset: number; size: number }): Promise<'whole' | 'cut' | 'too-long'>
  /** Reads all of it once for its hash. @throws Error when nothing is here */
  finish(id: string): Promise<ReceivedFile>
  discard(id: string): Promise<void>
}

/** @param folder made when missing, on the disk of the media store: a whole file is moved there, not copied */
export async function openPieces(folder: string): Promise<Pieces> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const pathOf = (id: string) => join(folder, id)
  return {
    received: (id) => sizeOf(pathOf(id)),

    write: async (id, { stream, offset, size }) => {
      // 'a' would write at the end whatever the place: two tabs that send the same bytes may overlap, harmlessly.
      const file = await open(pathOf(id), 'a', 0o600).then(async (made) => {
        await made.close()
        return open(pathOf(id), 'r+')
      })
      let place = offset
      try {
        for await (const chunk of stream as AsyncIterable<Buffer>) {
          if (place + chunk.length > size) return 'too-long'
          await file.write(chunk, 0, chunk.length, place)
          place += chunk.length
        }
        await file.datasync()
        return 'whole'
      } catch (error) {
        if (isBreak(error)) return 'cut'
        throw error
      } finally {
        await file.close()
      }
    },

    finish: async (id) => {
      const path = pathOf(id)
      const hash = createHash('sha256')
      await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash)
      return { path, bytes: await sizeOf(path), hash: hash.digest('hex') }
    },

    discard: (id) => rm(pathOf(id), { force: true }),
  }
}

const sizeOf = (path: string) =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  )

const breaks = new Set(['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR', 'EPIPE'])
const isBreak = (error: unknown) => error instanceof Error && 'code' in error && breaks.has(String(error.code))
