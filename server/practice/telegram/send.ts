import { randomUUID } from 'node:crypto'
import { Refusal } from '../simulation/refusal.ts'
import { readFile } from './files.ts'
import type { Params } from './params.ts'
import { presentMessage } from './present.ts'
import { takeTurn } from './rates.ts'
import { checkWords, readWords } from './text.ts'
import { type Bot, type Chat, enter, type FileKind, type Message, refusal, type Words, type World } from './world.ts'

/** One method: what it answers, or a Refusal. */
export type Method = (bot: Bot, params: Params, world: World) => unknown

type Parts = Partial<Pick<Message, 'words' | 'file' | 'poll' | 'group' | 'spoiler' | 'textAbove' | 'cover' | 'preview'>>

const noWords: Words = { text: '', entities: [] }

/** @see https://core.telegram.org/bots/api#available-methods */
export const sending: Readonly<Record<string, Method>> = {
  sendmessage(bot, params, world) {
    const chat = mayPost(bot, params, world)
    const words = readWords(params, 'text')
    const preview = params.nested('link_preview_options')
    const parts = { words, preview: preview ? (preview as Message['preview']) : null }
    return post(bot, chat, params, world, [parts]).map(presentMessage)[0]
  },
  sendphoto: single('photo'),
  sendvideo: single('video'),
  sendaudio: single('audio'),
  senddocument: single('document'),

  async sendmediagroup(bot, params, world) {
    const chat = mayPost(bot, params, world)
    const media = params.nested('media')
    if (!Array.isArray(media)) throw refusal(400, "can't parse media JSON object")
    if (media.length < 2) throw refusal(400, 'too few messages to send as an album')
    if (media.length > 10) throw refusal(400, 'too much messages to send as an album')
    const items = media as readonly Readonly<Record<string, unknown>>[]
    checkKinds(items.map(({ type }) => String(type)))
    const group = randomUUID()
    const parts: Parts[] = []
    for (const [index, item] of items.entries()) parts.push({ ...(await readItem(item, index, bot, params)), group })
    return post(bot, chat, params, world, parts).map(presentMessage)
  },

  sendpoll(bot, params, world) {
    const chat = mayPost(bot, params, world)
    const question = (params.text('question') ?? '').trim()
    const given = params.nested('options')
    const options = (Array.isArray(given) ? given : []).map((option: unknown) =>
      typeof option === 'string' ? option : String((option as { text?: unknown } | null)?.text ?? ''),
    )
    const { pollAnswers } = world.quirks
    if (question === '') throw refusal(400, 'poll question must be non-empty')
    if (question.length > 300) throw refusal(400, 'poll question length must not exceed 300')
    if (options.length < 2) throw refusal(400, 'poll must have at least 2 option')
    if (options.length > pollAnswers) throw refusal(400, `poll can't have more than ${pollAnswers} options`)
    if (options.some((option) => option === '')) throw refusal(400, 'poll options must be non-empty')
    if (options.some((option) => option.length > 100)) throw refusal(400, 'poll options length must not exceed 100')
    if (chat.type === 'channel' && params.text('is_anonymous') !== null && !params.flag('is_anonymous'))
      throw refusal(400, "non-anonymous polls can't be sent to channel chats")
    const poll = { question, options, several: params.flag('allows_multiple_answers') }
    return post(bot, chat, params, world, [{ poll }]).map(presentMessage)[0]
  },
}

function single(kind: FileKind): Method {
  return async (bot, params, world) => {
    const chat = mayPost(bot, params, world)
    const words = readWords(params, 'caption')
    const thumbnail = params.text('thumbnail')
    const file = await readFile(params.text(kind), kind, { bot, params, field: kind, thumbnail })
    const named = params.text('cover')
    const cover = named ? await readFile(named, 'photo', { bot, params, field: 'cover' }) : null
    const shown = { spoiler: params.flag('has_spoiler'), textAbove: params.flag('show_caption_above_media') }
    const [message] = post(bot, chat, params, world, [{ words, file, cover, ...shown }])
    if (!message) throw refusal(400, 'message text is empty')
    return { ...presentMessage(message), ...(kind === 'video' && world.quirks.queuesFilms && { message_id: 0 }) }
  }
}

/** A failing item names its place and the inner words; nothing of the album stays. */
async function readItem(
  item: Readonly<Record<string, unknown>>,
  index: number,
  bot: Bot,
  params: Params,
): Promise<Parts> {
  const kind = String(item['type']) as FileKind
  const mode = typeof item['parse_mode'] === 'string' ? item['parse_mode'] : null
  const words = checkWords(String(item['caption'] ?? ''), item['caption_entities'], mode, 'caption')
  try {
    const thumbnail = typeof item['thumbnail'] === 'string' ? item['thumbnail'] : null
    const given = { bot, params, field: `media${index}`, thumbnail }
    const file = await readFile(String(item['media'] ?? ''), kind, given)
    const named = item['cover']
    const cover = typeof named === 'string' ? await readFile(named, 'photo', { bot, params, field: 'cover' }) : null
    const shown = { spoiler: item['has_spoiler'] === true, textAbove: item['show_caption_above_media'] === true }
    return { words, file, cover, ...shown }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { description } = error.body as { description: string }
    const inner = description.replace(/^Bad Request: /, '')
    throw refusal(400, `Failed to send message #${index + 1} with the error message "${inner}"`)
  }
}

function checkKinds(kinds: readonly string[]): void {
  const unknown = kinds.find((kind) => !['photo', 'video', 'audio', 'document'].includes(kind))
  if (unknown !== undefined) throw refusal(400, `can't parse InputMedia: invalid type "${unknown}"`)
  for (const alone of ['document', 'audio'])
    if (kinds.includes(alone) && kinds.some((kind) => kind !== alone))
      throw refusal(400, `${alone} can't be mixed with other media types`)
}

function mayPost(bot: Bot, params: Params, world: World): Chat {
  return enter(world, bot, params.text('chat_id'), 'can_post_messages')
}

/** @throws Refusal 429, or when what is answered is not there */
function post(bot: Bot, chat: Chat, params: Params, world: World, parts: readonly Parts[]): Message[] {
  const replyTo = replied(chat, params)
  takeTurn(world, bot, chat, parts.length)
  const shared = {
    botId: bot.id,
    replyTo,
    silent: params.flag('disable_notification'),
    isProtected: params.flag('protect_content'),
  }
  return parts.map((part) => add(chat, world.now(), { ...part, ...shared }))
}

/** Puts a message into a chat under its next number. */
export function add(chat: Chat, at: Date, given: Partial<Omit<Message, 'id' | 'chat' | 'at'>>): Message {
  const message: Message = {
    botId: null,
    words: noWords,
    file: null,
    poll: null,
    group: null,
    replyTo: null,
    silent: false,
    isProtected: false,
    spoiler: false,
    textAbove: false,
    cover: null,
    preview: null,
    editedAt: null,
    origin: null,
    ...given,
    id: chat.nextNumber,
    chat,
    at,
  }
  chat.nextNumber += 1
  chat.messages.set(message.id, message)
  return message
}

function replied(chat: Chat, params: Params): number | null {
  const given = params.nested('reply_parameters') as
    | { readonly message_id?: unknown; readonly allow_sending_without_reply?: unknown }
    | undefined
  if (!given) return null
  const number = Number(given.message_id)
  if (chat.messages.has(number)) return number
  if (given.allow_sending_without_reply === true) return null
  throw refusal(400, 'message to be replied not found')
}
