import type { Connector } from '../contract.ts'
import { profiles } from '../rules/profiles.ts'
import { accountMetrics, check, createConnect, disconnect, refresh } from './connect.ts'
import { metrics } from './metrics.ts'
import { commit, confirm, edit, prepare, remove } from './publish.ts'
import { liveSettings, type YouTubeSettings } from './settings.ts'

/** YouTube channels: films are uploaded as private ahead of time and published by one update. */
export function createYouTubeConnector(given: Partial<YouTubeSettings> = {}): Connector {
  const settings = { ...liveSettings, ...given }
  return {
    platform: 'youtube',
    capabilities: profiles.youtube,
    connect: createConnect(settings),
    refresh: (account, context) => refresh(account, settings, context),
    check: (account, context) => check(account, settings, context),
    prepare: (content, account, context) => prepare(content, account, settings, context),
    commit: (part, before, account, context) => commit(part, before, account, settings, context),
    confirm: (part, before, since, account, context) => confirm(part, before, since, account, settings, context),
    edit: (part, _position, content, account, context) => edit(part, content, account, settings, context),
    remove: (part, account, context) => remove(part, account, settings, context),
    metrics: (remoteIds, account, context) => metrics(remoteIds, account, settings, context),
    accountMetrics: (account, context) => accountMetrics(account, settings, context),
    disconnect: (account, context) => disconnect(account, settings, context),
  }
}
