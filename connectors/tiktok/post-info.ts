import { ConnectorError, type DeliveryContent, type JsonObject, type RejectedProblem } from '../contract.ts'
import { type Creator, type Privacy, privacyLevels, switches } from './creator.ts'
import type { TikTokSettings } from './settings.ts'

/** What a person chose for a post, held against what the account's owner allows now. Nothing is widened or narrowed. */
export interface Choices {
  readonly privacy: Privacy
  /** Fields that films and pictures share. */
  readonly shared: JsonObject
}

/** @throws ConnectorError `rejected` where a choice is missing, or not open any more */
export function choicesOf({ options }: DeliveryContent, creator: Creator): Choices {
  const privacy = creator.privacies.find((name) => name === options['privacy'])
  if (!privacy)
    throw refused(
      'permission',
      `Who may see it has to be chosen anew: this account offers ${creator.privacies.join(', ')}`,
    )
  for (const what of ['comment', 'duet', 'stitch'] as const)
    if (creator.disabled[what] && options[switches[what]] === true)
      throw refused('permission', `The account does not allow "${what}" any more`)
  const isPaid = options['paidPartnership'] === true
  if (isPaid && privacy === 'self')
    throw refused('permission', 'A paid partnership cannot be visible to the account alone')
  return {
    privacy,
    shared: {
      privacy_level: privacyLevels[privacy],
      disable_comment: options['allowComment'] !== true,
      brand_content_toggle: isPaid,
      brand_organic_toggle: options['ownBusiness'] === true,
    },
  }
}

/** The body of `post_info` for a film. @see https://developers.tiktok.com/doc/content-posting-api-reference-direct-post */
export function videoInfo(content: DeliveryContent, { shared }: Choices): JsonObject {
  const { options, machineMarks } = content
  return {
    ...shared,
    title: textOf(content),
    disable_duet: options['allowDuet'] !== true,
    disable_stitch: options['allowStitch'] !== true,
    video_cover_timestamp_ms: Math.round(numberIn(options, 'coverSecond', 0) * 1000),
    is_aigc: machineMarks.drawn === true,
  }
}

/**
 * The whole body for pictures, but for their addresses. Of a draft TikTok takes the words alone.
 * @see https://developers.tiktok.com/doc/content-posting-api-reference-photo-post
 */
export function photosBody(content: DeliveryContent, choices: Choices | null, settings: TikTokSettings): JsonObject {
  const { options, machineMarks, title } = content
  const words = { title: title ?? '', description: textOf(content) }
  if (!choices) return { media_type: 'PHOTO', post_mode: 'MEDIA_UPLOAD', post_info: words }
  const aigc = { is_aigc: machineMarks.drawn === true }
  return {
    media_type: 'PHOTO',
    post_mode: 'DIRECT_POST',
    ...(settings.photoAigc === 'top-level' && aigc),
    post_info: {
      ...words,
      ...choices.shared,
      auto_add_music: options['autoMusic'] === true,
      ...(settings.photoAigc === 'post-info' && aigc),
    },
  }
}

/** Which picture is the cover, counted from 0. @throws ConnectorError `rejected` when there is no such picture */
export function coverIndex({ options }: DeliveryContent, pictures: number): number {
  const position = numberIn(options, 'photoCover', 1)
  if (position > pictures) throw refused('media-count', `Picture ${position} was chosen as the cover of ${pictures}`)
  return position - 1
}

export function refused(problem: RejectedProblem, detail: string): ConnectorError {
  return new ConnectorError({ code: 'rejected', problem, detail })
}

function textOf({ parts }: DeliveryContent): string {
  return parts[0]?.text ?? ''
}

function numberIn(options: JsonObject, name: string, otherwise: number): number {
  const value = options[name]
  return typeof value === 'number' ? value : otherwise
}
