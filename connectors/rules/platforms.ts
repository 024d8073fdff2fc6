/** Every platform a channel can be on, in the order people see them. */
export const platforms = [
  'facebook',
  'youtube',
  'tiktok',
  'zalo',
  'x',
  'instagram',
  'threads',
  'linkedin',
  'telegram',
  'bluesky',
  'mastodon',
  'wordpress',
  'email',
] as const

export type Platform = (typeof platforms)[number]

/** What each calls itself. */
export const platformNames: Readonly<Record<Platform, string>> = {
  facebook: 'Facebook',
  youtube: 'YouTube',
  tiktok: 'TikTok',
  zalo: 'Zalo OA',
  x: 'X',
  instagram: 'Instagram',
  threads: 'Threads',
  linkedin: 'LinkedIn',
  telegram: 'Telegram',
  bluesky: 'Bluesky',
  mastodon: 'Mastodon',
  wordpress: 'WordPress',
  email: 'E-mail',
}
