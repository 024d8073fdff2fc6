import type { QueryClient } from '@tanstack/react-query'
import type { LiveEvent } from '../../server/contract/deliveries.ts'

/** What a change touches, as prefixes of query keys. */
const touched: Readonly<Record<LiveEvent['type'], readonly string[]>> = {
  delivery: ['deliveries', 'outlook', 'posts', 'attention', 'pauses'],
  channel: ['channels', 'outlook', 'attention'],
  post: ['posts', 'deliveries', 'outlook'],
  pause: ['pauses', 'deliveries', 'outlook', 'attention'],
  presence: ['presence'],
  comment: ['comments', 'attention'],
  task: ['tasks'],
}
const everything = [...new Set(Object.values(touched).flat())]

/** Many changes at once are one refetch. */
const gatherMs = 300
/** The server says something at least every 15 seconds; a stream silent for this long is dead. */
const silenceMs = 45_000
const reopenMs = 3_000

/**
 * Keeps the query cache fresh from the server's event stream. HTTP/1.1 allows six connections to a server, so one page of
 * the browser holds the stream and tells the others; when it closes, the next one takes over. After every gap all
 * that events could have touched is fetched again.
 * @param onLost the stream was refused: somebody should look whether the session still stands
 * @returns stops listening
 */
export function followEvents(cache: QueryClient, onLost: () => void): () => void {
  const stopping = new AbortController()
  const others = new BroadcastChannel('hd-live')
  const refresh = gatherer((prefixes) => {
    for (const prefix of prefixes) void cache.invalidateQueries({ queryKey: [prefix] })
  })
  others.onmessage = ({ data }: MessageEvent<readonly string[]>) => refresh(data)
  const changed = (prefixes: readonly string[]) => {
    others.postMessage(prefixes)
    refresh(prefixes)
  }
  const hold = () => holdStream(changed, onLost, stopping.signal)
  // Locks exist on https and localhost only; elsewhere every page holds a stream of its own.
  const locks: LockManager | undefined = navigator.locks
  if (locks) locks.request('hd-live', { signal: stopping.signal }, hold).catch(ignoreAbort)
  else void hold()
  return () => {
    stopping.abort()
    others.close()
  }
}

/** Opens the stream again and again; resolves when `signal` says so. */
async function holdStream(
  changed: (prefixes: readonly string[]) => void,
  onLost: () => void,
  signal: AbortSignal,
): Promise<void> {
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    const wasRefused = await readStream(changed, isFirst, signal)
    if (signal.aborted) return
    if (wasRefused) onLost()
    await new Promise((resolve) => setTimeout(resolve, reopenMs))
  }
}

/** @returns true when the server refused the stream, false when it fell silent */
function readStream(changed: (prefixes: readonly string[]) => void, isFirst: boolean, signal: AbortSignal) {
  return new Promise<boolean>((resolve) => {
    const stream = new EventSource('/api/v1/events')
    let hasGap = !isFirst
    let silence: ReturnType<typeof setTimeout>
    const end = (wasRefused: boolean) => {
      clearTimeout(silence)
      stream.close()
      resolve(wasRefused)
    }
    const heard = () => {
      clearTimeout(silence)
      silence = setTimeout(() => end(false), silenceMs)
    }
    heard()
    signal.addEventListener('abort', () => end(false), { once: true })
    stream.onopen = () => {
      heard()
      if (hasGap) changed(everything)
    }
    stream.onerror = () => {
      hasGap = true
      // Closed means refused; otherwise the browser is already trying again.
      if (stream.readyState === EventSource.CLOSED) end(true)
    }
    stream.addEventListener('ping', heard)
    stream.addEventListener('change', ({ data }: MessageEvent<string>) => {
      heard()
      const { type } = JSON.parse(data) as LiveEvent
      changed(touched[type] ?? everything)
    })
  })
}

function gatherer(act: (prefixes: ReadonlySet<string>) => void): (prefixes: readonly string[]) => void {
  let gathered = new Set<string>()
  let isWaiting = false
  return (prefixes) => {
    for (const prefix of prefixes) gathered.add(prefix)
    if (isWaiting) return
    isWaiting = true
    setTimeout(() => {
      const now = gathered
      gathered = new Set()
      isWaiting = false
      act(now)
    }, gatherMs)
  }
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof DOMException && error.name === 'AbortError')) throw error
}
