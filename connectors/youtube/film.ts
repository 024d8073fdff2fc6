import { z } from 'zod'
import { type Account, type ConnectorContext, ConnectorError } from '../contract.ts'
import { readKept } from '../progress.ts'
import { accessOf } from './client.ts'
import { ownChannel } from './connect.ts'
import type { YouTubeSettings } from './settings.ts'
import { beginUpload, sendFilm, type Upload } from './upload.ts'
import { newestUploads, readVideos, type Video } from './videos.ts'

/** What is kept for the next try: the session of an upload, or the film that came of it. */
const Kept = z.union([z.object({ session: z.string() }), z.object({ video: z.string() })])

/**
 * Brings a film up, or finds it. What an earlier try kept comes first: the channel's own list may be minutes behind, and
 * the same film uploaded twice is refused.
 * @param upload `mark` stands among the film's tags
 * @returns the video's id
 */
export async function filmUp(
  upload: Upload & { readonly mark: string },
  account: Account,
  settings: YouTubeSettings,
  context: ConnectorContext,
): Promise<string> {
  const access = accessOf(account)
  const { progress } = context
  const done = async (video: string) => {
    await progress?.keep({ video }, settings.sessionMs)
    return video
  }
  const kept = await readKept(progress, Kept)
  if (kept && 'video' in kept) {
    const [found] = await readVideos([kept.video], access, settings, context)
    if (found && isAlive(found)) return kept.video
  }
  if (kept && 'session' in kept) {
    const video = await sendFilm(upload.film, kept.session, true, access, settings, context)
    if (video) return done(video)
  }
  const listed = await findMarked(upload.mark, account, settings, context)
  if (listed) return done(listed)
  const session = await beginUpload(upload, access, settings, context)
  await progress?.keep({ session }, settings.sessionMs)
  const video = await sendFilm(upload.film, session, false, access, settings, context)
  if (!video) throw new ConnectorError({ code: 'platform-down' })
  return done(video)
}

async function findMarked(
  mark: string,
  account: Account,
  settings: YouTubeSettings,
  context: ConnectorContext,
): Promise<string | null> {
  const { contentDetails } = await ownChannel(account, settings, context)
  const uploads = await newestUploads(contentDetails.relatedPlaylists.uploads, accessOf(account), settings, context)
  const own = uploads.find(
    (video) => video.snippet.tags.includes(mark) && video.status.privacyStatus === 'private' && isAlive(video),
  )
  return own?.id ?? null
}

/** Whether anything can come of it: a film that YouTube could not use is uploaded anew. */
function isAlive({ status: { uploadStatus } }: Video): boolean {
  return uploadStatus === 'uploaded' || uploadStatus === 'processed'
}
