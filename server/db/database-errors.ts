/**
 * The database is away or shutting down: a refused connection (FATAL), SQLSTATE classes 08, 53 and 57 (shut down,
 * time-out), and what sockets and the pool say. Nothing is wrong with what was asked.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, severity } = error as { code?: unknown; severity?: unknown }
  return (
    severity === 'FATAL' ||
    (typeof code === 'string' && /^(08|53|57)[0-9A-Z]{3}$|^E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|NOENT)$/.test(code)) ||
    /timeout exceeded when trying to connect|Connection terminated/.test(error.message)
  )
}

/** SQLSTATE classes 22 (data), 23 (integrity) and 42 (rights): the same write would be refused again. */
export function isWriteRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(22|23|42)[0-9A-Z]{3}$/.test(String(error.code))
}

const deadlockRetries = 3

/** Two transactions waited for each other and the database ended one of them whole: it is begun again. */
export async function retryingDeadlocks<T>(work: () => Promise<T>): Promise<T> {
  for (let retry = 0; ; retry += 1) {
    try {
      return await work()
    } catch (error) {
      const isDeadlock = error instanceof Error && 'code' in error && error.code === '40P01'
      if (!isDeadlock || retry === deadlockRetries) throw error
    }
  }
}
