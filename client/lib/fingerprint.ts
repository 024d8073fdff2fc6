/** Files up to this size are read whole: their hash tells whether the server has them already. */
const hashedBytes = 64 * 1024 * 1024
const edgeBytes = 256 * 1024

/**
 * What a file is known by before it is sent. The fingerprint is the same after a reload and in another tab; the hash
 * is null for what is too large to be read at once, and where the browser offers none (no TLS).
 */
export async function identify(file: File): Promise<{ readonly fingerprint: string; readonly hash: string | null }> {
  const name = file.name.toWellFormed().replaceAll('\0', '').slice(-300)
  const edges = [file.slice(0, edgeBytes), file.slice(-edgeBytes)]
  const fingerprint = [file.size, file.lastModified, (await sha256(new Blob(edges))) ?? '', name].join(':')
  return { fingerprint, hash: file.size <= hashedBytes ? await sha256(file) : null }
}

/** In hexadecimal. */
async function sha256(blob: Blob): Promise<string | null> {
  if (!globalThis.crypto?.subtle) return null
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()))
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
