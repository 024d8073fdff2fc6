import { z } from 'zod'
import type { Account, CommittedPart, Confirmation, ConnectorContext, PreparedPart } from '../contract.ts'
import { type Access, accessOf, call, encoded } from './client.ts'
import { toldIn } from './faults.ts'
import { findPosts } from './lookup.ts'
import { commentOut, postOut, readPrepared } from './publish.ts'
import type { LinkedInSettings } from './settings.ts'

/** A post may stand up to this long before the mark, where the clocks of two machines differ. */
const clockSlackMs = 60_000

/** Looks through the page's newest posts, or the post's comments, for what was sent. */
export async function confirm(
  part: PreparedPart,
  before: readonly CommittedPart[],
  since: Date,
  account: Account,
  settings: LinkedInSettings,
  context: ConnectorContext,
): Promise<Confirmation> {
  const access = accessOf(account, settings)
  const prepared = readPrepared(part)
  const from = new Date(since.getTime() - clockSlackMs)
  try {
    if (prepared.kind === 'comment') return await findComment(prepared.text, before, from, access, context)
    const { found, isComplete } = await findPosts(prepared.body, from, access, context)
    const [only, ...others] = found
    if (others.length > 0) return { outcome: 'unknown' }
    if (only) return { outcome: 'published', ...postOut(only, settings) }
    return { outcome: isComplete ? 'absent' : 'unknown' }
  } catch (error) {
    // Posting is allowed, reading is not: a person can see what LinkedIn does not tell.
    if (toldIn(error)?.status === 403) return { outcome: 'unknown' }
    throw error
  }
}

const Comments = z.object({
  elements: z.array(
    z.object({
      id: z.string(),
      actor: z.string(),
      message: z.object({ text: z.string() }),
      created: z.object({ time: z.number() }),
    }),
  ),
})
const mostComments = 100

async function findComment(
  text: string,
  before: readonly CommittedPart[],
  from: Date,
  access: Access,
  context: ConnectorContext,
): Promise<Confirmation> {
  const object = before.at(-1)?.remoteId ?? ''
  const path = `/rest/socialActions/${encoded(object)}/comments?start=0&count=${mostComments}`
  const { elements } = await call(access, { method: 'GET', path, answer: Comments }, context)
  const found = elements.find(
    ({ actor, message, created }) =>
      actor === access.organization && created.time >= from.getTime() && wordsOf(message.text) === wordsOf(text),
  )
  if (found) return { outcome: 'published', ...commentOut(object, found.id) }
  return { outcome: elements.length < mostComments ? 'absent' : 'unknown' }
}

const wordsOf = (text: string) => text.normalize('NFC').replaceAll('\r\n', '\n').trim()
