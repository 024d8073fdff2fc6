import { culture } from './culture.ts'
import { economy } from './economy.ts'
import { environment } from './environment.ts'
import { services } from './services.ts'
import type { Topic } from './topic.ts'

export type { Topic } from './topic.ts'
/** Everything the demo office writes about. */
export const topics: readonly Topic[] = [...culture, ...economy, ...services, ...environment]
