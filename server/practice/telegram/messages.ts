import type { Params } from './params.ts'
import { presentMessage } from './present.ts'
import { takeTurn } from './rates.ts'
import { add, type Method } from './send.ts'
import { readWords } from './text.ts'
import { type Bot, type Chat, enter, type Message, refusal, type Words, type World } from './world.ts'

const deletableMs = 48 * 60 * 60_000

const same =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message'

/** @see https://core.telegram.org/bots/api#updating-messages */
export const changing: Readonly<Record<string, Method>> = {
  editmessagetext(bot, params, world) {
    const message = editable(bot, params, world)
    if (message.file || message.poll) throw refusal(400, 'there is no text in the message to edit')
    const preview = params.nested('link_preview_options') as Message['preview'] | undefined
    return change(message, readWords(params, 'text'), world, { preview: preview ?? null })
  },

  editmessagecaption(bot, params, world) {
    const message = editable(bot, params, world)
    if (!message.file) throw refusal(400, 'there is no caption in the message to edit')
    return change(message, readWords(params, 'caption'), world, {
      textAbove: params.flag('show_caption_above_media'),
    })
  },

  deletemessage(bot, params, world) {
    const chat = enter(world, bot, params.text('chat_id'))
    const message = chat.messages.get(params.number('message_id') ?? -1)
    if (!message) throw refusal(400, 'message to delete not found')
    if (!mayDelete(bot, chat, message, world)) throw refusal(400, "message can't be deleted")
    chat.messages.delete(message.id)
    return true
  },

  forwardmessage(bot, params, world) {
    const to = enter(world, bot, params.text('chat_id'), 'can_post_messages')
    const from = enter(world, bot, params.text('from_chat_id'))
    const message = from.messages.get(params.number('message_id') ?? -1)
    if (!message) throw refusal(400, 'message to forward not found')
    if (message.isProtected || (from.type === 'channel' && world.quirks.protectsContent))
      throw refusal(400, "message has protected content and can't be forwarded")
    takeTurn(world, bot, to, 1)
    const { words, file, poll, at, id } = message
    return presentMessage(add(to, world.now(), { words, file, poll, botId: bot.id, origin: { chat: from, id, at } }))
  },
}

function editable(bot: Bot, params: Params, world: World): Message {
  const chat = enter(world, bot, params.text('chat_id'))
  const message = chat.messages.get(params.number('message_id') ?? -1)
  if (!message) throw refusal(400, 'message to edit not found')
  const member = chat.members.get(bot.id)
  const isOwn = message.botId === bot.id
  const mayEdit = typeof member === 'object' && (member.can_edit_messages || (isOwn && member.can_post_messages))
  if (!mayEdit) throw refusal(400, "message can't be edited")
  return message
}

function change(
  message: Message,
  words: Words,
  { now }: World,
  shown: Partial<Pick<Message, 'preview' | 'textAbove'>>,
): object {
  const { preview, textAbove } = message
  const before = JSON.stringify([message.words, preview, textAbove])
  const after = JSON.stringify([words, shown.preview ?? preview, shown.textAbove ?? textAbove])
  if (before === after) throw refusal(400, same)
  Object.assign(message, shown, { words, editedAt: now() })
  return presentMessage(message)
}

function mayDelete(bot: Bot, chat: Chat, message: Message, { now, quirks }: World): boolean {
  if (chat.type !== 'channel') return message.botId === bot.id
  const member = chat.members.get(bot.id)
  if (typeof member !== 'object') return false
  const isYoung = now().getTime() - message.at.getTime() < deletableMs
  if (member.can_delete_messages) return isYoung || quirks.deletesOldPosts
  return isYoung && member.can_post_messages && message.botId === bot.id
}
