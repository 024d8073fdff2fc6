import { z } from 'zod'
import { irreversibly } from '../answers.ts'
import {
  type Account,
  type CommittedPart,
  type ConnectorContext,
  ConnectorError,
  type DeliveryContent,
  type PreparedPart,
} from '../contract.ts'
import { type Access, accessOf, type Call, call, isMissing } from './client.ts'
import { readFilm, uploadPhoto } from './files.ts'
import { uploadFilm } from './films.ts'
import type { FacebookSettings } from './settings.ts'

/** What `prepare` writes down: the one call to come, and what it is known by afterwards. */
export const Prepared = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('feed'),
    message: z.string(),
    link: z.string().nullable(),
    photos: z.array(z.string()),
    countries: z.array(z.string()),
  }),
  z.object({
    kind: z.enum(['video', 'reel']),
    video: z.string(),
    /** Of the older protocol only. */
    session: z.string().nullable(),
    title: z.string(),
    description: z.string(),
  }),
  z.object({ kind: z.literal('video-story'), video: z.string() }),
  z.object({ kind: z.literal('photo-story'), photo: z.string() }),
  z.object({ kind: z.literal('comment'), message: z.string() }),
])
type Prepared = z.infer<typeof Prepared>

const Posted = z.object({ id: z.string(), permalink_url: z.string().optional() })
const Accepted = z.object({ success: z.literal(true) })

const feedTimeoutMs = 60_000

export async function prepare(
  content: DeliveryContent,
  account: Account,
  settings: FacebookSettings,
  context: ConnectorContext,
): Promise<PreparedPart[]> {
  const access = accessOf(account, settings)
  const longest = account.capabilities.text.max
  if ((content.parts[0]?.text.length ?? 0) > longest)
    throw new ConnectorError({ code: 'rejected', problem: 'text-too-long' })
  const marker = `${content.deliveryId}:${content.revision}`
  const comment = String(content.options['firstComment'] ?? '').trim()
  const isStory = content.options['form'] === 'story'
  return [
    { marker: `${marker}:0`, payload: await mainCall(content, access, settings, context) },
    ...(comment === '' || isStory ? [] : [{ marker: `${marker}:1`, payload: { kind: 'comment', message: comment } }]),
  ]
}

async function mainCall(
  { parts, options, title, link }: DeliveryContent,
  access: Access,
  settings: FacebookSettings,
  context: ConnectorContext,
): Promise<Prepared> {
  const { text = '', media = [] } = parts[0] ?? {}
  const film = media.find(({ kind }) => kind === 'video')
  const form = options['form'] ?? 'post'
  const [picture] = media
  if (form === 'story') {
    if (film) {
      const { video } = await uploadFilm(film, 'video_stories', access, settings, context)
      return { kind: 'video-story', video }
    }
    if (!picture) throw new ConnectorError({ code: 'rejected', problem: 'media-missing' })
    return { kind: 'photo-story', photo: await uploadPhoto(picture, access, context) }
  }
  if (film || form === 'reel') {
    if (!film) throw new ConnectorError({ code: 'rejected', problem: 'media-missing' })
    const place = form === 'reel' ? 'video_reels' : 'videos'
    const { video, session } = await uploadFilm(film, place, access, settings, context)
    return { kind: form === 'reel' ? 'reel' : 'video', video, session, title: title ?? '', description: text }
  }
  const photos: string[] = []
  for (const medium of media) photos.push(await uploadPhoto(medium, access, context))
  const countries = Array.isArray(options['countries']) ? options['countries'].map(String) : []
  // Beside pictures a link is words like the others.
  return { kind: 'feed', message: text, link: photos.length > 0 ? null : link, photos, countries }
}

export async function commit(
  part: PreparedPart,
  before: readonly CommittedPart[],
  account: Account,
  settings: FacebookSettings,
  context: ConnectorContext,
): Promise<CommittedPart> {
  const access = accessOf(account, settings)
  const prepared = Prepared.parse(part.payload)
  const send = <T>(
    path: string,
    params: Record<string, string>,
    answer: z.ZodType<T>,
    host: Call<T>['host'] = 'graph',
  ) =>
    irreversibly(() => call(access, { method: 'POST', path, params, answer, host, timeoutMs: feedTimeoutMs }, context))
  switch (prepared.kind) {
    case 'feed': {
      const { id, permalink_url: url } = await send(`${access.pageId}/feed`, feedParams(prepared), Posted)
      return { remoteId: id, url: url ?? `https://www.facebook.com/${id}`, receipt: { kind: 'feed' } }
    }
    case 'comment': {
      const { id } = await send(`${before.at(-1)?.remoteId}/comments`, { message: prepared.message }, Posted)
      return { remoteId: id, url: null, receipt: { kind: 'comment' } }
    }
    case 'photo-story': {
      await send(`${access.pageId}/photo_stories`, { photo_id: prepared.photo }, Accepted)
      return storyOut(prepared.photo)
    }
    case 'video-story': {
      const params = { upload_phase: 'finish', video_id: prepared.video }
      await send(`${access.pageId}/video_stories`, params, Accepted)
      return storyOut(prepared.video)
    }
    case 'reel': {
      const { video, title, description } = prepared
      await assertUnpublished(video, access, context)
      const finish = { upload_phase: 'finish', video_id: video, video_state: 'PUBLISHED', title, description }
      await send(`${access.pageId}/video_reels`, finish, Accepted)
      return filmOut('reel', video, access, context)
    }
    case 'video': {
      const { video, session, title, description } = prepared
      await assertUnpublished(video, access, context)
      const finish = { upload_phase: 'finish', upload_session_id: session ?? '', title, description }
      await send(`${access.pageId}/videos`, finish, Accepted, 'video')
      return filmOut('video', video, access, context)
    }
  }
}

function feedParams({ message, link, photos, countries }: Extract<Prepared, { kind: 'feed' }>): Record<string, string> {
  return {
    fields: 'id,permalink_url',
    message,
    ...(link && { link }),
    ...(photos.length > 0 && { attached_media: JSON.stringify(photos.map((id) => ({ media_fbid: id }))) }),
    ...(countries.length > 0 && { targeting: JSON.stringify({ geo_locations: { countries } }) }),
  }
}

/** Known by its picture or film: the number of the post comes as one that JavaScript cannot hold now and then. */
export const storyOut = (id: string): CommittedPart => ({
  remoteId: `story:${id}`,
  url: null,
  receipt: { kind: 'story' },
})

/** A film that is being published is looked up, however sure an earlier answer was that it was not. */
async function assertUnpublished(video: string, access: Access, context: ConnectorContext): Promise<void> {
  const film = await readFilm(video, access, context)
  if (film === null) throw new ConnectorError({ code: 'rejected', problem: 'media-missing' })
  if (film.isPublished) throw new ConnectorError({ code: 'outcome-unknown' })
}

/** Best effort: what is out is out, with or without its address. */
async function filmOut(
  kind: 'video' | 'reel',
  video: string,
  access: Access,
  context: ConnectorContext,
): Promise<CommittedPart> {
  const film = await readFilm(video, access, context).catch(() => null)
  return { remoteId: video, url: film?.url ?? `https://www.facebook.com/${video}`, receipt: { kind } }
}

/** Changes the words; pictures and films stay as they are. */
export async function edit(
  part: CommittedPart,
  position: number,
  { parts, options }: DeliveryContent,
  account: Account,
  settings: FacebookSettings,
  context: ConnectorContext,
): Promise<CommittedPart> {
  const { kind } = part.receipt
  if (kind === 'story') throw new ConnectorError({ code: 'rejected', problem: 'permission' })
  const text = kind === 'comment' ? String(options['firstComment'] ?? '') : (parts[position]?.text ?? '')
  const params = kind === 'video' || kind === 'reel' ? { description: text } : { message: text }
  await call(
    accessOf(account, settings),
    { method: 'POST', path: part.remoteId, params, answer: Accepted, timeoutMs: feedTimeoutMs },
    context,
  )
  return part
}

/** @throws ConnectorError `rejected` `permission` for a story, which no application may take down */
export async function remove(
  part: CommittedPart,
  account: Account,
  settings: FacebookSettings,
  context: ConnectorContext,
): Promise<void> {
  if (part.receipt['kind'] === 'story') {
    const detail = 'Facebook lets no application take a story down: delete it in the app, or wait until it ends'
    throw new ConnectorError({ code: 'rejected', problem: 'permission', detail })
  }
  try {
    await call(accessOf(account, settings), { method: 'DELETE', path: part.remoteId, answer: Accepted }, context)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}
