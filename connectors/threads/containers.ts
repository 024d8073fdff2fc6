import { z } from 'zod'
import { type Account, type ConnectorContext, ConnectorError, type ContentMedia, type Fault } from '../contract.ts'
import { GraphRefusal } from '../meta/refusals.ts'
import { pause, poll } from '../patience.ts'
import { bytesOf, measureText } from '../rules/text.ts'
import { type Access, call, failsToFetch, failures, itemsNotReady } from './client.ts'
import type { ThreadsSettings } from './settings.ts'

const Made = z.object({ id: z.string() })
const Standing = z.object({ status: z.string(), error_message: z.string().default('') })
export type Standing = z.infer<typeof Standing>

/** Pictures may be fetched within the call. */
const makeTimeoutMs = 60_000

/** What is sent for one post: its words and choices, and its files by the addresses the platform fetches them from. */
export interface Draft {
  readonly params: Readonly<Record<string, string>>
  readonly items: readonly Readonly<Record<string, string>>[]
}

/** Access with what making containers needs to know. */
export interface Making {
  readonly access: Access
  readonly account: Account
  readonly settings: ThreadsSettings
  readonly context: ConnectorContext
}

/** A file as one of the platform's parameters. */
export async function fileParams(file: ContentMedia): Promise<Record<string, string>> {
  const isFilm = file.kind === 'video'
  return {
    media_type: isFilm ? 'VIDEO' : 'IMAGE',
    [isFilm ? 'video_url' : 'image_url']: await file.publicUrl(),
    ...(file.alt !== '' && { alt_text: file.alt }),
  }
}

/**
 * Makes the container of a post, a carousel's items before it, and waits until it could be published. Those left behind
 * are seen by nobody and vanish after a day.
 * @throws ConnectorError
 */
export async function readyContainer({ params, items }: Draft, making: Making): Promise<string> {
  const [first, ...others] = items
  if (!first) return one({ media_type: 'TEXT', ...params }, making)
  if (others.length === 0) return one({ ...first, ...params }, making)
  const children: string[] = []
  for (const item of items) children.push(await one({ ...item, is_carousel_item: 'true' }, making))
  return one({ media_type: 'CAROUSEL', ...params, children: children.join(',') }, making)
}

/** One container, made anew where the platform failed to fetch a file, or does not find a carousel's items yet. */
async function one(params: Readonly<Record<string, string>>, making: Making): Promise<string> {
  const { access, account, settings, context } = making
  for (let turn = 1; ; turn += 1) {
    try {
      const request = { method: 'POST', path: 'me/threads', params, answer: Made, timeoutMs: makeTimeoutMs } as const
      const { id } = await call(access, request, context)
      await poll(() => finished(id, making), settings, context)
      return id
    } catch (error) {
      const again = againFor(error)
      if (!again) throw tooLong(params['text'] ?? '', account, error)
      if (turn >= again.most(settings)) throw again.means(error)
      await pause(settings.pollMs[0] ?? 0, context)
    }
  }
}

interface Again {
  readonly most: (settings: ThreadsSettings) => number
  readonly means: (cause: unknown) => unknown
}
const sameAsTold = (cause: unknown) => cause

/** Whether a new container may come through, and what it means when none does; null when it would not help. */
function againFor(error: unknown): Again | null {
  if (!(error instanceof GraphRefusal)) return null
  const { subcode, detail } = error.problem
  if (subcode === itemsNotReady) return { most: () => 2, means: sameAsTold }
  if (detail === 'UNKNOWN') return { most: ({ tries }) => tries, means: sameAsTold }
  const isFetch = (subcode !== null && failsToFetch.has(subcode)) || detail === 'FAILED_DOWNLOADING_VIDEO'
  return isFetch ? { most: ({ tries }) => tries, means: unfetchable } : null
}

function unfetchable(cause: unknown): ConnectorError {
  const detail = 'Threads cannot fetch the file, or does not know its format'
  return new ConnectorError({ code: 'rejected', problem: 'media-processing', detail }, { cause })
}

/** A text that is too long is refused with the number of every bad parameter: it is measured to tell. */
function tooLong(text: string, { capabilities }: Account, error: unknown): unknown {
  if (!(error instanceof ConnectorError) || error.fault.code !== 'rejected' || error.fault.problem !== 'other')
    return error
  const isLong =
    measureText(text, capabilities).overflowAt !== null || bytesOf(text) > (capabilities.text.maxBytes ?? Infinity)
  return isLong ? new ConnectorError({ ...error.fault, problem: 'text-too-long' }, { cause: error }) : error
}

/** What the platform says of a container. @throws GraphRefusal */
export function readStanding(id: string, access: Access, context: ConnectorContext): Promise<Standing> {
  const params = { fields: 'status,error_message' }
  return call(access, { method: 'GET', path: id, params, answer: Standing }, context)
}

/** @returns null while it is worked on @throws ConnectorError when it came to nothing */
async function finished(id: string, { access, context }: Making): Promise<true | null> {
  const standing = await readStanding(id, access, context).catch(notFoundYet)
  if (standing === null || standing.status === 'IN_PROGRESS') return null
  if (standing.status === 'FINISHED') return true
  throw containerFailure(standing)
}

/** A fresh object is not found everywhere at once. */
export function notFoundYet(error: unknown): null {
  if (error instanceof ConnectorError && error.fault.code === 'rejected' && error.fault.problem === 'not-found')
    return null
  throw error
}

/** A container that will never be published. */
export function containerFailure({ status, error_message: detail }: Standing): ConnectorError {
  const problem = status === 'EXPIRED' ? 'media-missing' : failures[detail]
  const fault: Fault = problem
    ? { code: 'rejected', problem, detail: `${status} ${detail}`.trim() }
    : { code: 'platform-down' }
  return new GraphRefusal(fault, { status: 200, code: null, subcode: null, isTransient: false, detail })
}
