import { assertKnown, isRecord } from './access.ts'
import { stateOf } from './files.ts'
import { readLittleText } from './little-text.ts'
import { type AssetKind, type Content, refusal, type World, wrongInput } from './world.ts'

const fields = [
  'author',
  'commentary',
  'visibility',
  'distribution',
  'content',
  'lifecycleState',
  'isReshareDisabledByAuthor',
  'reshareContext',
]
const longest = { commentary: 3_000, altText: 4_086, title: 400, question: 140, answer: 30 }
const durations = ['ONE_DAY', 'THREE_DAYS', 'SEVEN_DAYS', 'FOURTEEN_DAYS']

type Given = Readonly<Record<string, unknown>>

const missing = (path: string) => wrongInput('MISSING_FIELD', path, `${path} is required`)
const invalid = (path: string, what = 'has no such value') =>
  wrongInput('INVALID_VALUE_FOR_FIELD', path, `${path} ${what}`)
const tooLong = (path: string, most: number) =>
  wrongInput('FIELD_LENGTH_TOO_LONG', path, `Field length exceeds the maximum of ${most}`)

/** A post's body, read as strictly as LinkedIn does. @throws Refusal */
export function readPostBody(
  given: Given,
  world: World,
): { commentary: string; text: string; content: Content | null } {
  for (const field of ['author', 'commentary', 'visibility', 'distribution', 'lifecycleState'])
    if (given[field] === undefined) throw missing(field)
  assertKnown(given, fields)
  if (given['visibility'] !== 'PUBLIC') throw invalid('visibility')
  // Drafts are not taken here.
  if (given['lifecycleState'] !== 'PUBLISHED') throw invalid('lifecycleState')
  if (!['boolean', 'undefined'].includes(typeof given['isReshareDisabledByAuthor']))
    throw invalid('isReshareDisabledByAuthor')
  readDistribution(given['distribution'])
  const content = given['content'] === undefined ? null : readContent(given['content'], String(given['author']), world)
  return { ...readCommentary(given['commentary'], world), content }
}

/** @throws Refusal when it is no text, or too long */
export function readCommentary(given: unknown, { switches }: World): { commentary: string; text: string } {
  if (typeof given !== 'string') throw invalid('commentary', 'has to be a text')
  const text = readLittleText(given)
  if ((switches.countsEscapes ? given : unescapedLength(given)).length > longest.commentary)
    throw tooLong('commentary', longest.commentary)
  return { commentary: given, text }
}

/** Escapes and templates as the characters they stand for. */
function unescapedLength(given: string): string {
  return given.replace(/\{hashtag\|\\?#\|((?:\\.|[^\\|{}])+)\}/gsu, '#$1').replace(/\\(.)/gsu, '$1')
}

function readDistribution(given: unknown): void {
  if (!isRecord(given)) throw invalid('distribution')
  for (const field of ['feedDistribution', 'targetEntities', 'thirdPartyDistributionChannels'])
    if (given[field] === undefined) throw missing(`distribution/${field}`)
  if (!['MAIN_FEED', 'NONE'].includes(String(given['feedDistribution']))) throw invalid('distribution/feedDistribution')
}

function readContent(given: unknown, author: string, world: World): Content {
  if (!isRecord(given)) throw invalid('content')
  const [kind, ...others] = Object.keys(given)
  if (kind === undefined || others.length > 0) throw invalid('content', 'has to be of one kind')
  const value = given[kind]
  if (!isRecord(value)) throw invalid(`content/${kind}`)
  if (kind === 'media') readMedia(value, author, world)
  else if (kind === 'multiImage') readImages(value, author, world)
  else if (kind === 'article') readArticle(value, author, world)
  else if (kind === 'poll') readPoll(value)
  else throw invalid(`content/${kind}`, 'is for advertisements')
  return given
}

function readMedia(given: Given, author: string, world: World): void {
  assertKnown(given, ['id', 'title', 'altText'], 'content/media/')
  const kind = /^urn:li:(image|video|document):/.exec(String(given['id']))?.[1] as AssetKind | undefined
  if (!kind) throw wrongInput('INVALID_URN_TYPE', 'content/media/id', 'Invalid URN type')
  if (kind === 'document' && !textOf(given['title'])) throw missing('content/media/title')
  if (textOf(given['title']).length > longest.title) throw tooLong('content/media/title', longest.title)
  readAlt(given['altText'], 'content/media/altText')
  assertReady(given['id'], kind, 'content/media/id', author, world)
}

function readImages(given: Given, author: string, world: World): void {
  const images: unknown = given['images']
  if (!Array.isArray(images) || images.length < 2 || images.length > 20)
    throw invalid('content/multiImage/images', 'has to hold 2 to 20 images')
  for (const [index, image] of images.entries()) {
    const at = `content/multiImage/images/${index}`
    if (!isRecord(image)) throw invalid(at)
    assertKnown(image, ['id', 'altText'], `${at}/`)
    readAlt(image['altText'], `${at}/altText`)
    assertReady(image['id'], 'image', `${at}/id`, author, world)
  }
}

function readArticle(given: Given, author: string, world: World): void {
  assertKnown(given, ['source', 'title', 'description', 'thumbnail'], 'content/article/')
  if (!URL.parse(textOf(given['source']))?.protocol.startsWith('http')) throw invalid('content/article/source')
  if (!textOf(given['title'])) throw missing('content/article/title')
  if (textOf(given['title']).length > longest.title) throw tooLong('content/article/title', longest.title)
  if (given['thumbnail'] !== undefined)
    assertReady(given['thumbnail'], 'image', 'content/article/thumbnail', author, world)
}

function readPoll(given: Given): void {
  assertKnown(given, ['question', 'options', 'settings'], 'content/poll/')
  const question = textOf(given['question'])
  const options: unknown = given['options']
  if (question === '') throw missing('content/poll/question')
  if (question.length > longest.question) throw tooLong('content/poll/question', longest.question)
  if (!Array.isArray(options) || options.length < 2 || options.length > 4)
    throw invalid('content/poll/options', 'has to hold 2 to 4 options')
  for (const [index, option] of options.entries()) {
    const text = isRecord(option) ? textOf(option['text']) : ''
    if (text === '') throw missing(`content/poll/options/${index}/text`)
    if (text.length > longest.answer) throw tooLong(`content/poll/options/${index}/text`, longest.answer)
  }
  const settings = given['settings']
  if (!isRecord(settings) || !durations.includes(String(settings['duration'])))
    throw invalid('content/poll/settings/duration')
}

function readAlt(given: unknown, path: string): void {
  if (given === undefined) return
  if (typeof given !== 'string') throw invalid(path, 'has to be a text')
  if (given.length > longest.altText) throw tooLong(path, longest.altText)
}

/** @throws Refusal for a file that is not the author's, has not come, or could not be read */
function assertReady(urn: unknown, kind: AssetKind, path: string, author: string, world: World): void {
  const asset = world.assets.get(String(urn))
  if (asset?.kind !== kind) throw wrongInput(`INVALID_${kind.toUpperCase()}_ID`, path, `No such ${kind}`)
  if (asset.owner !== author) throw invalid(path, 'belongs to another owner')
  const state = stateOf(asset, world)
  if (state === 'PROCESSING_FAILED')
    throw refusal(400, 'MEDIA_ASSET_PROCESSING_FAILED', `Media asset ${asset.urn} failed processing`)
  if (state !== 'AVAILABLE')
    throw refusal(400, 'MEDIA_ASSET_WAITING_UPLOAD', `Media asset ${asset.urn} is waiting for its upload`)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}
