import type { Platform } from '../../connectors/rules/platforms.ts'

/** How a platform lays its items out: a stream, pictures first, a wide or a tall film, messages, articles, a letter. */
export type Shape = 'feed' | 'photo' | 'film' | 'reel' | 'chat' | 'article' | 'letter'

/** How a platform shows an account. Its colours stand in style.ts. */
export const shapes: Readonly<Record<Platform, Shape>> = {
  facebook: 'feed',
  youtube: 'film',
  tiktok: 'reel',
  zalo: 'chat',
  x: 'feed',
  instagram: 'photo',
  threads: 'feed',
  linkedin: 'feed',
  telegram: 'chat',
  bluesky: 'feed',
  mastodon: 'feed',
  wordpress: 'article',
  email: 'letter',
}
