import type { Connector } from '../contract.ts'
import { profiles } from '../rules/profiles.ts'
import { accountMetrics, metrics } from './metrics.ts'
import { commit, confirm, prepare, remove } from './publish.ts'
import { type BlueskyHosts, checkSession, endSession, refreshSession, signIn } from './session.ts'

const publicHosts: BlueskyHosts = {
  entry: 'https://bsky.social',
  directory: 'https://plc.directory',
  appView: 'https://public.api.bsky.app',
}

/** Bluesky and every other server of the AT Protocol, by app password. @param hosts servers other than the public ones */
export function createBlueskyConnector(hosts: Partial<BlueskyHosts> = {}): Connector {
  const known = { ...publicHosts, ...hosts }
  return {
    platform: 'bluesky',
    capabilities: profiles.bluesky,
    connect: {
      kind: 'form',
      fields: [
        { name: 'handle', kind: 'text', required: true },
        { name: 'appPassword', kind: 'secret', required: true },
        { name: 'host', kind: 'host', required: false },
      ],
      accounts: async (input, context) => [await signIn(input, known, context)],
    },
    refresh: refreshSession,
    check: checkSession,
    prepare,
    commit,
    confirm,
    remove,
    disconnect: endSession,
    metrics: (remoteIds, account, context) => metrics(remoteIds, account, known.appView, context),
    accountMetrics: (account, context) => accountMetrics(account, known.appView, context),
  }
}
