import { allWell } from '../answers.ts'
import type { Connector } from '../contract.ts'
import { profiles } from '../rules/profiles.ts'
import { readInstance } from './capabilities.ts'
import { accessOf } from './client.ts'
import { confirm } from './confirm.ts'
import { connect, revoke, whoAmI } from './connect.ts'
import { edit } from './edit.ts'
import { accountMetrics, metrics } from './metrics.ts'
import { commit, prepare, remove } from './publish.ts'

/** Mastodon, and servers that speak its API. */
export function createMastodonConnector(): Connector {
  return {
    platform: 'mastodon',
    capabilities: profiles.mastodon,
    connect,
    discoverCapabilities: (account, context) => readInstance(accessOf(account), context),
    check: async (account, context) => {
      await whoAmI(accessOf(account), context)
      return allWell
    },
    prepare,
    commit,
    confirm,
    edit,
    remove,
    metrics,
    accountMetrics,
    disconnect: revoke,
  }
}
