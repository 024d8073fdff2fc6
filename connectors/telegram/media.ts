import { type ConnectorContext, ConnectorError, type ContentMedia } from '../contract.ts'
import { type Access, call, type Fields } from './client.ts'
import { fileOf, type Kind, Message, type Place } from './message.ts'

const uploadTimeoutMs = 300_000

/** How a message names a file: by Telegram's own id, or as a part of the call that carries it. */
export interface Reference {
  readonly kind: Kind
  readonly source: string
  /** The same wherever the file turns up; "" when it is not known beforehand. */
  readonly uniqueId: string
  readonly thumbnail?: string
  /** Files of the delivery the call has to carry, by id: each is the part of that name. */
  readonly carried: readonly string[]
}

/** What is sent with each kind. @see https://core.telegram.org/bots/api#sendphoto and the methods after it */
export const methods: Readonly<Record<Kind, string>> = {
  photo: 'sendPhoto',
  video: 'sendVideo',
  animation: 'sendAnimation',
  audio: 'sendAudio',
  document: 'sendDocument',
}

/**
 * Makes a file ready to be sent. Uploaded to the private chat first, so that the one call readers see is short and small;
 * without such a chat that call carries it. May be repeated: only the private chat shows it.
 * @param thumbnail travels only with the file itself
 */
export async function refer(
  medium: ContentMedia,
  kind: Kind,
  { access, place, thumbnail }: { access: Access; place: Place; thumbnail?: ContentMedia | undefined },
  context: ConnectorContext,
): Promise<Reference> {
  const carried = [medium, ...(thumbnail ? [thumbnail] : [])]
  const source = partNamed(medium.id)
  const small = thumbnail && { thumbnail: partNamed(thumbnail.id) }
  if (place.stagingChatId === null)
    return { kind, source, uniqueId: '', ...small, carried: carried.map(({ id }) => id) }
  const chat = { chat_id: place.stagingChatId, disable_notification: true }
  const given = {
    method: methods[kind],
    fields: { ...chat, [kind]: source, ...small, ...detailsOf(medium, kind) },
    files: await filesOf(carried),
    answer: Message,
    timeoutMs: uploadTimeoutMs,
  }
  const file = fileOf(await inStaging(() => call(access, given, context)))
  if (!file) throw new ConnectorError({ code: 'platform-down' })
  return { kind: file.kind, source: file.file_id, uniqueId: file.file_unique_id, carried: [] }
}

/** Files as parts of a call, each under its id. */
export async function filesOf(media: readonly ContentMedia[]): Promise<ReadonlyMap<string, File>> {
  const files = new Map<string, File>()
  for (const { id, read, fileName, mimeType } of media)
    files.set(id, new File([new Uint8Array(await read())], fileName, { type: mimeType }))
  return files
}

const partNamed = (id: string) => `attach://${id}`

/** What Telegram is told of a film so that it plays at once and in its shape. */
export function detailsOf({ width, height, durationMs }: ContentMedia, kind: Kind): Fields {
  if (kind !== 'video') return {}
  return {
    supports_streaming: true,
    ...(width && height && { width, height }),
    ...(durationMs && { duration: Math.ceil(durationMs / 1_000) }),
  }
}

/**
 * A private chat that is gone is no reason to reconnect the channel.
 * @throws ConnectorError as `ask` does, but `rejected` where it would want a person for the chat
 */
export async function inStaging<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.fault.code !== 'credentials-revoked') throw error
    const { detail = '' } = error.fault
    if (/unauthorized/i.test(detail) || detail === 'Not Found') throw error
    const problem = { code: 'rejected', problem: 'permission', detail: `Private chat for files: ${detail}` } as const
    throw new ConnectorError(problem, { cause: error })
  }
}
