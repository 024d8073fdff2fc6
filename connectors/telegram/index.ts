import type { Connector } from '../contract.ts'
import { profiles } from '../rules/profiles.ts'
import { changing } from './change.ts'
import { confirming } from './confirm.ts'
import { connecting } from './connect.ts'
import { publishing } from './publish.ts'
import { defaults, type Telegram, type TelegramSettings } from './settings.ts'

/**
 * Telegram channels, by a bot that is one of their administrators. Telegram tells bots no views, so there are no figures
 * of items. @see https://core.telegram.org/bots/api
 */
export function createTelegramConnector(settings: Partial<TelegramSettings> = {}): Connector {
  const telegram: Telegram = { ...defaults, ...settings, newest: new Map() }
  return {
    platform: 'telegram',
    capabilities: profiles.telegram,
    ...connecting(telegram),
    ...publishing(telegram),
    confirm: confirming(telegram),
    ...changing(telegram),
  }
}
