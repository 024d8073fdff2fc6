import { z } from 'zod'
import {
  type Account,
  type ConnectorContext,
  ConnectorError,
  type ContentMedia,
  type DeliveryContent,
} from '../contract.ts'
import type { ArticleMedia } from './article.ts'
import { accessOf, call } from './client.ts'
import { polled } from './poll.ts'
import type { ZaloSettings } from './settings.ts'

const uploadTimeoutMs = 300_000

const Ticket = z.object({ token: z.string() })
const Film = z.object({
  video_id: z.coerce.string().default(''),
  status: z.coerce.number().int(),
  status_message: z.string().default(''),
})
/** @see the sheet's table of states: 0 is not known yet, 2, 4 and 5 never become ready */
const filmIs = { ready: 1, locked: 2, processing: 3, failed: 4, deleted: 5 }

/** Pictures get an address Zalo fetches from, films are uploaded and waited for. May be repeated. */
export async function placeMedia(
  content: DeliveryContent,
  account: Account,
  settings: ZaloSettings,
  context: ConnectorContext,
): Promise<ArticleMedia> {
  const { cover, avatar } = content.attached
  const top = content.options['form'] === 'video' ? avatar : cover
  const items: { medium: ContentMedia; address: string; videoId: string }[] = []
  for (const medium of content.parts[0]?.media ?? []) {
    const isFilm = medium.kind === 'video'
    items.push({
      medium,
      address: isFilm ? '' : await addressOf(medium),
      videoId: isFilm ? await upload(medium, account, settings, context) : '',
    })
  }
  return { items, cover: top ? await addressOf(top) : '' }
}

/** Zalo takes no sign in it that has to be written otherwise. */
async function addressOf(medium: ContentMedia): Promise<string> {
  return new URL(await medium.publicUrl()).href
}

async function upload(
  medium: ContentMedia,
  account: Account,
  settings: ZaloSettings,
  context: ConnectorContext,
): Promise<string> {
  const multipart = new FormData()
  multipart.set('file', new File([new Uint8Array(await medium.read())], 'phim.mp4', { type: medium.mimeType }))
  const access = accessOf(account)
  const path = '/v2.0/article/upload_video'
  const ticket = await call(
    settings,
    access,
    { method: 'POST', path: `${path}/preparevideo`, multipart, timeoutMs: uploadTimeoutMs, answer: Ticket },
    context,
  )
  const headers = { token: ticket.token }
  return polled(settings, settings.giveUpMs, context, async () => {
    const film = await call(settings, access, { method: 'GET', path: `${path}/verify`, headers, answer: Film }, context)
    if (film.status === filmIs.ready && film.video_id !== '') return film.video_id
    if ([filmIs.locked, filmIs.failed, filmIs.deleted].includes(film.status))
      throw new ConnectorError({ code: 'rejected', problem: 'media-processing', detail: film.status_message })
    return null
  })
}
