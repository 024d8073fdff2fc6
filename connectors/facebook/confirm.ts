import { z } from 'zod'
import type { Account, CommittedPart, Confirmation, ConnectorContext, PreparedPart } from '../contract.ts'
import { type Access, accessOf, call } from './client.ts'
import { readFilm } from './files.ts'
import { Prepared, storyOut } from './publish.ts'
import type { FacebookSettings } from './settings.ts'

const Attachment = z.object({ target: z.object({ id: z.string() }).optional() })
const Listed = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      message: z.string().default(''),
      created_time: z.coerce.date(),
      permalink_url: z.string().optional(),
      attachments: z
        .object({
          data: z.array(Attachment.extend({ subattachments: z.object({ data: z.array(Attachment) }).optional() })),
        })
        .optional(),
    }),
  ),
  paging: z.object({ next: z.string() }).partial().optional(),
})
const Stories = z.object({
  data: z.array(z.object({ media_id: z.string().optional() })),
})
const Comments = z.object({
  data: z.array(z.object({ id: z.string(), message: z.string().default(''), created_time: z.coerce.date() })),
})

/** A post may stand up to this long before the mark, where the clocks of two machines differ. */
const clockSlackMs = 60_000

/** Films and stories are asked by their own number; posts and comments are looked up among the newest. */
export async function confirm(
  part: PreparedPart,
  before: readonly CommittedPart[],
  since: Date,
  account: Account,
  settings: FacebookSettings,
  context: ConnectorContext,
): Promise<Confirmation> {
  const access = accessOf(account, settings)
  const prepared = Prepared.parse(part.payload)
  const from = new Date(since.getTime() - clockSlackMs)
  switch (prepared.kind) {
    case 'feed':
      return findPost(prepared, from, access, context)
    case 'comment':
      return findComment(prepared.message, before, from, access, context)
    case 'video-story':
      return findStory(prepared.video, access, context)
    case 'photo-story':
      return findStory(prepared.photo, access, context)
    case 'video':
    case 'reel': {
      const film = await readFilm(prepared.video, access, context)
      if (!film?.isPublished) return { outcome: 'absent' }
      const url = film.url ?? `https://www.facebook.com/${prepared.video}`
      return { outcome: 'published', remoteId: prepared.video, url, receipt: { kind: prepared.kind } }
    }
  }
}

/** Pictures are decisive where there are any; two posts that could be it are for a person. */
async function findPost(
  { message, photos }: Extract<z.infer<typeof Prepared>, { kind: 'feed' }>,
  from: Date,
  access: Access,
  context: ConnectorContext,
): Promise<Confirmation> {
  const target = 'target{id}'
  const fields = `id,message,created_time,permalink_url,attachments{${target},subattachments{${target}}}`
  const params = { fields, since: String(Math.floor(from.getTime() / 1000)), limit: '50' }
  const path = `${access.pageId}/published_posts`
  const { data, paging } = await call(access, { method: 'GET', path, params, answer: Listed }, context)
  const found = data.filter(({ message: said, created_time: at, attachments }) => {
    const shown = (attachments?.data ?? []).flatMap(({ target: own, subattachments }) =>
      [own, ...(subattachments?.data ?? []).map((item) => item.target)].flatMap((item) => item?.id ?? []),
    )
    return at >= from && lettersOf(said) === lettersOf(message) && photos.every((photo) => shown.includes(photo))
  })
  const [only, ...others] = found
  if (others.length > 0) return { outcome: 'unknown' }
  if (!only) return { outcome: paging?.next ? 'unknown' : 'absent' }
  const url = only.permalink_url ?? `https://www.facebook.com/${only.id}`
  return { outcome: 'published', remoteId: only.id, url, receipt: { kind: 'feed' } }
}

async function findComment(
  message: string,
  before: readonly CommittedPart[],
  from: Date,
  access: Access,
  context: ConnectorContext,
): Promise<Confirmation> {
  const params = { fields: 'id,message,created_time', order: 'reverse_chronological', limit: '50' }
  const path = `${before.at(-1)?.remoteId}/comments`
  const { data } = await call(access, { method: 'GET', path, params, answer: Comments }, context)
  const found = data.find(({ message: said, created_time: at }) => at >= from && lettersOf(said) === lettersOf(message))
  return found
    ? { outcome: 'published', remoteId: found.id, url: null, receipt: { kind: 'comment' } }
    : { outcome: 'absent' }
}

async function findStory(media: string, access: Access, context: ConnectorContext): Promise<Confirmation> {
  const path = `${access.pageId}/stories`
  const params = { fields: 'media_id', limit: '100' }
  const { data } = await call(access, { method: 'GET', path, params, answer: Stories }, context)
  const found = data.find(({ media_id: id }) => id === media)
  return found ? { outcome: 'published', ...storyOut(media) } : { outcome: 'absent' }
}

/** Line ends and spaces at the ends are the platform's own. */
function lettersOf(text: string): string {
  return text.normalize('NFC').replaceAll('\r\n', '\n').trim()
}
