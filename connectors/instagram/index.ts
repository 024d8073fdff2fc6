import type { Connector } from '../contract.ts'
import { profiles } from '../rules/profiles.ts'
import { capabilitiesOf } from './capabilities.ts'
import { check, quotaOf } from './check.ts'
import { accessOf } from './client.ts'
import { confirm } from './confirm.ts'
import { createConnect, refresh } from './connect.ts'
import { accountMetrics, metrics } from './metrics.ts'
import { commit, prepare, remove } from './publish.ts'
import { type InstagramSettings, liveSettings } from './settings.ts'

/** Professional accounts of Instagram, by the account's own login or by that of a person of its Facebook page. */
export function createInstagramConnector(given: Partial<InstagramSettings> = {}): Connector {
  const settings = { ...liveSettings, ...given }
  return {
    platform: 'instagram',
    capabilities: profiles.instagram,
    connect: createConnect(settings),
    discoverCapabilities: async (account, context) => {
      const access = accessOf(account, settings)
      const quota = await quotaOf(access, context)
      return capabilitiesOf(access.login, quota?.max ?? null, settings)
    },
    refresh: (account, context) => refresh(account, settings, context),
    check: (account, context) => check(account, settings, context),
    prepare: (content, account, context) => prepare(content, account, settings, context),
    commit: (part, before, account, context) => commit(part, before, account, settings, context),
    confirm: (part, before, since, account, context) => confirm(part, before, since, account, settings, context),
    remove: (part, account, context) => remove(part, account, settings, context),
    metrics: (remoteIds, account, context) => metrics(remoteIds, account, settings, context),
    accountMetrics: (account, context) => accountMetrics(account, settings, context),
  }
}
