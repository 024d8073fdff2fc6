import type { Connector } from '../contract.ts'
import { profiles } from '../rules/profiles.ts'
import { capabilitiesFor } from './capabilities.ts'
import { accessOf } from './client.ts'
import { confirm } from './confirm.ts'
import { check, createConnect, disconnect, refresh, whoAmI } from './connect.ts'
import { accountMetrics, metrics } from './metrics.ts'
import { commit, prepare, remove } from './publish.ts'
import { liveSettings, type XSettings } from './settings.ts'

/**
 * X through its API v2. A changed post has a new id there, so that none is changed: it is taken down and published
 * again.
 */
export function createXConnector(given: Partial<XSettings> = {}): Connector {
  const settings = { ...liveSettings, ...given }
  return {
    platform: 'x',
    capabilities: profiles.x,
    connect: createConnect(settings),
    discoverCapabilities: async (account, context) =>
      capabilitiesFor((await whoAmI(accessOf(account, settings), context)).subscription_type, settings),
    refresh: (account, context) => refresh(account, settings, context),
    check: (account, context) => check(account, settings, context),
    prepare: (content, account, context) => prepare(content, account, settings, context),
    commit: (part, before, account, context) => commit(part, before, account, settings, context),
    confirm: (part, before, since, account, context) => confirm(part, before, since, account, settings, context),
    remove: (part, account, context) => remove(part, account, settings, context),
    metrics: (remoteIds, account, context) => metrics(remoteIds, account, settings, context),
    accountMetrics: (account, context) => accountMetrics(account, settings, context),
    disconnect: (account, context) => disconnect(account, settings, context),
  }
}
