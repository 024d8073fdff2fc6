import { invalid, refusal } from '../meta/graph.ts'
import { fetchMedia, readMediaFile } from '../simulation/media-file.ts'
import { Refusal } from '../simulation/refusal.ts'
import type { Draft, MediaType, World } from './world.ts'

type Given = Readonly<Record<string, string>>

const mostLength = 500
const mostLinks = 5
const replyControls = ['everyone', 'accounts_you_follow', 'mentioned_only', 'parent_post_author_only', 'followers_only']
const ofTextOnly = ['link_attachment', 'poll_attachment', 'text_attachment', 'gif_attachment', 'is_ghost_post']

/** What a request for a container says, checked as the platform does. @throws Refusal */
export function readDraft(given: Given, world: World): Draft {
  const { quirks } = world
  const { text = '', alt_text: altText = '', reply_to_id: replyTo = null, reply_control: control } = given
  const mediaType = mediaTypeOf(given)
  const isItem = given['is_carousel_item'] === 'true'
  if (isItem && (mediaType === 'TEXT' || mediaType === 'CAROUSEL')) throw invalid('Not an item of a carousel')
  if (isItem && text !== '') throw invalid('An item of a carousel has no text')
  if (mediaType === 'TEXT' && text === '' && given['link_attachment'] === undefined) throw invalid('text is missing')
  if (lengthOf(text, quirks.countsBytes) > mostLength) throw invalid('The text is too long')
  const isFile = mediaType === 'IMAGE' || mediaType === 'VIDEO'
  if (altText !== '' && !isFile) throw invalid('alt_text is for pictures and films')
  if (altText.length > 1_000) throw invalid('alt_text is too long')
  const misplaced = mediaType !== 'TEXT' && ofTextOnly.find((name) => given[name] !== undefined)
  if (misplaced) throw invalid(`${misplaced} is for texts`)
  if (control !== undefined && !replyControls.includes(control)) throw invalid('Unknown reply_control')
  checkAttachments(given)
  const links = [...linksIn(text), ...(given['link_attachment'] === undefined ? [] : [given['link_attachment']])]
  if (new Set(links).size > mostLinks) throw named('THREADS_API__LINK_LIMIT_EXCEEDED', quirks.namesCodes)
  if (given['allowlisted_country_codes'] !== undefined)
    throw named('THREADS_API__FEATURE_NOT_AVAILABLE', quirks.namesCodes)
  const topic = given['topic_tag'] ?? null
  if (topic !== null && (topic.length < 1 || topic.length > 50 || /[.&]/.test(topic))) throw invalid('Bad topic tag')
  const inText = topic === null ? tagIn(text) : null
  return {
    mediaType,
    text: inText === null || quirks.keepsTopicSign ? text : text.replace(`#${inText}`, inText),
    altText,
    topic: topic ?? inText,
    link: given['link_attachment'] ?? linksIn(text)[0] ?? null,
    replyTo,
    children: (given['children'] ?? '').split(',').filter(Boolean),
    isItem,
    given,
  }
}

function mediaTypeOf(given: Given): MediaType {
  const type = (['TEXT', 'IMAGE', 'VIDEO', 'CAROUSEL'] as const).find((name) => name === given['media_type'])
  if (!type) throw invalid('Unknown media_type')
  const file = { TEXT: null, CAROUSEL: 'children', IMAGE: 'image_url', VIDEO: 'video_url' }[type]
  if (file !== null && !given[file]) throw invalid(`${file} is missing`)
  return type
}

function checkAttachments(given: Given): void {
  const isGhost = given['is_ghost_post'] === 'true'
  const poll = given['poll_attachment']
  if (poll !== undefined) {
    const answers = Object.entries(parsed(poll))
    const names = ['option_a', 'option_b', 'option_c', 'option_d'].slice(0, answers.length)
    const isWell = answers.length >= 2 && answers.every(([name, answer]) => names.includes(name) && isShort(answer))
    if (!isWell || given['link_attachment'] !== undefined) throw invalid('The poll is not possible')
  }
  const attached = given['text_attachment']
  if (attached !== undefined) {
    const { plaintext } = parsed(attached)
    if (typeof plaintext !== 'string' || plaintext === '' || plaintext.length > 10_000 || poll !== undefined)
      throw invalid('The attached text is not possible')
  }
  const others = ['poll_attachment', 'text_attachment', 'topic_tag', 'link_attachment', 'reply_to_id', 'reply_control']
  if (isGhost && others.some((name) => given[name] !== undefined)) throw invalid('A ghost post takes nothing else')
}

const isShort = (answer: unknown) => typeof answer === 'string' && answer.length >= 1 && answer.length <= 25

function parsed(given: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(given)
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>
  } catch {
    // Falls through to the refusal.
  }
  throw invalid('Malformed JSON')
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Characters that people see, emoji by their UTF-8 bytes. */
function lengthOf(text: string, countsBytes: boolean): number {
  if (countsBytes) return Buffer.byteLength(text)
  const weights = Array.from(graphemes.segment(text), ({ segment }) =>
    /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(segment) ? Buffer.byteLength(segment) : 1,
  )
  return weights.reduce((sum, weight) => sum + weight, 0)
}

const linksIn = (text: string): string[] => text.match(/https?:\/\/[^\s<>"]+[^\s<>".,:;!?)]/g) ?? []

/** The first tag that is one: it becomes the topic. Digits alone are none. */
function tagIn(text: string): string | null {
  for (const [, tag = ''] of text.matchAll(/(?<!\S)#([^\s.&@!?,;:#]+)/g)) if (!/^\d+$/.test(tag)) return tag
  return null
}

/** An error that has a name; where the name stands, nobody tells. */
function named(name: string, inCode: boolean): Refusal {
  if (!inCode) return invalid(name)
  return new Refusal(400, { error: { message: 'Refused', type: 'THApiException', code: name, fbtrace_id: 'h' } })
}

/** Fetches the picture within the call. @throws Refusal */
export async function checkPicture(address: string, { limits }: World): Promise<void> {
  const data = await fetchMedia(address)
  const file = data && (await readMediaFile(data))
  const isTaken = file?.mimeType === 'image/jpeg' || file?.mimeType === 'image/png'
  if (!file || !isTaken || file.width === 0)
    throw refusal({ code: 9004, subcode: 2207052, message: 'The file cannot be fetched' })
  if (file.bytes > limits.pictureBytes) throw invalid('The picture is too large')
  const ratio = file.width / file.height
  if (ratio > 10 || ratio < 0.1) throw invalid('The proportions are not supported')
}

/** @returns why a film's container fails, in the platform's words and spelling; null when it does not */
export async function lookAtFilm(address: string, { limits }: World): Promise<string | null> {
  const data = await fetchMedia(address)
  if (!data) return 'FAILED_DOWNLOADING_VIDEO'
  const { mimeType, bytes, width, height, durationMs, framesPerSecond, indexFirst } = await readMediaFile(data)
  const isTaken = mimeType === 'video/mp4' || mimeType === 'video/quicktime'
  if (!isTaken || !durationMs || !framesPerSecond || !indexFirst || bytes > limits.filmBytes)
    return 'FAILED_PROCESSING_VIDEO'
  if (durationMs > 300_000) return 'INVALID_DURATION'
  if (framesPerSecond < 23 || framesPerSecond > 60) return 'INVALID_FRAME_RATE'
  if (width > 1_920) return 'FAILED_PROCESSING_VIDEO'
  const ratio = width / height
  return ratio < 0.01 || ratio > 10 ? 'INVALID_ASPEC_RATIO' : null
}
