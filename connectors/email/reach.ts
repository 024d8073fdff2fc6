import { ConnectorError, type Fault } from '../contract.ts'

/**
 * Waits for the newsletter desk until the signal says stop.
 * @param otherwise what it means that no answer came
 * @throws ConnectorError
 */
export async function asked<T>(
  answer: Promise<T>,
  signal: AbortSignal,
  otherwise: Fault = { code: 'platform-down' },
): Promise<T> {
  try {
    return await orAborted(answer, signal)
  } catch (error) {
    throw error instanceof ConnectorError ? error : new ConnectorError(otherwise, { cause: error })
  }
}

/** @throws whatever the work throws, or the signal's reason as soon as it says stop; the work may go on */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = () => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    stop = () => signal.removeEventListener('abort', onAbort)
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    stop()
  }
}
