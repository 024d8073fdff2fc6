import type { Connector } from '../contract.ts'
import { profiles } from '../rules/profiles.ts'
import { siteOf } from './client.ts'
import { checkAccount, endPassword, readCapabilities, signIn } from './connect.ts'
import { edit } from './edit.ts'
import { metrics } from './metrics.ts'
import { commit, confirm, prepare, remove } from './publish.ts'

/** A WordPress site through its own REST API, by application password. */
export function createWordPressConnector(): Connector {
  return {
    platform: 'wordpress',
    capabilities: profiles.wordpress,
    connect: {
      kind: 'form',
      fields: [
        { name: 'host', kind: 'host', required: true },
        { name: 'user', kind: 'text', required: true },
        { name: 'password', kind: 'secret', required: true },
      ],
      accounts: async (input, context) => [await signIn(input, context)],
    },
    discoverCapabilities: (account, context) => readCapabilities(siteOf(account), context),
    check: checkAccount,
    prepare,
    commit,
    confirm,
    edit,
    remove,
    metrics,
    disconnect: endPassword,
  }
}
