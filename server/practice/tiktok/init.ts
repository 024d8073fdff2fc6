import { isIP } from 'node:net'
import { invalid, type Publication, privacyOptions, refusal, type World } from './world.ts'

type Given = Readonly<Record<string, unknown>>

const longestTitle = { video: 2_200, photos: 90 }
const longestDescription = 4_000
const mostPictures = 35
const largestFilm = 4_000_000_000
const mostChunks = 1_000

const flags = ['disable_comment', 'brand_content_toggle', 'brand_organic_toggle']
const known = {
  video: [...flags, 'disable_duet', 'disable_stitch', 'is_aigc', 'title', 'privacy_level', 'video_cover_timestamp_ms'],
  photos: [...flags, 'auto_add_music', 'title', 'description', 'privacy_level'],
  photosDraft: ['title', 'description'],
}

/** What is said about a post, checked in the platform's words. @throws Refusal */
export function readInfo(given: unknown, kind: 'video' | 'photos' | 'photosDraft', world: World): Given {
  const { switches } = world
  const info = objectIn(given, 'post_info')
  const names = kind === 'photos' && switches.photoAigc === 'post-info' ? [...known.photos, 'is_aigc'] : known[kind]
  const strange = Object.keys(info).find((name) => !names.includes(name))
  if (strange !== undefined) throw invalid(`Unknown field post_info.${strange}`)
  assertText(info, 'title', kind === 'video' ? longestTitle.video : longestTitle.photos)
  assertText(info, 'description', longestDescription)
  for (const name of [...known.video, ...known.photos].filter((field) => /^(disable|brand|is|auto)_/.test(field)))
    if (info[name] !== undefined && typeof info[name] !== 'boolean') throw invalid(`post_info.${name} must be a bool`)
  if (kind !== 'photosDraft') assertAudience(info, kind, world)
  return info
}

function assertText(info: Given, name: string, max: number): void {
  const text = info[name] ?? ''
  if (typeof text !== 'string') throw invalid(`post_info.${name} must be a string`)
  if (text.length > max) throw invalid(`The ${name} is too long: at most ${max} UTF-16 runes`)
}

function assertAudience(info: Given, kind: 'video' | 'photos', { creator, audited }: World): void {
  const { privacy_level: level } = info
  if (typeof level !== 'string' || level === '') throw invalid('post_info.privacy_level is required')
  if (!privacyOptions(creator).includes(level))
    throw refusal(
      403,
      'privacy_level_option_mismatch',
      'privacy_level is not specified or not among the options of the creator_info API.',
    )
  if (!audited && !(level === 'SELF_ONLY' && creator.isPrivate))
    throw refusal(
      403,
      'unaudited_client_can_only_post_to_private_accounts',
      'Unaudited clients can only post to a private account.',
    )
  if (info['brand_content_toggle'] === true && level === 'SELF_ONLY') throw invalid('Branded content cannot be private')
  const isOff = { comment: creator.commentsOff, duet: creator.duetsOff, stitch: creator.stitchesOff }
  for (const what of kind === 'video' ? (['comment', 'duet', 'stitch'] as const) : (['comment'] as const))
    if (isOff[what] && info[`disable_${what}`] !== true)
      throw invalid(`disable_${what} must be true: the creator has switched it off`)
}

/** How a film will be sent. @throws Refusal where the numbers do not fit together */
export function readChunks(given: Given, { switches }: World): { size: number; chunkSize: number; chunkCount: number } {
  const [size, chunkSize, chunkCount] = ['video_size', 'chunk_size', 'total_chunk_count'].map((name) => {
    const value = given[name]
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1)
      throw invalid(`source_info.${name} is invalid`)
    return value
  }) as [number, number, number]
  const megabyte = switches.megabyte
  if (size > largestFilm) throw invalid('The video size is too large')
  const isWhole = size < 5 * megabyte
  if (isWhole ? chunkSize !== size : chunkSize < 5 * megabyte || chunkSize > 64 * megabyte)
    throw invalid('The chunk size is invalid')
  const expected = Math.max(1, Math.floor(size / chunkSize))
  const isUncut = expected === 1 && size > 64 * megabyte
  if (chunkCount !== expected || chunkCount > mostChunks || isUncut) throw invalid('The total chunk count is invalid')
  return { size, chunkSize, chunkCount }
}

/** @throws Refusal where TikTok would not fetch from there */
export function assertOwned(address: unknown, { verifiedPrefixes }: World): string {
  const url = typeof address === 'string' ? URL.parse(address) : null
  const isVerified = url && verifiedPrefixes.some((prefix) => url.href.startsWith(prefix))
  // A practice office lives on this machine: an address that was proved to be its own counts, whatever it looks like.
  if (!isVerified || (url.protocol !== 'https:' && !isIP(url.hostname) && url.hostname !== 'localhost'))
    throw refusal(
      403,
      'url_ownership_unverified',
      'Please review our URL ownership verification rules at https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide#pull_from_url',
    )
  return url.href
}

/** A request for pictures. @throws Refusal */
export function readPhotos(body: Given, world: World) {
  const { photoAigc } = world.switches
  const names = [
    'media_type',
    'post_mode',
    'post_info',
    'source_info',
    ...(photoAigc === 'top-level' ? ['is_aigc'] : []),
  ]
  const strange = Object.keys(body).find((name) => !names.includes(name))
  if (strange !== undefined) throw invalid(`Unknown field ${strange}`)
  if (body['media_type'] !== 'PHOTO') throw invalid('media_type must be PHOTO')
  const isDraft = body['post_mode'] === 'MEDIA_UPLOAD'
  if (!isDraft && body['post_mode'] !== 'DIRECT_POST') throw invalid('post_mode is invalid')
  const source = objectIn(body['source_info'], 'source_info')
  if (source['source'] !== 'PULL_FROM_URL') throw invalid('Photos can only be pulled: source must be PULL_FROM_URL')
  const images: unknown = source['photo_images']
  if (!Array.isArray(images) || images.length < 1 || images.length > mostPictures)
    throw invalid('The number of photo_images must be 1 to 35')
  const cover = source['photo_cover_index']
  if (typeof cover !== 'number' || !Number.isInteger(cover) || cover < 0 || cover >= images.length)
    throw invalid('photo_cover_index is invalid')
  const info = readInfo(body['post_info'], isDraft ? 'photosDraft' : 'photos', world)
  const isAigc = (body['is_aigc'] ?? info['is_aigc']) === true
  return { isDraft, info, isAigc, cover, addresses: images.map((address) => assertOwned(address, world)) }
}

/** @throws Refusal when five drafts wait in the inbox */
export function assertRoomForDraft(sent: readonly Publication[], mostDrafts: number): void {
  if (sent.filter(({ isDraft, finishedAt }) => isDraft && !finishedAt).length >= mostDrafts)
    throw refusal(
      403,
      'spam_risk_too_many_pending_share',
      'There may be at most 5 pending shares within any 24-hour period.',
    )
}

export function objectIn(value: unknown, name: string): Given {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(`${name} is required`)
  return value as Given
}
