import { z } from 'zod'
import { jsonOf } from '../answers.ts'
import {
  type Account,
  type ConnectorContext,
  ConnectorError,
  type Fault,
  type HttpResponse,
  type Json,
} from '../contract.ts'
import { faultOf } from './faults.ts'
import type { TelegramSettings } from './settings.ts'

/** The server, and the bot that speaks with it. */
export interface Access extends Pick<TelegramSettings, 'apiUrl'> {
  /** Stands in every address: it may never be told. */
  readonly token: string
}

export type Fields = { readonly [name: string]: Json }

export interface Call<T> {
  readonly method: string
  readonly fields?: Fields
  /** Sent beside the fields, by the names the fields call them. */
  readonly files?: ReadonlyMap<string, File>
  readonly answer: z.ZodType<T>
  readonly timeoutMs?: number
}

export const Refused = z.object({
  ok: z.literal(false),
  error_code: z.int(),
  description: z.string().default(''),
  parameters: z
    .object({ retry_after: z.number().nonnegative(), migrate_to_chat_id: z.coerce.string() })
    .partial()
    .optional(),
})
const Accepted = z.object({ ok: z.literal(true), result: z.unknown() })
const Answer = z.discriminatedUnion('ok', [Accepted, Refused])

export function accessOf({ apiUrl }: TelegramSettings, { credentials }: Account): Access {
  return { apiUrl, token: credentials.fields['token'] ?? '' }
}

/**
 * Calls one method. A group that has become a supergroup has a new number: the call, which had no effect, is made there.
 * @throws ConnectorError by the answer; `platform-down` for what is none of the Bot API's
 */
export async function call<T>(access: Access, given: Call<T>, context: ConnectorContext): Promise<T> {
  const response = await send(access, given, context)
  if (response.status === 413) throw new ConnectorError({ code: 'rejected', problem: 'media-too-large' })
  const told = Answer.safeParse(jsonOf(response)).data
  if (told?.ok) {
    const result = given.answer.safeParse(told.result)
    if (result.success) return result.data
    throw new ConnectorError({ code: 'platform-down' }, { cause: result.error })
  }
  if (!told) throw new ConnectorError({ code: 'platform-down' })
  const movedTo = told.parameters?.migrate_to_chat_id
  const { fields = {} } = given
  if (movedTo && fields['chat_id'] !== undefined && fields['chat_id'] !== movedTo)
    return call(access, { ...given, fields: { ...fields, chat_id: movedTo } }, context)
  throw new ConnectorError(
    told.error_code === 404
      ? await faultOfNothing(access, given.method, told.description, context)
      : faultOf(told, response, context.now()),
  )
}

/** 404 is a token of another shape or a method that is not there: who we are settles which it was. */
async function faultOfNothing(
  access: Access,
  method: string,
  detail: string,
  context: ConnectorContext,
): Promise<Fault> {
  if (method === 'getMe') return { code: 'credentials-revoked', detail }
  await call(access, { method: 'getMe', answer: z.unknown() }, context)
  return { code: 'rejected', problem: 'unexpected-answer', detail }
}

function send<T>(
  { apiUrl, token }: Access,
  { method, fields = {}, files, timeoutMs }: Call<T>,
  { http }: ConnectorContext,
): Promise<HttpResponse> {
  return http({
    method: 'POST',
    url: `${apiUrl}/bot${token}/${method}`,
    ...(files ? { multipart: formOf(fields, files) } : { json: fields }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    // A server may tell the address with its colon written otherwise.
    secrets: [token, token.split(':')[1] ?? token],
  })
}

/** In a form, what is no text is written as JSON. */
function formOf(fields: Fields, files: ReadonlyMap<string, File>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields))
    form.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  for (const [name, file] of files) form.set(name, file)
  return form
}
