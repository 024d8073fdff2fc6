import type { Capabilities } from '../rules/capabilities.ts'
import { profiles } from '../rules/profiles.ts'
import type { XSettings } from './settings.ts'

/** What an account may pay for; each kind allows long texts and long films. */
const subscriptions: ReadonlySet<string> = new Set(['Basic', 'Premium', 'PremiumPlus'])

/** What the account may post: one that pays writes and films longer. */
export function capabilitiesFor(subscription: string, { limits, answersOwnPosts }: XSettings): Capabilities {
  const { textMax, filmMs, filmBytes } = subscriptions.has(subscription) ? limits.paying : limits.ordinary
  const { text, video, options = [], thread, ...rest } = profiles.x
  return {
    ...rest,
    text: { ...text, max: textMax },
    ...(video && { video: { ...video, maxBytes: filmBytes, maxDurationMs: filmMs } }),
    options: options.filter(({ name }) => answersOwnPosts || name !== 'firstComment'),
    ...(answersOwnPosts && thread && { thread }),
  }
}
