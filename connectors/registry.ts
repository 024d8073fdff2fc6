import type { Connector } from './contract.ts'
import type { Platform } from './rules/platforms.ts'

/** Which connector serves a channel. Practice channels of every platform are served by the practice network. */
export interface ConnectorRegistry {
  /** @returns null when this installation has no connector for it */
  for(channel: { platform: Platform; practice: boolean }): Connector | null
  /** Platforms that can be connected for real. */
  readonly platforms: readonly Platform[]
}

/** @param practice makes the connector that shows a platform's look on the practice network; null switches it off */
export function createRegistry(
  connectors: readonly Connector[],
  practice: ((platform: Platform) => Connector) | null,
): ConnectorRegistry {
  const live = new Map(connectors.map((connector) => [connector.platform, connector]))
  return {
    for: (channel) =>
      channel.practice ? (practice?.(channel.platform) ?? null) : (live.get(channel.platform) ?? null),
    platforms: [...live.keys()],
  }
}
