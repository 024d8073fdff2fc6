import type { Connector } from '../contract.ts'
import { profiles } from '../rules/profiles.ts'
import { accessOf } from './client.ts'
import { confirm } from './confirm.ts'
import { check, createConnect, disconnect, refresh } from './connect.ts'
import { askCreator, capabilitiesFor } from './creator.ts'
import { accountMetrics, metrics } from './metrics.ts'
import { commit, prepare } from './publish.ts'
import { liveSettings, type TikTokSettings } from './settings.ts'

/** TikTok through its Content Posting API; figures through its Display API. It lets nothing be edited or taken down. */
export function createTikTokConnector(given: Partial<TikTokSettings> = {}): Connector {
  const settings = { ...liveSettings, ...given }
  return {
    platform: 'tiktok',
    capabilities: profiles.tiktok,
    connect: createConnect(settings),
    discoverCapabilities: async (account, context) => {
      const access = accessOf(account, settings)
      const creator = access.scopes.has('video.publish') ? await askCreator(access, context) : null
      return capabilitiesFor(creator, access)
    },
    refresh: (account, context) => refresh(account, settings, context),
    check: (account, context) => check(account, settings, context),
    prepare: (content, account, context) => prepare(content, account, settings, context),
    commit: (part, _before, account, context) => commit(part, account, settings, context),
    confirm: (part, _before, since, account, context) => confirm(part, since, account, settings, context),
    metrics: (remoteIds, account, context) => metrics(remoteIds, account, settings, context),
    accountMetrics: (account, context) => accountMetrics(account, settings, context),
    disconnect: (account, context) => disconnect(account, settings, context),
  }
}
