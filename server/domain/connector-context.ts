import type { ConnectorContext, Http } from '../../connectors/contract.ts'
import { databaseNow } from '../db/clock.ts'
import type { Queryable } from '../db/database.ts'

/** What a connector is handed: the guarded way out under one signal, and a clock that goes by the database's. */
export async function connectorContext(
  db: Queryable,
  http: (signal?: AbortSignal) => Http,
  signal: AbortSignal,
): Promise<ConnectorContext> {
  const start = await databaseNow(db)
  const startedAt = performance.now()
  return { http: http(signal), signal, now: () => new Date(start.getTime() + performance.now() - startedAt) }
}
