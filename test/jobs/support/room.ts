import type { Platform } from '../../../connectors/rules/platforms.ts'
import type { Room } from '../../../server/db/delivery-claims.ts'

/** Room for so many deliveries of one platform, whatever their channels. */
export function roomFor(platform: Platform, slots: number): Room {
  return { platforms: new Map([[platform, slots]]), busy: new Map(), perChannel: slots }
}
