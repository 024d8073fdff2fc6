import { z } from 'zod'
import type { ConnectorContext } from '../contract.ts'
import type { Capabilities, OptionField } from '../rules/capabilities.ts'
import { profiles } from '../rules/profiles.ts'
import { type Access, call } from './client.ts'

/** Who may see a post: our choices, and TikTok's names for them. */
export const privacyLevels = {
  everyone: 'PUBLIC_TO_EVERYONE',
  friends: 'MUTUAL_FOLLOW_FRIENDS',
  followers: 'FOLLOWER_OF_CREATOR',
  self: 'SELF_ONLY',
} as const
export type Privacy = keyof typeof privacyLevels

const CreatorInfo = z.object({
  creator_username: z.string().default(''),
  creator_nickname: z.string().default(''),
  privacy_level_options: z.array(z.string()),
  comment_disabled: z.boolean(),
  duet_disabled: z.boolean(),
  stitch_disabled: z.boolean(),
  max_video_post_duration_sec: z.number().positive(),
})

/** What the account's owner has set at TikTok, now. */
export interface Creator {
  readonly username: string
  readonly nickname: string
  readonly privacies: readonly Privacy[]
  /** What readers may not do with any of its posts. */
  readonly disabled: Readonly<Record<'comment' | 'duet' | 'stitch', boolean>>
  readonly maxDurationMs: number
}

/**
 * Has to be asked before each direct post, and when the choices are shown.
 * @throws ConnectorError `rate-limited` or `rejected` when the account may not post today
 * @see https://developers.tiktok.com/doc/content-posting-api-reference-query-creator-info
 */
export async function askCreator(access: Access, context: ConnectorContext): Promise<Creator> {
  const path = '/v2/post/publish/creator_info/query/'
  const told = await call(access, { method: 'POST', path, answer: CreatorInfo }, context)
  const names = Object.keys(privacyLevels) as Privacy[]
  return {
    username: told.creator_username,
    nickname: told.creator_nickname,
    privacies: names.filter((name) => told.privacy_level_options.includes(privacyLevels[name])),
    disabled: { comment: told.comment_disabled, duet: told.duet_disabled, stitch: told.stitch_disabled },
    maxDurationMs: told.max_video_post_duration_sec * 1000,
  }
}

/** The option that lets readers do it. */
export const switches = { comment: 'allowComment', duet: 'allowDuet', stitch: 'allowStitch' } as const

/** Forms that need a permission are offered only with it. */
const permissionFor: Readonly<Record<string, string>> = {
  video: 'video.publish',
  photos: 'video.publish',
  videoDraft: 'video.upload',
  photosDraft: 'video.upload',
}

/** The platform's limits with what this account's owner and our application's standing leave of them. */
export function capabilitiesFor(creator: Creator | null, { settings, scopes }: Access): Capabilities {
  const known = profiles.tiktok
  const forms = known.forms?.filter(({ name }) => scopes.has(permissionFor[name] ?? '')) ?? []
  const disabled = new Set(
    (['comment', 'duet', 'stitch'] as const).filter((what) => creator?.disabled[what]).map((what) => switches[what]),
  )
  const narrowed = (field: OptionField): OptionField =>
    field.name === 'privacy' && field.kind === 'choice'
      ? { ...field, choices: privaciesOf(creator, settings.audited).filter((name) => field.choices.includes(name)) }
      : field
  return {
    ...known,
    ...(known.video && creator && { video: { ...known.video, maxDurationMs: creator.maxDurationMs } }),
    ...(forms.length > 0 && { forms }),
    options: (known.options ?? []).filter(({ name }) => !disabled.has(name as 'allowComment')).map(narrowed),
  }
}

function privaciesOf(creator: Creator | null, audited: boolean): readonly Privacy[] {
  const offered = creator?.privacies ?? (Object.keys(privacyLevels) as Privacy[])
  return audited ? offered : offered.filter((name) => name === 'self')
}
