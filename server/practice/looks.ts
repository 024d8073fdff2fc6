import type { Platform } from '../../connectors/rules/platforms.ts'

/** How a platform lays its items out: a stream, pictures first, a wide or a tall film, messages, articles, a letter. */
export type Shape = 'feed' | 'photo' | 'film' | 'reel' | 'chat' | 'article' | 'letter'

/** How a platform calls itself and shows an account. Its colours stand in style.ts. */
export const looks: Readonly<Record<Platform, { readonly name: string; readonly shape: Shape }>> = {
  facebook: { name: 'Facebook', shape: 'feed' },
  youtube: { name: 'YouTube', shape: 'film' },
  tiktok: { name: 'TikTok', shape: 'reel' },
  zalo: { name: 'Zalo OA', shape: 'chat' },
  x: { name: 'X', shape: 'feed' },
  instagram: { name: 'Instagram', shape: 'photo' },
  threads: { name: 'Threads', shape: 'feed' },
  linkedin: { name: 'LinkedIn', shape: 'feed' },
  telegram: { name: 'Telegram', shape: 'chat' },
  bluesky: { name: 'Bluesky', shape: 'feed' },
  mastodon: { name: 'Mastodon', shape: 'feed' },
  wordpress: { name: 'WordPress', shape: 'article' },
  email: { name: 'E-mail', shape: 'letter' },
}
