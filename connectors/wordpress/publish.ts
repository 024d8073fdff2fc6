import { createHash } from 'node:crypto'
import { z } from 'zod'
import { irreversibly, jsonOf } from '../answers.ts'
import {
  type Account,
  type CommittedPart,
  type Confirmation,
  type ConnectorContext,
  ConnectorError,
  type ContentMedia,
  type DeliveryContent,
  type PreparedPart,
} from '../contract.ts'
import { call, faultOf, refusalOf, send, siteOf } from './client.ts'
import { blocksOf, escapeHtml, imageBlock, type SitePicture } from './html.ts'

const Post = z.object({ id: z.int(), link: z.string(), slug: z.string(), status: z.string() })
/** When it was last written: what changes it later compares. */
const Published = z.object({ ...Post.shape, modified_gmt: z.string() })
const Edited = z.object({ ...Post.shape, categories: z.array(z.int()).default([]), featured_media: z.int().default(0) })
const Uploaded = z.object({ id: z.int(), source_url: z.string(), alt_text: z.string().default('') })
/** The site makes all its sizes of a picture before it answers. */
const uploadTimeoutMs = 120_000
const everyStatus = 'publish,future,draft,pending,private'

/**
 * Uploads the pictures and writes the whole post as a draft that nobody sees, under a slug of ours. Repeating finds
 * the draft and the files of the try before; a lost one leaves at most an invisible draft.
 */
export async function prepare(
  content: DeliveryContent,
  account: Account,
  context: ConnectorContext,
): Promise<PreparedPart[]> {
  const site = siteOf(account)
  const [part] = content.parts
  const marker = `hd-${content.deliveryId}-${content.revision}`
  const pictures: SitePicture[] = []
  for (const [index, medium] of (part?.media ?? []).entries())
    pictures.push(await upload(medium, `${marker}-${index + 1}`, account, context))

  const [featured, ...others] = pictures
  const categories = categoriesOf(content)
  const json = {
    status: 'draft',
    slug: marker,
    // Titles are HTML there; in composed letters the site makes a readable address of them.
    title: escapeHtml((content.title ?? '').normalize('NFC')),
    content: blocksOf(part?.text ?? '', others.map(imageBlock), content),
    ...(featured && { featured_media: featured.id }),
    ...(categories.length > 0 && { categories }),
  }
  const existing = await findBySlug(marker, account, context)
  const path = existing ? `wp/v2/posts/${existing.id}` : 'wp/v2/posts'
  const draft = await call(site, { method: 'POST', path, json, answer: Edited }, context)
  assertKept(draft, categories, featured)
  return [{ marker, payload: { id: draft.id } }]
}

/** Makes the draft public, at an address the site makes of its title. Asking again changes nothing and answers the same. */
export async function commit(
  part: PreparedPart,
  _before: readonly CommittedPart[],
  account: Account,
  context: ConnectorContext,
): Promise<CommittedPart> {
  const path = `wp/v2/posts/${part.payload['id']}`
  // Without a date: a draft that never had one gets the site's own "now".
  const json = { status: 'publish', slug: '' }
  const post = await irreversibly(() =>
    call(siteOf(account), { method: 'POST', path, json, answer: Published }, context),
  )
  if (post.status !== 'publish')
    throw new ConnectorError({ code: 'rejected', problem: 'permission', detail: `The site made it "${post.status}"` })
  return committed(post)
}

/** The site knows its own post: public, or still the draft. What an editor has done with it since only a person can judge. */
export async function confirm(
  part: PreparedPart,
  _before: readonly CommittedPart[],
  _since: Date,
  account: Account,
  context: ConnectorContext,
): Promise<Confirmation> {
  const path = `wp/v2/posts/${part.payload['id']}`
  const query = { context: 'edit', _fields: 'id,link,slug,status,modified_gmt' }
  const response = await send(siteOf(account), { method: 'GET', path, query }, context)
  if (refusalOf(response).code === 'rest_post_invalid_id') return { outcome: 'absent' }
  const fault = faultOf(response, context.now())
  if (fault) throw new ConnectorError(fault)
  const post = Published.safeParse(jsonOf(response))
  if (!post.success) return { outcome: 'unknown' }
  if (post.data.status === 'publish') return { outcome: 'published', ...committed(post.data) }
  return { outcome: post.data.status === 'draft' ? 'absent' : 'unknown' }
}

/** Into the site's trash, from where an editor can take it back. */
export async function remove(part: CommittedPart, account: Account, context: ConnectorContext): Promise<void> {
  const path = `wp/v2/posts/${part.remoteId}`
  const response = await send(siteOf(account), { method: 'DELETE', path }, context)
  const { code } = refusalOf(response)
  if (code === 'rest_already_trashed' || code === 'rest_post_invalid_id') return
  // A site without a trash would delete for good: there it becomes a draft again.
  if (code === 'rest_trash_not_supported')
    return void (await call(
      siteOf(account),
      { method: 'POST', path, json: { status: 'draft' }, answer: Post },
      context,
    ))
  const fault = faultOf(response, context.now())
  if (fault) throw new ConnectorError(fault)
}

async function upload(
  medium: ContentMedia,
  name: string,
  account: Account,
  context: ConnectorContext,
): Promise<SitePicture> {
  const site = siteOf(account)
  const query = { slug: name, _fields: 'id,source_url,alt_text', context: 'edit' }
  const [existing] = await call(site, { method: 'GET', path: 'wp/v2/media', query, answer: z.array(Uploaded) }, context)
  const body = existing ? null : await medium.read()
  const uploaded =
    existing ??
    (await call(
      site,
      {
        method: 'POST',
        path: 'wp/v2/media',
        body: body as Uint8Array,
        headers: {
          'content-type': medium.mimeType,
          'content-disposition': `attachment; filename="${name}.${extensions[medium.mimeType] ?? 'bin'}"`,
          'content-md5': createHash('md5')
            .update(body as Uint8Array)
            .digest('hex'),
        },
        timeoutMs: uploadTimeoutMs,
        answer: Uploaded,
      },
      context,
    ))
  if (medium.alt !== '' && uploaded.alt_text !== medium.alt)
    await call(
      site,
      { method: 'POST', path: `wp/v2/media/${uploaded.id}`, json: { alt_text: medium.alt }, answer: Uploaded },
      context,
    )
  return { id: uploaded.id, url: uploaded.source_url, alt: medium.alt }
}

const extensions: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
}

async function findBySlug(
  slug: string,
  account: Account,
  context: ConnectorContext,
): Promise<z.infer<typeof Post> | null> {
  const query = { slug, status: everyStatus, context: 'edit', _fields: 'id,link,slug,status' }
  const [post] = await call(
    siteOf(account),
    { method: 'GET', path: 'wp/v2/posts', query, answer: z.array(Post) },
    context,
  )
  return post ?? null
}

/** The site drops what it does not know without a word: what came back is compared. */
function assertKept(
  draft: z.infer<typeof Edited>,
  categories: readonly number[],
  featured: SitePicture | undefined,
): void {
  const lost = categories.filter((id) => !draft.categories.includes(id))
  if (lost.length > 0)
    throw new ConnectorError({
      code: 'rejected',
      problem: 'not-found',
      detail: `The site has no category ${lost.join(', ')}`,
    })
  if (featured && draft.featured_media !== featured.id)
    throw new ConnectorError({
      code: 'rejected',
      problem: 'media-missing',
      detail: 'The site did not keep the featured picture',
    })
}

function categoriesOf({ options }: DeliveryContent): number[] {
  const chosen = options['categories']
  return Array.isArray(chosen) ? chosen.map(Number).filter(Number.isInteger) : []
}

function committed({ id, link, modified_gmt: modified }: z.infer<typeof Published>): CommittedPart {
  return { remoteId: String(id), url: link, receipt: { modified } }
}
