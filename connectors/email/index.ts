import type { Connector } from '../contract.ts'
import { profiles } from '../rules/profiles.ts'
import { checkAccount, connectFields, signIn } from './connect.ts'
import { accountMetricsWith, metricsWith } from './metrics.ts'
import type { Newsletter } from './newsletter.ts'
import { publishingWith } from './publish.ts'

/** An e-mail newsletter with its archive and feeds: the office is its own platform, behind any mail server. */
export function createEmailConnector(newsletter: Newsletter): Connector {
  return {
    platform: 'email',
    capabilities: profiles.email,
    connect: {
      kind: 'form',
      fields: connectFields,
      accounts: async (input, context) => [await signIn(newsletter, input, context)],
    },
    check: (account, context) => checkAccount(newsletter, account, context),
    ...publishingWith(newsletter),
    metrics: metricsWith(newsletter),
    accountMetrics: accountMetricsWith(newsletter),
  }
}
