import type { Connector } from '../contract.ts'
import { capabilitiesOf } from './capabilities.ts'
import { connecting } from './connect.ts'
import { measuring } from './metrics.ts'
import { publishing } from './publish.ts'
import { defaults, type ZaloSettings } from './settings.ts'

/** Zalo official accounts: articles, films, and broadcasts of them to followers. */
export function createZaloConnector(settings: Partial<ZaloSettings> = {}): Connector {
  const zalo: ZaloSettings = { ...defaults, ...settings }
  return {
    platform: 'zalo',
    capabilities: capabilitiesOf(zalo),
    ...connecting(zalo),
    ...publishing(zalo),
    ...measuring(zalo),
  }
}
