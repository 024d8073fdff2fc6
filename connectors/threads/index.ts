import type { Connector } from '../contract.ts'
import { profiles } from '../rules/profiles.ts'
import { accessOf } from './client.ts'
import { confirm } from './confirm.ts'
import { check, createConnect, discover, refresh } from './connect.ts'
import { accountMetrics, metrics } from './metrics.ts'
import { commit, prepare, remove } from './publish.ts'
import { liveSettings, type ThreadsSettings } from './settings.ts'

/** Profiles of Threads, by Meta's Threads API. */
export function createThreadsConnector(given: Partial<ThreadsSettings> = {}): Connector {
  const settings = { ...liveSettings, ...given }
  return {
    platform: 'threads',
    capabilities: profiles.threads,
    connect: createConnect(settings),
    discoverCapabilities: (account, context) => discover(accessOf(account, settings), settings, context),
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
