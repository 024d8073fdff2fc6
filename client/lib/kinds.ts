import type { CreatePost } from '../../server/contract/content.ts'

/** Kinds of content and tones, in the order they are offered. */
export const kinds = [
  'news',
  'infographic',
  'short_video',
  'video',
  'podcast',
  'photo_story',
  'newsletter',
  'statement',
  'correction',
] as const satisfies readonly CreatePost['kind'][]

export const tones = ['positive', 'neutral', 'corrective', 'critical'] as const satisfies readonly CreatePost['tone'][]
