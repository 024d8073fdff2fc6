import type { Connector } from '../contract.ts'
import { profiles } from '../rules/profiles.ts'
import { accountMetrics, metrics } from './metrics.ts'
import { commit, confirm, prepare, remove } from './publish.ts'
import { checkSession, endSession, refreshSession, signIn } from './session.ts'
import { type BlueskySettings, usualSettings } from './settings.ts'

/** Bluesky and every other server of the AT Protocol, by app password. @param given servers other than the public ones */
export function createBlueskyConnector(given: Partial<BlueskySettings> = {}): Connector {
  const settings = { ...usualSettings, ...given }
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
      accounts: async (input, context) => [await signIn(input, settings, context)],
    },
    refresh: refreshSession,
    check: checkSession,
    prepare: (content, account, context) => prepare(content, account, settings, context),
    commit,
    confirm,
    remove,
    disconnect: endSession,
    metrics: (remoteIds, account, context) => metrics(remoteIds, account, settings.appView, context),
    accountMetrics: (account, context) => accountMetrics(account, settings.appView, context),
  }
}
