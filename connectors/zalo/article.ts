import type { Account, ContentMedia, DeliveryContent, Json, JsonObject } from '../contract.ts'
import type { ZaloSettings } from './settings.ts'

const authorMax = 50

/** Files of an article as Zalo knows them: pictures by an address it fetches from, a film by its own id. */
export interface ArticleMedia {
  /** In the order of the content; the film is among them. */
  readonly items: readonly { readonly medium: ContentMedia; readonly address: string; readonly videoId: string }[]
  /** The picture an author chose for the top; "" when none was. */
  readonly cover: string
}

/**
 * The body of the call that makes or changes an article, hidden until it is published.
 * @param position of the content's part whose words it carries
 */
export function articleOf(
  content: DeliveryContent,
  media: ArticleMedia,
  account: Account,
  settings: ZaloSettings,
): JsonObject {
  const { title, options } = content
  const text = content.parts[0]?.text.trim() ?? ''
  const shared = {
    title: (title ?? '').trim(),
    status: 'hide',
    comment: options['comments'] === false ? 'hide' : 'show',
  }
  const film = media.items.find(({ videoId }) => videoId !== '')
  if (options['form'] === 'video')
    return {
      ...shared,
      type: 'video',
      description: text || shared.title,
      video_id: film?.videoId ?? '',
      avatar: media.cover,
    }
  const { cover, rest } = coverOf(media)
  const blocks: Json[] = [
    ...(text === '' ? [] : [{ type: 'text', content: settings.textBlocks === 'html' ? htmlOf(text) : text }]),
    ...rest.map(blockOf),
  ]
  return {
    ...shared,
    type: 'normal',
    author: authorOf(content, account),
    description: descriptionOf(content, settings),
    cover,
    // There has to be one: a picture alone stands in the body, too.
    body: blocks.length > 0 ? blocks : media.items.map(blockOf),
  }
}

type Item = ArticleMedia['items'][number]

/** The chosen picture, else the first one, else the film: what stands at the top is not repeated below. */
function coverOf({ items, cover }: ArticleMedia): { readonly cover: Json; readonly rest: readonly Item[] } {
  const first = items.find(({ address }) => address !== '')
  const photo = cover || first?.address
  if (photo)
    return {
      cover: { cover_type: 'photo', photo_url: photo, status: 'show' },
      rest: cover ? items : items.filter((item) => item !== first),
    }
  const [film] = items
  if (!film) return { cover: null, rest: [] }
  const { width, height } = film.medium
  const view = !width || !height || width > height ? 'horizontal' : width < height ? 'vertical' : 'square'
  return { cover: { cover_type: 'video', video_id: film.videoId, cover_view: view, status: 'show' }, rest: [] }
}

/** There is no description for those who cannot see: it stands below the picture, where everybody reads it. */
function blockOf({ medium, address, videoId }: Item): Json {
  if (videoId !== '') return { type: 'video', video_id: videoId }
  return { type: 'image', url: address, ...(medium.alt !== '' && { caption: medium.alt }) }
}

/** Whose content it is, where that fits; else the office's account. */
function authorOf({ options, source }: DeliveryContent, { settings }: Account): string {
  const written = typeof options['author'] === 'string' ? options['author'].trim() : ''
  const names = [written, source ?? '', String(settings['name'] ?? '')]
  return names.find((name) => name !== '' && name.length <= authorMax) ?? 'OA'
}

/** What an author wrote for the list of articles, else the beginning of the text, cut between words. */
function descriptionOf({ options, parts, title }: DeliveryContent, { descriptionMax }: ZaloSettings): string {
  const written = typeof options['description'] === 'string' ? options['description'].trim() : ''
  const whole = (written || parts[0]?.text || title || '').replace(/\s+/g, ' ').trim()
  if (whole.length <= descriptionMax) return whole
  const cut = whole.slice(0, descriptionMax - 1)
  return `${cut.slice(0, cut.lastIndexOf(' ') + 1 || cut.length).trimEnd()}…`
}

/** Paragraphs and line breaks; which other tags survive is not documented. */
function htmlOf(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return escaped
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br>')}</p>`)
    .join('')
}
