import { z } from 'zod'
import {
  type Account,
  type CommittedPart,
  type Confirmation,
  type Connector,
  type ConnectorContext,
  ConnectorError,
  type PreparedPart,
} from '../contract.ts'
import { type Access, accessOf, call } from './client.ts'
import { inStaging } from './media.ts'
import { fileOf, linkTo, Message, placeOf, wordsOf } from './message.ts'
import { committed, Planned } from './publish.ts'
import { noteNumber, type Telegram } from './settings.ts'

/** A message may stand up to this long before the mark, where the clocks of two machines differ. */
const clockSlackMs = 60_000

/** What stands under a number of the channel. `closed`: something that the bot may not forward. */
type Found = Message | 'nothing' | 'closed'

/**
 * A bot cannot read back what it wrote. With a private chat it can forward message by message there, from the last one
 * known on, and look whether one says what was sent. Without that chat, or with no message known before, nobody can tell.
 */
export function confirming(telegram: Telegram): Connector['confirm'] {
  return async (part, before, since, account, context) => {
    const planned = Planned.parse(part.payload)
    const { chatId, stagingChatId } = placeOf(account)
    const after = lastKnown(planned, before)
    if (stagingChatId === null || after === null) return { outcome: 'unknown' }
    let empty = 0
    let isCertain = true
    for (let number = after + 1; number <= after + telegram.numbersTried; number += 1) {
      const found = await look(number, { chatId, stagingChatId }, account, context)
      empty = found === 'nothing' ? empty + 1 : 0
      if (found === 'closed') isCertain = false
      if (empty >= telegram.emptyNumbers) return { outcome: isCertain ? 'absent' : 'unknown' }
      if (typeof found === 'string') continue
      noteNumber(telegram, chatId, number)
      if (isTheOne(found, planned, since, chatId)) return foundAs(part, planned, number, found)
    }
    return { outcome: 'unknown' }
  }

  /** Forwards the message to the private chat, where its copy is taken away again. */
  async function look(
    number: number,
    { chatId, stagingChatId }: { readonly chatId: string; readonly stagingChatId: string },
    account: Account,
    context: ConnectorContext,
  ): Promise<Found> {
    const access = accessOf(telegram, account)
    const fields = {
      chat_id: stagingChatId,
      from_chat_id: chatId,
      message_id: number,
      disable_notification: true,
    }
    try {
      const copy = await inStaging(() => call(access, { method: 'forwardMessage', fields, answer: Message }, context))
      await takeAway(access, stagingChatId, copy.message_id, context)
      return copy
    } catch (error) {
      const fault = error instanceof ConnectorError ? error.fault : null
      if (fault?.code !== 'rejected') throw error
      return fault.problem === 'not-found' ? 'nothing' : 'closed'
    }
  }

  function foundAs(part: PreparedPart, { method, fileIds }: Planned, number: number, copy: Message): Confirmation {
    const isAlbum = method === 'sendMediaGroup'
    const numbers = isAlbum ? fileIds.map((_, index) => number + index) : [number]
    const chat = copy.forward_origin?.chat
    return {
      outcome: 'published',
      ...committed(part, numbers, (first) => (chat ? linkTo(telegram, chat, first) : null)),
    }
  }
}

function lastKnown({ after }: Planned, before: readonly CommittedPart[]): number | null {
  const known = [after, ...before.map(({ remoteId }) => Number(remoteId))].filter(
    (number): number is number => number !== null && Number.isSafeInteger(number),
  )
  return known.length === 0 ? null : Math.max(...known)
}

/** The copy of another message is compared by its words, its file, its origin and its time. */
function isTheOne(copy: Message, planned: Planned, since: Date, chatId: string): boolean {
  const { forward_origin: origin } = copy
  const [fileId = ''] = planned.fileIds
  return (
    origin?.chat?.id === chatId &&
    origin.date * 1_000 >= since.getTime() - clockSlackMs &&
    comparable(wordsOf(copy)) === comparable(planned.words) &&
    planned.fileIds.length > 0 === (fileOf(copy) !== undefined) &&
    (fileId === '' || fileOf(copy)?.file_unique_id === fileId)
  )
}

const comparable = (text: string) => text.normalize('NFC').trim()

/** A copy that stays is a trace in the private chat, no more. */
async function takeAway(access: Access, chatId: string, number: number, context: ConnectorContext): Promise<void> {
  const fields = { chat_id: chatId, message_id: number }
  await call(access, { method: 'deleteMessage', fields, answer: z.unknown() }, context).catch(() => {})
}
