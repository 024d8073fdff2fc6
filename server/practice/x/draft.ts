import { weigh } from '../../../connectors/rules/x/weight.ts'
import { isReady } from './media.ts'
import { forbidden, invalid, isPaying, type Medium, type Post, type World } from './world.ts'

const fields = [
  'text',
  'media',
  'poll',
  'reply',
  'quote_tweet_id',
  'reply_settings',
  'made_with_ai',
  'paid_partnership',
  'community_id',
  'for_super_followers_only',
  'share_with_followers',
  'nullcast',
  'card_uri',
  'direct_message_deep_link',
  'geo',
  'edit_options',
]
const mediaFields = ['media_ids', 'tagged_user_ids', 'title', 'description', 'preview_media_id', 'embeddable']
const audiences = ['following', 'mentionedUsers', 'subscribers', 'verified']

type Draft = Pick<
  Post,
  'text' | 'replyTo' | 'media' | 'cover' | 'poll' | 'replySettings' | 'communityId' | 'madeWithAi' | 'paidPartnership'
>

/** What a post says, checked in X's order and words. @throws Refusal @see https://docs.x.com/x-api/posts/create-post */
export function readDraft(body: Readonly<Record<string, unknown>>, world: World): Draft {
  assertKnown('', body, fields)
  const text = textIn(body, 'text') ?? ''
  const media = objectIn(body, 'media')
  const poll = objectIn(body, 'poll')
  const reply = objectIn(body, 'reply')
  if (media) assertKnown('media.', media, mediaFields)
  if (poll) assertKnown('poll.', poll, ['options', 'duration_minutes', 'reply_settings'])
  if (reply) assertKnown('reply.', reply, ['in_reply_to_tweet_id', 'exclude_reply_user_ids'])
  if (media && poll) throw invalid('poll', poll, 'Only one of media, poll, quote_tweet_id, card_uri may be given.')
  if (body['quote_tweet_id'] !== undefined) throw forbidden('Quoting a post is not available in your plan.')
  if (text.trim() === '' && !media && !poll)
    throw invalid('text', text, 'Exactly one of poll, media.media_ids, text, card_uri must be provided.')
  const replySettings = textIn(body, 'reply_settings')
  if (replySettings !== null && !audiences.includes(replySettings))
    throw invalid('reply_settings', replySettings, `[${replySettings}] is not one of [${audiences.join(',')}].`)
  const communityId = textIn(body, 'community_id')
  if (communityId !== null && !/^\d{1,19}$/.test(communityId))
    throw invalid('community_id', communityId, `[${communityId}] is not a valid community id.`)
  assertText(text, world)
  return {
    text,
    poll: poll && readPoll(poll),
    ...readMedia(media, world),
    replyTo: reply && readReply(reply, world),
    replySettings,
    communityId,
    madeWithAi: flagIn(body, 'made_with_ai'),
    paidPartnership: flagIn(body, 'paid_partnership'),
  }
}

/** A dollar sign with a stock's letters. */
const cashtag = /(?<=^|\s)\$[a-z]{1,6}(?:[._][a-z]{1,2})?(?=$|[\s!'#%&()*+,\-./:;<=>?])/gi

function assertText(text: string, world: World): void {
  const max = isPaying(world) ? world.limits.text.paying : world.limits.text.ordinary
  if (weigh(text) > max) {
    const detail = 'Your Post text is too long.'
    throw world.switches.tooLong === 403 ? forbidden(detail) : invalid('text', text, detail)
  }
  if (/[\uFFFE\uFEFF\uFFFF]/.test(text)) throw invalid('text', text, 'The text holds characters that are not allowed.')
  if ((text.match(cashtag) ?? []).length > 1) throw invalid('text', text, 'A Post may contain at most one cashtag.')
}

function readPoll(poll: Readonly<Record<string, unknown>>): Post['poll'] {
  const { options, duration_minutes: minutes } = poll
  if (!Array.isArray(options) || !options.every((option) => typeof option === 'string'))
    throw invalid('poll.options', options, 'poll.options has to be a list of texts.')
  if (options.length < 2) throw invalid('poll.options', options, 'too few options')
  if (options.length > 4) throw invalid('poll.options', options, 'too many options')
  const long = options.find((option) => option.trim() === '' || [...option].length > 25)
  if (long !== undefined) throw invalid('poll.options', long, 'An option must have between 1 and 25 characters.')
  if (typeof minutes !== 'number' || !Number.isInteger(minutes) || minutes < 5 || minutes > 10_080)
    throw invalid('poll.duration_minutes', minutes, 'duration_minutes must be between 5 and 10080.')
  return { options, minutes }
}

function readMedia(given: Readonly<Record<string, unknown>> | null, world: World): Pick<Draft, 'media' | 'cover'> {
  if (!given) return { media: [], cover: null }
  const ids: unknown = given['media_ids']
  if (!Array.isArray(ids) || ids.length < 1 || ids.length > 4)
    throw invalid('media.media_ids', ids, 'media.media_ids size must be between 1 and 4.')
  const media = ids.map((id) => attachable(id, 'media.media_ids', world))
  if (new Set(ids).size !== ids.length || media.some(({ category }) => category === 'subtitles'))
    throw invalid('media.media_ids', ids, 'Your media IDs are invalid.')
  if (media.length > 1 && media.some(({ category }) => category !== 'tweet_image'))
    throw invalid('media.media_ids', ids, 'The number of videos or GIFs must be at most one, without images.')
  assertLength(media, world)
  const coverId = given['preview_media_id']
  return { media, cover: coverId === undefined ? null : attachable(coverId, 'media.preview_media_id', world) }
}

function attachable(id: unknown, parameter: string, world: World): Medium {
  if (typeof id !== 'string') throw invalid(parameter, id, 'Media ids are texts.')
  const medium = world.media.get(id)
  if (!medium || !isReady(medium, world)) throw invalid(parameter, [id], 'Your media IDs are invalid.')
  if (medium.ownerId !== world.owner.id) throw forbidden('You are not permitted to perform this action.')
  return medium
}

function assertLength(media: readonly Medium[], world: World): void {
  const maxMs = isPaying(world) ? world.limits.filmMs.paying : world.limits.filmMs.ordinary
  const minutes = maxMs / 60_000
  if (media.some(({ finished }) => (finished?.durationMs ?? 0) > maxMs))
    throw forbidden(`This user is not allowed to post a video longer than ${minutes} minutes.`)
}

function readReply(reply: Readonly<Record<string, unknown>>, world: World): string {
  const id = reply['in_reply_to_tweet_id']
  if (typeof id !== 'string' || !/^\d{1,19}$/.test(id))
    throw invalid('reply.in_reply_to_tweet_id', id, `[${String(id)}] is not a valid post id.`)
  const target = world.posts.get(id)
  if (!target)
    throw invalid(
      'reply.in_reply_to_tweet_id',
      id,
      'You attempted to reply to a Post that is deleted or not visible to you.',
    )
  const mayAnswer = target.summons || (target.ownerId === world.owner.id && world.switches.answers === 'own')
  if (!mayAnswer) throw forbidden('You are not permitted to perform this action.')
  return id
}

function assertKnown(prefix: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name))
  if (unknown !== undefined) throw invalid(prefix + unknown, '', `${prefix}${unknown} is not defined in the schema.`)
}

function textIn(body: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = body[name]
  if (value === undefined) return null
  if (typeof value !== 'string') throw invalid(name, value, `${name} has to be a text.`)
  return value
}

function flagIn(body: Readonly<Record<string, unknown>>, name: string): boolean {
  const value = body[name] ?? false
  if (typeof value !== 'boolean') throw invalid(name, value, `${name} has to be true or false.`)
  return value
}

function objectIn(body: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> | null {
  const value = body[name]
  if (value === undefined) return null
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(name, value, `${name} has to be an object.`)
  return value as Readonly<Record<string, unknown>>
}
