import type { Media } from '../../server/contract/content.ts'
import { ApiError, problemCode } from './api.ts'
import { giveUpUpload } from './media.ts'
import { sendFile } from './send-file.ts'

/** How far a file is. `waiting-line`: the connection is lost; `signed-out`: the session ended. Both go on by themselves. */
type UploadPhase =
  | { readonly kind: 'queued' | 'sending' | 'paused' | 'waiting-line' | 'signed-out' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'stored'; readonly media: Media }

/** A file on its way to the library. */
export interface Upload {
  readonly key: number
  /** Where it was dropped: who it is for when it is stored. */
  readonly place: string
  readonly file: File
  /** What has arrived, 0 to 1. */
  readonly share: number
  readonly phase: UploadPhase
}

const atOnce = 3
const longestWaitMs = 30_000
/** A refusal that may be gone at the next try: how often it is tried. */
const mostTries = 5

/** Lives outside the pages: going to another one, or to sign in, stops nothing. */
let uploads: readonly Upload[] = []
let lastKey = 0
const listeners = new Set<() => void>()
const running = new Map<number, AbortController>()
const tries = new Map<number, number>()
/** Ids on the server. */
const begun = new Map<number, string>()

export const readUploads = () => uploads
export function followUploads(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function addUploads(place: string, files: readonly File[]): void {
  const added = files.map((file): Upload => {
    lastKey += 1
    return { key: lastKey, place, file, share: 0, phase: { kind: 'queued' } }
  })
  tell([...uploads, ...added])
}

/** Keeps what has arrived, on both sides. */
export function pauseUpload(key: number): void {
  change(key, { phase: { kind: 'paused' } })
  running.get(key)?.abort()
}

export function resumeUpload(key: number): void {
  tries.delete(key)
  change(key, { phase: { kind: 'queued' } })
}

/** Takes it off the list, and gives up what has arrived of it; where the server does not hear of that, a sweep does it. */
export function dropUpload(key: number): void {
  running.get(key)?.abort()
  const id = begun.get(key)
  const isStored = uploads.some((upload) => upload.key === key && upload.phase.kind === 'stored')
  if (id && !isStored) void giveUpUpload(id).catch(() => null)
  tries.delete(key)
  begun.delete(key)
  tell(uploads.filter((upload) => upload.key !== key))
}

/** What was dropped on a post that had no address yet belongs to it when it has one. */
export function moveUploads(from: string, to: string): void {
  tell(uploads.map((upload) => (upload.place === from ? { ...upload, place: to } : upload)))
}

/** Goes on with what waits for a session (`signed-out`) or for a connection (`waiting-line`). */
export function resumeWaiting(kind: 'signed-out' | 'waiting-line'): void {
  tell(uploads.map((upload) => (upload.phase.kind === kind ? { ...upload, phase: { kind: 'queued' } } : upload)))
}

function change(key: number, part: Partial<Pick<Upload, 'share' | 'phase'>>): void {
  tell(uploads.map((upload) => (upload.key === key ? { ...upload, ...part } : upload)))
}

function tell(next: readonly Upload[]): void {
  uploads = next
  pump()
  for (const listener of listeners) listener()
}

function pump(): void {
  for (const { key, phase } of uploads) {
    if (running.size >= atOnce) return
    if (phase.kind === 'queued' && !running.has(key)) void run(key)
  }
}

async function run(key: number): Promise<void> {
  const upload = uploads.find((one) => one.key === key)
  if (!upload) return
  const abort = new AbortController()
  running.set(key, abort)
  uploads = uploads.map((one) => (one.key === key ? { ...one, phase: { kind: 'sending' } } : one))
  let phase: UploadPhase
  try {
    const media = await sendFile(upload.file, {
      signal: abort.signal,
      onBegun: (id) => begun.set(key, id),
      onProgress: (bytes) => change(key, { share: bytes / Math.max(1, upload.file.size) }),
    })
    phase = { kind: 'stored', media }
  } catch (error) {
    phase = abort.signal.aborted ? { kind: 'paused' } : phaseAfter(key, error)
  }
  running.delete(key)
  // Resumed while the old try was still ending: it stays in line.
  const isResumed = uploads.some((one) => one.key === key && one.phase.kind === 'queued')
  if (isResumed && phase.kind === 'paused') tell(uploads)
  else change(key, { phase })
}

function phaseAfter(key: number, error: unknown): UploadPhase {
  const code = problemCode(error)
  if (code === 'not-signed-in') return { kind: 'signed-out' }
  const tried = (tries.get(key) ?? 0) + 1
  tries.set(key, tried)
  const isLine = code === 'offline'
  // `conflict` and `not-found`: the server lost or dropped what it had; a new try begins from what it has.
  const mayPass =
    code === 'conflict' || code === 'not-found' || (error instanceof ApiError && error.problem.status >= 500)
  if (!isLine && !(mayPass && tried < mostTries)) return { kind: 'failed', error }
  setTimeout(
    () => {
      const now = uploads.find((one) => one.key === key)
      if (now?.phase.kind === 'waiting-line') change(key, { phase: { kind: 'queued' } })
    },
    Math.min(longestWaitMs, 1_000 * 2 ** (tried - 1)),
  )
  return { kind: 'waiting-line' }
}

/** Whether closing the page would interrupt something. */
const isUploading = () => uploads.some(({ phase }) => phase.kind !== 'failed' && phase.kind !== 'stored')

if (typeof window !== 'undefined') {
  window.addEventListener('online', () => resumeWaiting('waiting-line'))
  window.addEventListener('beforeunload', (event) => {
    if (isUploading()) event.preventDefault()
  })
}
