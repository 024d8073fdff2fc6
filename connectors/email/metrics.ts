import type { Connector, ItemMetrics } from '../contract.ts'
import { metricNames } from '../rules/metrics.ts'
import { type IssueFigures, type Newsletter, Sender } from './newsletter.ts'
import { asked } from './reach.ts'

/** Mails that arrived, as far as a sender knows. Nobody is watched reading: views, opens and clicks are not offered. */
export function metricsWith(newsletter: Newsletter): NonNullable<Connector['metrics']> {
  return async (remoteIds, _account, { signal }) => {
    const told = await asked(newsletter.figures(remoteIds, signal), signal)
    return remoteIds.map((remoteId) => present(remoteId, told.find(({ id }) => id === remoteId) ?? null))
  }
}

/** Followers are those who confirmed that they want the letter. */
export function accountMetricsWith(newsletter: Newsletter): NonNullable<Connector['accountMetrics']> {
  return async ({ settings }, { signal }) => {
    const { listKey } = Sender.parse(settings)
    const { subscribers, issues } = await asked(newsletter.standing(listKey, signal), signal)
    return { followers: subscribers, posts: issues, raw: { subscribers, issues } }
  }
}

function present(remoteId: string, figures: IssueFigures | null): ItemMetrics {
  const reason = (name: string) => (name === 'delivered' ? 'not-yet' : 'not-offered')
  const names = metricNames.filter((name) => name !== 'delivered' || !figures)
  const absent = Object.fromEntries(names.map((name) => [name, reason(name)]))
  if (!figures) return { remoteId, values: {}, absent, raw: {}, gone: true }
  const { id: _id, isWithdrawn, ...raw } = figures
  return { remoteId, values: { delivered: figures.accepted }, absent, raw, gone: isWithdrawn }
}
