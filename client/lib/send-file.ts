import type { Media } from '../../server/contract/content.ts'
import type { StartUpload, UploadState } from '../../server/contract/media.ts'
import { send, sendBytes } from './api.ts'
import { identify } from './fingerprint.ts'

/** A break costs at most this; small enough to be answered in time on a slow line. */
const pieceBytes = 4 * 1024 * 1024

interface Way {
  readonly signal: AbortSignal
  /** Told the upload's id as soon as the server has one. */
  readonly onBegun: (id: string) => void
  /** Told how many bytes are there, also those that were there before. */
  readonly onProgress: (bytes: number) => void
}

/**
 * Sends a file in pieces and goes on where an earlier try ended. In two tabs, one sends and the other waits for it.
 * @throws ApiError as the server refuses, `offline`; DOMException when the file cannot be read any more, or on `signal`
 */
export async function sendFile(file: File, { signal, onBegun, onProgress }: Way): Promise<Media> {
  const known = await identify(file)
  const work = async () => {
    const about: StartUpload = { fileName: file.name.toWellFormed(), bytes: file.size, type: file.type, ...known }
    let upload = await send<UploadState>('POST', '/uploads', about)
    while (upload.state === 'receiving') {
      signal.throwIfAborted()
      const { id, received } = upload
      onBegun(id)
      onProgress(received)
      // Read first: what cannot be read is the file's fault and not the line's.
      const piece = await file.slice(received, received + pieceBytes).arrayBuffer()
      upload = await sendBytes<UploadState>('PATCH', `/uploads/${id}?offset=${received}`, piece, {
        signal,
        onProgress: (sent) => onProgress(received + sent),
      })
    }
    return upload.media
  }
  // Without TLS there are no locks; the server takes the same bytes twice without harm.
  return navigator.locks ? navigator.locks.request(`upload:${known.fingerprint}`, { signal }, work) : work()
}
