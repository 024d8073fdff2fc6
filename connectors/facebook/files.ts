import { z } from 'zod'
import type { ConnectorContext, ContentMedia } from '../contract.ts'
import { type Access, call, isMissing, upload } from './client.ts'

const Photo = z.object({ id: z.string() })
const Phase = z.object({ status: z.string(), error: z.object({ message: z.string().default('') }).optional() })
const Film = z.object({
  status: z.object({
    video_status: z.string(),
    uploading_phase: Phase.extend({ bytes_transfered: z.number().default(0) }).optional(),
    processing_phase: Phase.optional(),
    publishing_phase: Phase.optional(),
  }),
  permalink_url: z.string().optional(),
})

/** How a film stands at Facebook. */
export interface FilmStanding {
  /** Its publication has begun or is over. */
  readonly isPublished: boolean
  readonly isReady: boolean
  /** Why it never will be. */
  readonly failure: string | null
  /** Bytes that have arrived. */
  readonly arrived: number
  readonly url: string | null
}

/** An unpublished photo of the page: nobody sees it, and one that is never used harms nobody. */
export async function uploadPhoto(medium: ContentMedia, access: Access, context: ConnectorContext): Promise<string> {
  const form = new FormData()
  const { pageId, base, proof } = access
  const data = new Uint8Array(await medium.read())
  form.set('source', new File([data], medium.fileName, { type: medium.mimeType }))
  form.set('published', 'false')
  if (medium.alt !== '') form.set('alt_text_custom', medium.alt)
  for (const [name, value] of Object.entries(proof)) form.set(name, value)
  return (await upload({ url: `${base}/${pageId}/photos`, multipart: form }, access, Photo, context)).id
}

/** null when there is no such film. */
export async function readFilm(video: string, access: Access, context: ConnectorContext): Promise<FilmStanding | null> {
  const params = { fields: 'status,permalink_url' }
  try {
    const { status, permalink_url: path } = await call(
      access,
      { method: 'GET', path: video, params, answer: Film },
      context,
    )
    const { video_status: state, uploading_phase: uploading, processing_phase: processing } = status
    const publishing = status.publishing_phase?.status ?? 'not_started'
    const failed = [uploading, processing, status.publishing_phase].find((phase) => phase?.status === 'error')
    const isOver = ['error', 'upload_failed', 'expired'].includes(state)
    return {
      isPublished: publishing !== 'not_started' && publishing !== 'error',
      isReady: ['upload_complete', 'ready'].includes(state) && (processing?.status ?? 'complete') !== 'in_progress',
      failure: failed || isOver ? (failed?.error?.message ?? state) : null,
      arrived: uploading?.bytes_transfered ?? 0,
      url: path ? new URL(path, 'https://www.facebook.com').href : null,
    }
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}
