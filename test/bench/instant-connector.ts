import { allWell } from '../../connectors/answers.ts'
import type { Connector } from '../../connectors/contract.ts'
import type { Platform } from '../../connectors/rules/platforms.ts'
import { fakeCapabilities } from '../jobs/support/fake-connector.ts'

/** A platform without a network: it takes everything at once, or, hung, answers nothing. */
export function createInstantConnector(platform: Platform, isHung: boolean): Connector {
  return {
    platform,
    connect: { kind: 'form', fields: [], accounts: async () => [] },
    capabilities: fakeCapabilities(),
    check: async () => allWell,
    prepare: async ({ deliveryId, revision, parts }) =>
      parts.map(({ text }, index) => ({ marker: `${deliveryId}/${revision}/${index}`, payload: { text } })),
    commit: ({ marker }) =>
      isHung ? new Promise(() => {}) : Promise.resolve({ remoteId: marker, url: null, receipt: {} }),
    confirm: async () => ({ outcome: 'unknown' }),
  }
}
