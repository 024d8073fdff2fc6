import type { Response } from 'express'
import { DomainError } from '../domain/errors.ts'
import type { ServedFile } from '../domain/media.ts'

/** Sends people's files so that a browser runs nothing in them. An id names one content for ever, so it may be kept. */
export function sendFile(
  res: Response,
  { path, mimeType, fileName, isDocument, hash }: ServedFile,
  cacheControl = 'private, max-age=31536000, immutable',
  whoMayShow: 'same-origin' | 'cross-origin' = 'same-origin',
): Promise<void> {
  const name = encodeURIComponent(fileName).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)
  res.set({
    'Content-Type': mimeType,
    'Content-Disposition': `${isDocument ? 'attachment' : 'inline'}; filename*=UTF-8''${name}`,
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': whoMayShow,
    'Cache-Control': cacheControl,
    ETag: `"${mimeType === 'image/webp' ? 'w' : 'f'}-${hash}"`,
  })
  return new Promise((resolve, reject) => {
    res.sendFile(path, { dotfiles: 'allow', lastModified: false, cacheControl: false }, (error?: SendError) => {
      if (!error || res.headersSent) return resolve()
      if (error.status !== 412 && error.status !== 416)
        return reject(error.status === 404 ? new DomainError('not-found') : error)
      res
        .status(error.status)
        .set(error.headers ?? {})
        .end()
      resolve()
    })
  })
}

/** @see https://github.com/pillarjs/send#error */
type SendError = Error & { status?: number; headers?: Record<string, string> }
