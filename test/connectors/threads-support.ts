import type { Connector, ConnectorContext } from '../../connectors/contract.ts'
import { createThreadsConnector } from '../../connectors/threads/index.ts'
import type { ThreadsSettings } from '../../connectors/threads/settings.ts'
import { letIn } from '../../server/practice/simulation/visit-page.ts'
import { threadsApp, threadsHosts } from '../../server/practice/threads/index.ts'
import { impatient } from './instagram-support.ts'
import { visit } from './support.ts'

/** The connector speaking to what stands at `url` in place of the platform's hosts. */
export const threadsAt = (url: string, settings: Partial<ThreadsSettings> = {}) =>
  createThreadsConnector({ ...threadsHosts(url), ...impatient, ...settings })

/** @param denied permissions that the person refuses */
export function visitThreads(
  connector: Connector,
  url: string,
  context: ConnectorContext,
  denied: readonly string[] = [],
) {
  const address = (page: URL) => {
    if (denied.length > 0) page.searchParams.set('deny', denied.join(','))
  }
  return visit(connector, { app: threadsApp(url), authorize: letIn }, context, { address })
}
