import { Refusal } from '../simulation/refusal.ts'

/** What an administrator of a channel lets a bot do; null where the bot was taken out. */
export interface Rights {
  readonly can_post_messages: boolean
  readonly can_edit_messages: boolean
  readonly can_delete_messages: boolean
}

export interface Rates {
  /** Messages to one chat within a second, and within a minute. */
  readonly chatBurst: number
  readonly chatMinute: number
  /** Messages of one bot within a second. */
  readonly botSecond: number
}

/** Where sources disagree about Telegram, and what a chat can be set to. */
export interface Quirks {
  /** How a token of another shape is refused. */
  readonly malformedToken: 404 | 401
  /** Whether a bot may delete its posts after 48 hours where it may delete messages. */
  readonly deletesOldPosts: boolean
  readonly pollAnswers: number
  /** Nothing of the channel may be forwarded. */
  readonly protectsContent: boolean
  /** Films are accepted under number 0, and shown later. */
  readonly queuesFilms: boolean
}

export type FileKind = 'photo' | 'video' | 'audio' | 'document'

export interface StoredFile {
  readonly fileId: string
  readonly uniqueId: string
  readonly kind: FileKind
  readonly mimeType: string
  readonly bytes: number
  readonly hasThumbnail: boolean
}

export interface Entity {
  readonly type: string
  readonly offset: number
  readonly length: number
  readonly url?: string
}

export interface Words {
  readonly text: string
  readonly entities: readonly Entity[]
}

export interface Message {
  readonly id: number
  readonly chat: Chat
  readonly at: Date
  /** Null for what another administrator wrote. */
  readonly botId: number | null
  words: Words
  readonly file: StoredFile | null
  readonly poll: { readonly question: string; readonly options: readonly string[]; readonly several: boolean } | null
  readonly group: string | null
  readonly replyTo: number | null
  readonly silent: boolean
  readonly isProtected: boolean
  readonly spoiler: boolean
  textAbove: boolean
  readonly cover: StoredFile | null
  preview: Readonly<Record<string, unknown>> | null
  editedAt: Date | null
  readonly origin: { readonly chat: Chat; readonly id: number; readonly at: Date } | null
}

export interface Chat {
  readonly id: number
  readonly type: 'channel' | 'group' | 'supergroup'
  readonly title: string
  username: string | null
  /** By bot; a bot that is not named was never let in. */
  readonly members: Map<number, Rights | 'kicked'>
  readonly messages: Map<number, Message>
  nextNumber: number
  movedTo: number | null
}

interface Update {
  readonly id: number
  readonly at: Date
  readonly kind: 'message_reaction_count' | 'channel_post'
  readonly body: object
}

export interface Bot {
  readonly id: number
  readonly token: string
  readonly files: Map<string, StoredFile>
  updates: Update[]
  allowed: readonly string[]
  /** Ends the reader that waits now. */
  interrupt: (() => void) | null
}

/** Everything the server knows; it forgets it when it stops. */
export interface World {
  readonly now: () => Date
  readonly rates: Rates
  readonly quirks: Quirks
  readonly bots: Map<string, Bot>
  readonly chats: Map<number, Chat>
  readonly nextUpdate: () => number
}

/** A refusal as the Bot API words it. */
export function refusal(code: number, description: string, parameters?: object): Refusal {
  const kind: Readonly<Record<number, string>> = { 400: 'Bad Request: ', 403: 'Forbidden: ' }
  const body = { ok: false, error_code: code, description: (kind[code] ?? '') + description }
  return new Refusal(code, { ...body, ...(parameters && { parameters }) })
}

/** @throws Refusal when there is no such chat */
export function chatOf(world: World, given: string | null): Chat {
  if (!given) throw refusal(400, 'chat_id is empty')
  const name = /^@(.+)$/.exec(given)?.[1]?.toLowerCase()
  const chats = [...world.chats.values()]
  const chat = name ? chats.find(({ username }) => username?.toLowerCase() === name) : world.chats.get(Number(given))
  if (!chat) throw refusal(400, 'chat not found')
  if (chat.movedTo !== null)
    throw refusal(400, 'group chat was upgraded to a supergroup chat', { migrate_to_chat_id: chat.movedTo })
  return chat
}

/** The chat, with the bot in it. @throws Refusal when the bot is not, or may not do this there */
export function enter(world: World, bot: Bot, given: string | null, right?: keyof Rights): Chat {
  const chat = chatOf(world, given)
  const member = chat.members.get(bot.id)
  const kind = chat.type === 'channel' ? 'channel' : chat.type
  if (member === 'kicked') throw refusal(403, `bot was kicked from the ${kind} chat`)
  if (!member)
    throw chat.username ? refusal(403, `bot is not a member of the ${kind} chat`) : refusal(400, 'chat not found')
  if (right && chat.type === 'channel' && !member[right])
    throw refusal(400, `need administrator rights in the ${kind} chat`)
  return chat
}
