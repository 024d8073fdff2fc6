import { type ConnectorContext, ConnectorError, type Fault, type Http } from '../connectors/contract.ts'
import type { ConnectorRegistry } from '../connectors/registry.ts'
import type { ChannelCredentials } from '../server/domain/credentials.ts'

/** What the jobs need to speak to platforms. */
export interface Connecting {
  readonly connectors: ConnectorRegistry
  readonly credentials: Pick<ChannelCredentials, 'accountFor' | 'refresh' | 'withAccount'>
  /** The guarded way out, under one signal. */
  readonly http: (signal?: AbortSignal) => Http
}

/** A clock that goes by the database's time: set when it told its time, and never by the machine's own. */
export function clockFrom(told: Date): () => Date {
  const toldAt = performance.now()
  return () => new Date(told.getTime() + performance.now() - toldAt)
}

/**
 * Runs a connector's function for at most so long. A function that does not obey its signal is left behind: it can
 * still act, which is why an irreversible one is looked up only after its time-out and the platform's lag.
 * @throws whatever it throws, or the signal's reason
 */
export async function within<T>(
  milliseconds: number,
  outer: AbortSignal | null,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer?.throwIfAborted()
  // By hand, because AbortSignal.timeout cannot be taken back: each would fire after its work was long done.
  const limit = new AbortController()
  const stop = () => limit.abort(outer?.reason)
  const timer = setTimeout(() => limit.abort(new DOMException('It took too long', 'TimeoutError')), milliseconds)
  outer?.addEventListener('abort', stop)
  try {
    return await new Promise<T>((resolve, reject) => {
      limit.signal.addEventListener('abort', () => reject(limit.signal.reason))
      work(limit.signal).then(resolve, reject)
    })
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener('abort', stop)
  }
}

export function contextOf({ http }: Pick<Connecting, 'http'>, signal: AbortSignal, now: () => Date): ConnectorContext {
  return { http: http(signal), signal, now }
}

/** The fault an exception stands for. What is no ConnectorError (a time-out, a mistake of ours) is `otherwise`. */
export function faultOf(error: unknown, otherwise: Fault): Fault {
  return error instanceof ConnectorError ? error.fault : otherwise
}
