import { z } from 'zod'
import { irreversibly } from '../answers.ts'
import {
  type Account,
  type CommittedPart,
  type Connector,
  type ConnectorContext,
  ConnectorError,
  type ContentMedia,
  type DeliveryContent,
  type Json,
  type JsonObject,
  type PreparedPart,
} from '../contract.ts'
import { accessOf, call, type Fields } from './client.ts'
import { detailsOf, filesOf, methods, type Reference, refer } from './media.ts'
import { type Kind, linkTo, Message, placeOf } from './message.ts'
import { noteNumber, type Telegram } from './settings.ts'
import { type Entity, readWords } from './text.ts'

const sendTimeoutMs = 75_000
const carryTimeoutMs = 170_000

/** What `prepare` writes down: the call to come, and by what its message will be known again. */
export const Planned = z.object({
  method: z.string(),
  fields: z.record(z.string(), z.custom<Json>()),
  words: z.string(),
  /** One per file; "" where it is not known. */
  fileIds: z.array(z.string()),
  /** Files of the delivery that the call carries, by id. */
  carried: z.array(z.string()),
  /** The newest message of the channel that was known then. */
  after: z.int().nullable(),
})
export type Planned = z.infer<typeof Planned>

/** Which words of a message can be changed later. */
type Changeable = 'text' | 'caption' | 'nothing'
export const Receipt = z.object({ numbers: z.array(z.int()), changeable: z.enum(['text', 'caption', 'nothing']) })

type Part = DeliveryContent['parts'][number]

export function publishing(telegram: Telegram): Pick<Connector, 'prepare' | 'commit'> {
  return {
    async prepare(content, account, context) {
      const parts: PreparedPart[] = []
      for (const [position, part] of content.parts.entries()) {
        const call = await plan(part, content, account, context)
        const after = telegram.newest.get(placeOf(account).chatId) ?? null
        const payload: JsonObject = { ...call, fields: { ...call.fields, ...sharedFields(content.options) }, after }
        parts.push({ marker: `${content.deliveryId}:${content.revision}:${position}`, payload })
      }
      return parts
    },

    async commit(part, before, account, context) {
      const { method, fields, carried } = Planned.parse(part.payload)
      const files = await filesOf(await Promise.all(carried.map((id) => fileNamed(id, context))))
      const place = placeOf(account)
      const answer = z.union([Message.transform((message) => [message]), z.array(Message).min(1)])
      const given = {
        method,
        fields: { ...fields, chat_id: place.chatId, ...answering(before.at(-1)) },
        answer,
        ...(files.size > 0 ? { files, timeoutMs: carryTimeoutMs } : { timeoutMs: sendTimeoutMs }),
      }
      const [first, ...rest] = await irreversibly(() => call(accessOf(telegram, account), given, context))
      const numbers = [first, ...rest].flatMap((message) => message?.message_id || [])
      for (const number of numbers) noteNumber(telegram, place.chatId, number)
      return committed(part, numbers, first ? linkedBy(first, telegram) : () => null)
    },
  }

  async function plan(
    part: Part,
    content: DeliveryContent,
    account: Account,
    context: ConnectorContext,
  ): Promise<Omit<Planned, 'after'>> {
    const { text, media } = part
    const { options } = content
    if (options['form'] === 'poll') return pollOf(text, options)
    const { text: words, entities } = readWords(text, options['formatted'] === true)
    if (media.length === 0) {
      const fields = { text: words, ...(entities.length > 0 && { entities }), ...previewOf(content) }
      return { method: 'sendMessage', fields, words, fileIds: [], carried: [] }
    }
    const access = accessOf(telegram, account)
    const place = placeOf(account)
    const { cover: pictured, thumbnail } = content.attached
    const references: Reference[] = []
    const items: Fields[] = []
    const carried = new Set<string>()
    for (const medium of media) {
      const kind = kindOf(medium.kind, options['form'])
      const reference = await refer(medium, kind, { access, place, thumbnail }, context)
      const cover = kind === 'video' && pictured ? await refer(pictured, 'photo', { access, place }, context) : null
      references.push(reference)
      for (const id of [...reference.carried, ...(cover?.carried ?? [])]) carried.add(id)
      items.push({
        ...detailsOf(medium, kind),
        ...shownAs(kind, options),
        ...(reference.thumbnail && { thumbnail: reference.thumbnail }),
        ...(cover && { cover: cover.source }),
      })
    }
    const caption = captionOf(words, entities)
    const fileIds = references.map(({ uniqueId }) => uniqueId)
    return { ...sent(references, items, caption), words, fileIds, carried: [...carried] }
  }
}

/** @throws ConnectorError `rejected` `media-missing` */
function fileNamed(id: string, { media }: ConnectorContext): Promise<ContentMedia> {
  if (!media) throw new ConnectorError({ code: 'rejected', problem: 'media-missing' })
  return media(id)
}

/** One file by the method of its kind, several as an album whose words stand with the first. */
function sent(
  references: readonly Reference[],
  items: readonly Fields[],
  caption: Fields,
): Pick<Planned, 'method' | 'fields'> {
  const [first] = references
  if (first && references.length === 1)
    return { method: methods[first.kind], fields: { [first.kind]: first.source, ...items[0], ...caption } }
  const media = references.map(({ kind, source }, index) => ({
    type: kind,
    media: source,
    ...items[index],
    ...(index === 0 && caption),
  }))
  return { method: 'sendMediaGroup', fields: { media } }
}

function captionOf(words: string, entities: readonly Entity[]): Fields {
  if (words === '') return {}
  return { caption: words, ...(entities.length > 0 && { caption_entities: entities }) }
}

function pollOf(question: string, options: JsonObject): Omit<Planned, 'after'> {
  const answers = Array.isArray(options['answers']) ? options['answers'] : []
  const fields = {
    question: question.trim(),
    options: answers.map((text) => ({ text: String(text).trim() })),
    is_anonymous: true,
    allows_multiple_answers: options['severalAnswers'] === true,
  }
  return { method: 'sendPoll', fields, words: question.trim(), fileIds: [], carried: [] }
}

/** Pictures and films are shown as such; sent as files, everything keeps its bytes. */
function kindOf(kind: Part['media'][number]['kind'], form: unknown): Kind {
  if (form === 'file') return 'document'
  return kind === 'image' ? 'photo' : kind
}

function shownAs(kind: Kind, options: JsonObject): Fields {
  if (kind !== 'photo' && kind !== 'video') return {}
  return {
    ...(options['spoiler'] === true && { has_spoiler: true }),
    ...(options['textAbove'] === true && { show_caption_above_media: true }),
  }
}

/** @see https://core.telegram.org/bots/api#linkpreviewoptions */
export function previewOf({ link, options }: DeliveryContent): Fields {
  const chosen = options['linkPreview']
  const preview = {
    ...(link && chosen !== 'none' && { url: link }),
    ...(chosen === 'none' && { is_disabled: true }),
    ...(chosen === 'large' && { prefer_large_media: true }),
    ...(chosen === 'above' && { show_above_text: true }),
  }
  return Object.keys(preview).length > 0 ? { link_preview_options: preview } : {}
}

function sharedFields(options: JsonObject): Fields {
  return {
    ...(options['silent'] === true && { disable_notification: true }),
    ...(options['protect'] === true && { protect_content: true }),
  }
}

/** A part whose forerunner was taken down meanwhile, or has no number yet, goes out all the same. */
function answering(parent: CommittedPart | undefined): Fields {
  const number = Number(parent?.remoteId)
  if (!Number.isSafeInteger(number)) return {}
  return { reply_parameters: { message_id: number, allow_sending_without_reply: true } }
}

function linkedBy({ chat }: Message, telegram: Telegram): (number: number) => string {
  return (number) => linkTo(telegram, chat, number)
}

/**
 * A part as it is out. A large film may be accepted under number 0 and stay without an address until it is shown: it is
 * then kept under our own mark.
 */
export function committed(
  part: PreparedPart,
  numbers: readonly number[],
  link: (number: number) => string | null,
): CommittedPart {
  const { method } = Planned.parse(part.payload)
  const [first] = numbers
  const changeable: Changeable =
    first === undefined || method === 'sendPoll' ? 'nothing' : method === 'sendMessage' ? 'text' : 'caption'
  return {
    remoteId: first === undefined ? `queued:${part.marker}` : String(first),
    url: first === undefined ? null : link(first),
    receipt: { numbers, changeable },
  }
}
