import { z } from 'zod'
import { type ConnectorContext, ConnectorError, type ContentMedia, type Fault } from '../contract.ts'
import { GraphRefusal } from '../meta/refusals.ts'
import { pause, poll } from '../patience.ts'
import { type Access, call, failsForNow, failsToFetch, problems } from './client.ts'
import type { InstagramSettings } from './settings.ts'
import { uploadFilm } from './upload.ts'

const Made = z.object({ id: z.string() })
const Standing = z.object({ status_code: z.string(), status: z.string().default('') })
export type Standing = z.infer<typeof Standing>

/** Pictures may be fetched within the call. */
const makeTimeoutMs = 60_000

/** One container: its parameters, and the file that stands in it. */
export interface Item {
  readonly params: Readonly<Record<string, string>>
  readonly file: ContentMedia | null
}

/** Access with what making containers needs to know. */
export interface Making {
  readonly access: Access
  readonly settings: InstagramSettings
  readonly context: ConnectorContext
}

/**
 * Makes a container and waits until it could be published. Where the platform failed to fetch or convert the file it is
 * made anew; those left behind are seen by nobody and vanish after a day.
 * @throws ConnectorError
 */
export async function readyContainer(item: Item, making: Making): Promise<string> {
  const { settings, context } = making
  for (let turn = 1; ; turn += 1) {
    try {
      const id = await makeContainer(item, making)
      await poll(() => finished(id, making), settings, context)
      return id
    } catch (error) {
      const subcode = subcodeOf(error)
      if (subcode === null || !failsForNow.has(subcode)) throw error
      if (turn >= settings.tries) throw failsToFetch.has(subcode) ? unfetchable(error) : error
      await pause(settings.pollMs[0] ?? 0, context)
    }
  }
}

async function makeContainer({ params, file }: Item, making: Making): Promise<string> {
  const { access, settings, context } = making
  const uploads = file?.kind === 'video' && settings.uploadsFilms[access.login]
  const all = { ...params, ...(file && (uploads ? { upload_type: 'resumable' } : await addressOf(file))) }
  const path = `${access.id}/media`
  const { id } = await call(
    access,
    { method: 'POST', path, params: all, answer: Made, timeoutMs: makeTimeoutMs },
    context,
  )
  if (uploads) await uploadFilm(id, file, making)
  return id
}

async function addressOf(file: ContentMedia): Promise<Record<string, string>> {
  return { [file.kind === 'video' ? 'video_url' : 'image_url']: await file.publicUrl() }
}

/** What the platform says of a container. @throws GraphRefusal */
export function readStanding(id: string, access: Access, context: ConnectorContext): Promise<Standing> {
  return call(access, { method: 'GET', path: id, params: { fields: 'status_code,status' }, answer: Standing }, context)
}

/** @returns null while it is worked on @throws ConnectorError when it came to nothing */
async function finished(id: string, { access, context }: Making): Promise<true | null> {
  const standing = await readStanding(id, access, context).catch(notFoundYet)
  if (standing === null || standing.status_code === 'IN_PROGRESS') return null
  if (standing.status_code === 'FINISHED') return true
  throw containerFailure(standing)
}

/** A fresh container is not found everywhere at once. */
export function notFoundYet(error: unknown): null {
  if (error instanceof ConnectorError && error.fault.code === 'rejected' && error.fault.problem === 'not-found')
    return null
  throw error
}

/** A container that will never be published. */
export function containerFailure({ status_code: state, status }: Standing): ConnectorError {
  const subcode = Number(/\b2207\d{3}\b/.exec(status)?.[0] ?? 0)
  const fault: Fault = failsForNow.has(subcode)
    ? { code: 'platform-down' }
    : {
        code: 'rejected',
        problem: state === 'EXPIRED' ? 'media-missing' : (problems[subcode] ?? 'media-processing'),
        detail: status.slice(0, 300),
      }
  return new GraphRefusal(fault, { status: 200, code: null, subcode, isTransient: false, detail: status })
}

function subcodeOf(error: unknown): number | null {
  return error instanceof GraphRefusal ? error.problem.subcode : null
}

function unfetchable(cause: unknown): ConnectorError {
  const detail = 'Instagram cannot fetch the file, or does not know its format'
  return new ConnectorError({ code: 'rejected', problem: 'media-processing', detail }, { cause })
}
