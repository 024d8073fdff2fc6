import { z } from 'zod'
import { type Connector, ConnectorError, type RejectedProblem } from '../contract.ts'
import { accessOf, call } from './client.ts'
import { placeOf } from './message.ts'
import { previewOf, Receipt } from './publish.ts'
import type { Telegram } from './settings.ts'
import { readWords } from './text.ts'

/** @see https://core.telegram.org/bots/api#updating-messages */
export function changing(telegram: Telegram): Required<Pick<Connector, 'edit' | 'remove'>> {
  return {
    /** @throws ConnectorError `rejected` for a poll, which stays as it was asked */
    async edit(part, position, content, account, context) {
      const { changeable } = Receipt.parse(part.receipt)
      if (changeable === 'nothing') throw refused('This message cannot be changed')
      const { text, entities } = readWords(content.parts[position]?.text ?? '', content.options['formatted'] === true)
      const words =
        changeable === 'text'
          ? { text, entities, ...previewOf(content) }
          : {
              caption: text,
              caption_entities: entities,
              ...(content.options['textAbove'] === true && { show_caption_above_media: true }),
            }
      const fields = { chat_id: placeOf(account).chatId, message_id: Number(part.remoteId), ...words }
      const method = changeable === 'text' ? 'editMessageText' : 'editMessageCaption'
      // Said again as it stands already, it is done.
      await unless('duplicate', () =>
        call(accessOf(telegram, account), { method, fields, answer: z.unknown() }, context),
      )
      return part
    },

    /** Every item of an album is a message of its own. */
    async remove(part, account, context) {
      const { numbers } = Receipt.parse(part.receipt)
      if (numbers.length === 0) throw refused('Telegram has told no number for this message: delete it in the channel')
      for (const number of numbers) {
        const fields = { chat_id: placeOf(account).chatId, message_id: number }
        const given = { method: 'deleteMessage', fields, answer: z.unknown() }
        await unless('not-found', () => call(accessOf(telegram, account), given, context))
      }
    },
  }
}

async function unless(problem: RejectedProblem, ask: () => Promise<unknown>): Promise<void> {
  try {
    await ask()
  } catch (error) {
    const fault = error instanceof ConnectorError ? error.fault : null
    if (fault?.code !== 'rejected' || fault.problem !== problem) throw error
  }
}

function refused(detail: string): ConnectorError {
  return new ConnectorError({ code: 'rejected', problem: 'permission', detail })
}
