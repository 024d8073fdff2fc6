import { z } from 'zod'
import {
  type Account,
  type CommittedPart,
  type ConnectorContext,
  ConnectorError,
  type DeliveryContent,
} from '../contract.ts'
import { accessOf, call } from './client.ts'
import { wordsOf } from './publish.ts'

const Standing = z.object({
  media_attachments: z.array(z.object({ id: z.coerce.string() })).default([]),
  sensitive: z.boolean().default(false),
  poll: z
    .object({
      expires_at: z.coerce.date().nullable(),
      multiple: z.boolean(),
      options: z.array(z.object({ title: z.string() })),
    })
    .nullish(),
})

/** A server takes no poll that ends sooner. */
const shortestPollSeconds = 300

/**
 * Gives a post other words. What is left out of the call is reset, so its files and its poll are read and sent again:
 * votes stay as long as the answers do. May be repeated.
 * @throws ConnectorError `rejected` `permission` for a poll that is over or about to be: it would be opened again
 * @see https://docs.joinmastodon.org/methods/statuses/#edit
 */
export async function edit(
  part: CommittedPart,
  position: number,
  content: DeliveryContent,
  account: Account,
  context: ConnectorContext,
): Promise<CommittedPart> {
  const access = accessOf(account)
  const path = `/api/v1/statuses/${encodeURIComponent(part.remoteId)}`
  const {
    media_attachments: media,
    sensitive,
    poll,
  } = await call(access, { method: 'GET', path, answer: Standing }, context)
  const json = {
    sensitive,
    ...wordsOf(content, position),
    media_ids: media.map(({ id }) => id),
    ...(poll && { poll: pollAgain(poll, context.now()) }),
  }
  await call(access, { method: 'PUT', path, json, answer: z.object({}) }, context)
  return part
}

function pollAgain({ expires_at: end, multiple, options }: NonNullable<z.infer<typeof Standing>['poll']>, now: Date) {
  const seconds = end ? Math.floor((end.getTime() - now.getTime()) / 1_000) : 0
  if (seconds < shortestPollSeconds) {
    const detail = 'The poll of this post is over, or ends within five minutes: a change would open it again'
    throw new ConnectorError({ code: 'rejected', problem: 'permission', detail })
  }
  return { options: options.map(({ title }) => title), multiple, expires_in: seconds }
}
