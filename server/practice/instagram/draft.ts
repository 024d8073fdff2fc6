import { invalid, refusal } from '../meta/graph.ts'
import { fetchMedia, type MediaFile, readMediaFile } from '../simulation/media-file.ts'
import type { Draft, Login, World } from './world.ts'

type Given = Readonly<Record<string, string>>

const mostAltLength = 1_000
const onFacebookLoginOnly = [
  'is_paid_partnership',
  'branded_content_sponsor_ids',
  'audio_configuration',
  'is_comment_prompt_used',
  'product_tags',
]

/** What a request for a container says, checked as the platform does. @throws Refusal */
export function readDraft(given: Given, world: World, login: Login): Draft {
  const { limits, quirks } = world
  const isItem = isOn(given['is_carousel_item'])
  const kind = kindOf(given, isItem)
  const { caption = '', alt_text: altText = '' } = given
  const isFilm = kind !== 'carousel' && given['image_url'] === undefined

  const foreign = login === 'instagram' && onFacebookLoginOnly.find((name) => given[name] !== undefined)
  if (foreign) throw invalid(`${foreign} is not offered with this login`)
  if (isItem && caption !== '') throw invalid('An item of a carousel has no caption')
  if (isItem && isOn(given['is_ai_generated'])) throw invalid('The label belongs on the carousel, not on its items')
  if (kind === 'story' && caption !== '') throw invalid('A story has no caption')
  if (caption.length > limits.captionLength || count(caption, /(?<![\w/&])#[\p{L}\p{N}_]+/gu) > 30)
    throw refusal({ code: 36004, subcode: 2207010, message: 'The caption is too long' })
  if (count(caption, /(?<![\w/])@[\w.]+/g) > 20)
    throw refusal({ code: 36004, subcode: 2207010, message: 'The caption mentions too many' })
  if (altText.length > mostAltLength) throw invalid('alt_text is too long')
  if (altText !== '' && (isFilm || kind === 'carousel' || kind === 'story')) throw invalid('alt_text is for pictures')
  if (given['location_id'] !== undefined && !/^\d{5,}$/.test(given['location_id']))
    throw invalid('INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID')
  if (given['trial_params'] !== undefined) checkTrial(kind, given['trial_params'])
  if (given['thumb_offset'] !== undefined && !/^\d+$/.test(given['thumb_offset']))
    throw refusal({ code: 1, subcode: 2207057, message: 'The thumbnail lies outside the film' })
  checkTags(given, kind, isFilm)
  const collaborators = listIn(given['collaborators'])
  if (collaborators.length > 3 || (collaborators.length > 0 && (kind === 'story' || isItem)))
    throw invalid('Collaborators are not possible here')
  if (quirks.noCarouselCollaborators && kind === 'carousel' && collaborators.length > 0)
    throw invalid('Collaborators are not possible on a carousel')
  return {
    kind,
    mediaType: kind === 'carousel' ? 'CAROUSEL_ALBUM' : isFilm ? 'VIDEO' : 'IMAGE',
    caption,
    altText,
    children: (given['children'] ?? '').split(',').filter(Boolean),
    isAiGenerated: isOn(given['is_ai_generated']),
    given,
  }
}

function kindOf(given: Given, isItem: boolean): Draft['kind'] {
  const { media_type: type = 'IMAGE', image_url: picture, video_url: film, upload_type: upload } = given
  const hasFilm = film !== undefined || upload === 'resumable'
  if (!['IMAGE', 'VIDEO', 'REELS', 'STORIES', 'CAROUSEL'].includes(type)) throw invalid('Unknown media type', 2207023)
  if (type === 'CAROUSEL') return 'carousel'
  if (type === 'STORIES') {
    if ((picture !== undefined) === hasFilm) throw invalid('A story takes one picture or one film')
    return 'story'
  }
  if (type === 'REELS') {
    if (isItem) throw invalid('A reel is no item of a carousel')
    if (!hasFilm) throw invalid('video_url is missing')
    return 'reel'
  }
  if (type === 'VIDEO' && !isItem) throw invalid('Use REELS for a single film', 2207023)
  if (type === 'VIDEO' ? !hasFilm : picture === undefined) throw invalid('The address of the file is missing')
  return isItem ? 'item' : 'image'
}

function checkTrial(kind: Draft['kind'], given: string): void {
  const { graduation_strategy: strategy } = objectIn(given)
  if (kind !== 'reel' || !['MANUAL', 'SS_PERFORMANCE'].includes(String(strategy)))
    throw invalid('trial_params are not possible here')
}

function checkTags(given: Given, kind: Draft['kind'], isFilm: boolean): void {
  if (given['user_tags'] === undefined) return
  const tags: unknown = parsed(given['user_tags'])
  if (!Array.isArray(tags)) throw invalid('user_tags is no list', 2207035)
  if (tags.length > 20) throw invalid('Too many tags', 2207040)
  for (const tag of tags as Readonly<Record<string, unknown>>[]) {
    const { username, x, y } = tag
    if (typeof username !== 'string' || !/^[\w.]{1,30}$/.test(username)) throw invalid('Unknown user', 2207037)
    const isPlaced = [x, y].every((value) => typeof value === 'number' && value >= 0 && value <= 1)
    if (!isPlaced && !isFilm && kind !== 'story') throw invalid('A tag lies outside the picture', 2207036)
  }
}

/** Fetches the picture within the call, as the platform does. @throws Refusal */
export async function checkPicture(address: string, kind: Draft['kind'], { limits, quirks }: World): Promise<void> {
  const data = await fetchMedia(address)
  if (!data) throw refusal({ code: 9004, subcode: 2207052, message: 'The file cannot be fetched' })
  const { mimeType, bytes, width, height } = await readMediaFile(data)
  const isTaken = mimeType === 'image/jpeg' || (quirks.takesPng && mimeType === 'image/png')
  if (!isTaken || width === 0) throw refusal({ code: 36001, subcode: 2207005, message: 'The format is not supported' })
  if (bytes > limits.imageBytes) throw refusal({ code: 36000, subcode: 2207004, message: 'The picture is too large' })
  const ratio = width / height
  // Rounding to whole pixels is forgiven.
  if (kind !== 'story' && (ratio < 0.8 * 0.99 || ratio > 1.91 * 1.01))
    throw refusal({ code: 36003, subcode: 2207009, message: 'The proportions are not supported' })
}

/** @returns the sub-code a film's container fails with, or null */
export function filmProblem(file: MediaFile | null, { kind, given }: Draft, limits: World['limits']): number | null {
  if (!file) return 2207052
  const { mimeType, bytes, width, height, durationMs, framesPerSecond, indexFirst } = file
  const isTaken = mimeType === 'video/mp4' || mimeType === 'video/quicktime'
  if (!isTaken || !durationMs || !framesPerSecond || !indexFirst) return 2207026
  if (bytes > (kind === 'story' ? limits.storyBytes : limits.reelBytes)) return 2207004
  const longestMs = { reel: 15 * 60_000, story: 60_000, item: limits.childMs, image: 0, carousel: 0 }[kind]
  if (durationMs < 3_000 || durationMs > longestMs) return 2207026
  const ratio = width / height
  if (width > 1_920 || ratio < (kind === 'story' ? 0.1 : 0.01) || ratio > 10) return 2207026
  if (framesPerSecond < 23 || framesPerSecond > 60) return 2207026
  if (Number(given['thumb_offset'] ?? 0) > durationMs) return 2207057
  return null
}

export async function lookAtFilm(address: string, draft: Draft, { limits }: World): Promise<number | null> {
  const data = await fetchMedia(address)
  return filmProblem(data && (await readMediaFile(data)), draft, limits)
}

const isOn = (value: string | undefined) => value === 'true' || value === '1'
const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0

function listIn(given: string | undefined): unknown[] {
  const value = given === undefined ? [] : parsed(given)
  if (!Array.isArray(value)) throw invalid('Not a list')
  return value
}

function objectIn(given: string): Readonly<Record<string, unknown>> {
  const value = parsed(given)
  if (typeof value !== 'object' || value === null) throw invalid('Not an object')
  return value as Readonly<Record<string, unknown>>
}

function parsed(given: string): unknown {
  try {
    return JSON.parse(given)
  } catch {
    throw invalid('Malformed JSON')
  }
}
