import type { Chat, Message, StoredFile } from './world.ts'

/** @see https://core.telegram.org/bots/api#message */
export function presentMessage(message: Message): object {
  const { id, chat, at, words, file, poll, group, replyTo, isProtected, spoiler, textAbove, editedAt, origin } = message
  const inText = file ? 'caption' : 'text'
  const entities = file ? 'caption_entities' : 'entities'
  return {
    message_id: id,
    ...(chat.type === 'channel' && { sender_chat: presentChat(chat) }),
    chat: presentChat(chat),
    date: seconds(at),
    ...(editedAt && { edit_date: seconds(editedAt) }),
    ...(origin && {
      forward_origin: {
        type: 'channel',
        chat: presentChat(origin.chat),
        message_id: origin.id,
        date: seconds(origin.at),
      },
    }),
    ...(group && { media_group_id: group }),
    ...(replyTo !== null && { reply_to_message: { message_id: replyTo, chat: presentChat(chat), date: seconds(at) } }),
    ...(isProtected && { has_protected_content: true }),
    ...(spoiler && { has_media_spoiler: true }),
    ...(textAbove && { show_caption_above_media: true }),
    ...(file && presentFile(file)),
    ...(poll && { poll: { id: `${chat.id}:${id}`, question: poll.question, options: poll.options.map(answer) } }),
    ...(words.text !== '' && { [inText]: words.text }),
    ...(words.entities.length > 0 && { [entities]: words.entities }),
  }
}

export function presentChat({ id, title, username, type }: Chat): object {
  return { id, title, ...(username && { username }), type }
}

/** A picture comes in several sizes, the largest last. */
function presentFile({ kind, fileId, uniqueId, mimeType, bytes }: StoredFile): object {
  const file = { file_id: fileId, file_unique_id: uniqueId, file_size: bytes }
  if (kind !== 'photo') return { [kind]: { ...file, mime_type: mimeType } }
  return { photo: [{ ...file, file_id: `${fileId}-s`, file_unique_id: `${uniqueId}-s`, width: 90, height: 68 }, file] }
}

const answer = (text: string) => ({ text, voter_count: 0 })
const seconds = (at: Date) => Math.floor(at.getTime() / 1_000)
