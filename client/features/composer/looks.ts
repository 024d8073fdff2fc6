import type { Platform } from '../../../connectors/rules/platforms.ts'

/** How a platform lays out a post, and after how many lines it folds the text; null where it shows all of it. */
export interface Look {
  readonly layout: 'feed' | 'media-first' | 'article' | 'chat'
  readonly lines: number | null
}

/** As the platforms' own apps draw an official account's post on a phone. */
export const looks: Readonly<Record<Platform, Look>> = {
  facebook: { layout: 'feed', lines: 5 },
  youtube: { layout: 'media-first', lines: 2 },
  tiktok: { layout: 'media-first', lines: 2 },
  zalo: { layout: 'feed', lines: 4 },
  x: { layout: 'feed', lines: null },
  instagram: { layout: 'media-first', lines: 2 },
  threads: { layout: 'feed', lines: null },
  linkedin: { layout: 'feed', lines: 3 },
  telegram: { layout: 'chat', lines: null },
  bluesky: { layout: 'feed', lines: null },
  mastodon: { layout: 'feed', lines: null },
  wordpress: { layout: 'article', lines: 8 },
  email: { layout: 'article', lines: 12 },
}
