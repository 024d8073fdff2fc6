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
