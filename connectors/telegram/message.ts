import { z } from 'zod'
import type { Account } from '../contract.ts'
import type { TelegramSettings } from './settings.ts'

/** Numbers of chats have up to 52 bits: exact as JSON numbers, and kept as text. */
export const Id = z.union([z.int(), z.string()]).transform(String)

export const Chat = z.object({
  id: Id,
  type: z.string().default(''),
  title: z.string().default(''),
  username: z.string().optional(),
})

const StoredFile = z.object({ file_id: z.string(), file_unique_id: z.string().default('') })
type StoredFile = z.infer<typeof StoredFile>

/** A message, as far as we look at it. @see https://core.telegram.org/bots/api#message */
export const Message = z.object({
  message_id: z.int(),
  chat: Chat,
  text: z.string().optional(),
  caption: z.string().optional(),
  photo: z.array(StoredFile).optional(),
  video: StoredFile.optional(),
  animation: StoredFile.optional(),
  document: StoredFile.optional(),
  audio: StoredFile.optional(),
  poll: z.object({ question: z.string() }).optional(),
  forward_origin: z
    .object({ type: z.string(), chat: Chat.optional(), message_id: z.int().optional(), date: z.int() })
    .optional(),
})
export type Message = z.infer<typeof Message>

/** As what a file is shown: Telegram may make another kind of it than was asked. */
export type Kind = 'photo' | 'video' | 'animation' | 'audio' | 'document'

/** The file of a message. Of a picture's sizes the largest stands last; an animation is named as a document, too. */
export function fileOf(message: Message): (StoredFile & { readonly kind: Kind }) | undefined {
  const photo = message.photo?.at(-1)
  if (photo) return { ...photo, kind: 'photo' }
  for (const kind of ['video', 'animation', 'audio', 'document'] as const) {
    const file = message[kind]
    if (file) return { ...file, kind }
  }
  return undefined
}

export function wordsOf({ text, caption, poll }: Message): string {
  return text ?? caption ?? poll?.question ?? ''
}

/** Whose messages everybody may read, by name; those of a private channel open for its members only. */
export function linkTo({ linkUrl }: TelegramSettings, { id, username }: z.infer<typeof Chat>, message: number): string {
  return username ? `${linkUrl}/${username}/${message}` : `${linkUrl}/c/${id.replace(/^-100/, '')}/${message}`
}

/** Where an account publishes, and the private chat the bot may use to keep files and to look things up. */
export interface Place {
  readonly chatId: string
  readonly stagingChatId: string | null
}

export function placeOf({ settings }: Account): Place {
  const { chatId, stagingChatId } = settings
  return { chatId: String(chatId), stagingChatId: typeof stagingChatId === 'string' ? stagingChatId : null }
}
