import type { Connector } from '../contract.ts'
import { profiles } from '../rules/profiles.ts'
import { confirm } from './confirm.ts'
import { check, createConnect } from './connect.ts'
import { accountMetrics, metrics } from './metrics.ts'
import { commit, edit, prepare, remove } from './publish.ts'
import { type LinkedInSettings, liveSettings } from './settings.ts'
import { disconnect, refresh } from './tokens.ts'

/** Pages of organizations on LinkedIn, through its versioned REST API. */
export function createLinkedInConnector(given: Partial<LinkedInSettings> = {}): Connector {
  const settings = { ...liveSettings, ...given }
  return {
    platform: 'linkedin',
    capabilities: profiles.linkedin,
    connect: createConnect(settings),
    refresh: (account, context) => refresh(account, settings, context),
    check: (account, context) => check(account, settings, context),
    prepare: (content, account, context) => prepare(content, account, settings, context),
    commit: (part, before, account, context) => commit(part, before, account, settings, context),
    confirm: (part, before, since, account, context) => confirm(part, before, since, account, settings, context),
    metrics: (remoteIds, account, context) => metrics(remoteIds, account, settings, context),
    accountMetrics: (account, context) => accountMetrics(account, settings, context),
    edit: (part, position, content, account, context) => edit(part, position, content, account, settings, context),
    remove: (part, account, context) => remove(part, account, settings, context),
    disconnect: (account, context) => disconnect(account, settings, context),
  }
}
