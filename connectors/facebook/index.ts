import type { Connector } from '../contract.ts'
import { profiles } from '../rules/profiles.ts'
import { confirm } from './confirm.ts'
import { check, createConnect } from './connect.ts'
import { accountMetrics, metrics } from './metrics.ts'
import { commit, edit, prepare, remove } from './publish.ts'
import { type FacebookSettings, liveSettings } from './settings.ts'

/**
 * Facebook pages. A page's token has no end and nothing renews it; giving it back would end every page of the person who
 * connected it, so a channel is only disconnected here.
 */
export function createFacebookConnector(given: Partial<FacebookSettings> = {}): Connector {
  const settings = { ...liveSettings, ...given }
  return {
    platform: 'facebook',
    capabilities: profiles.facebook,
    connect: createConnect(settings),
    check: (account, context) => check(account, settings, context),
    prepare: (content, account, context) => prepare(content, account, settings, context),
    commit: (part, before, account, context) => commit(part, before, account, settings, context),
    confirm: (part, before, since, account, context) => confirm(part, before, since, account, settings, context),
    edit: (part, position, content, account, context) => edit(part, position, content, account, settings, context),
    remove: (part, account, context) => remove(part, account, settings, context),
    metrics: (remoteIds, account, context) => metrics(remoteIds, account, settings, context),
    accountMetrics: (account, context) => accountMetrics(account, settings, context),
  }
}
