/** A claim that is renewed while its work goes on. */
export interface Lease {
  /** Aborted when the claim is lost (a person changed the delivery, or the sweep took it), and with `stopping`. */
  readonly signal: AbortSignal
  end(): void
}

/**
 * @param renew says whether the claim still stands; one that throws is asked again, because a database that is away
 *   for a moment takes no claim
 */
export function keepLease(renew: () => Promise<boolean>, everyMs: number, stopping: AbortSignal): Lease {
  const ended = new AbortController()
  const stop = () => ended.abort(stopping.reason)
  if (stopping.aborted) stop()
  else stopping.addEventListener('abort', stop)
  const timer = setInterval(() => {
    renew().then(
      (stands) => {
        if (!stands) ended.abort(new Error('The claim is lost'))
      },
      () => {},
    )
  }, everyMs)
  timer.unref()
  return {
    signal: ended.signal,
    end() {
      clearInterval(timer)
      stopping.removeEventListener('abort', stop)
    },
  }
}
