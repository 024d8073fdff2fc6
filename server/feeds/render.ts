import { createHash } from 'node:crypto'
import { Feed, type Item } from 'feed'
import { renderBody } from '../../connectors/email/letter.ts'
import type { IssueFile } from '../../connectors/email/newsletter.ts'
import { issuePath } from '../domain/newsletter.ts'
import { type Archive, mediaPath, type PublicIssue } from '../domain/newsletter-archive.ts'

/** The formats a newsletter is followed in, by the name of the file. */
export const feedTypes = {
  'rss.xml': 'application/rss+xml; charset=utf-8',
  'atom.xml': 'application/atom+xml; charset=utf-8',
  'feed.json': 'application/feed+json; charset=utf-8',
  'podcast.xml': 'application/rss+xml; charset=utf-8',
} as const
export type FeedName = keyof typeof feedTypes

export const isFeedName = (name: string): name is FeedName => name in feedTypes

/** @param address where readers reach this office, without a slash at the end */
export function renderFeed(name: FeedName, archive: Archive, address: string): string {
  switch (name) {
    case 'rss.xml':
      return renderRss(archive, address)
    case 'atom.xml':
      return renderAtom(archive, address)
    case 'feed.json':
      return renderJson(archive, address)
    case 'podcast.xml':
      return renderPodcast(archive, address)
  }
}

function renderRss(archive: Archive, address: string): string {
  const feed = newFeed('rss.xml', archive, address)
  for (const item of archive.issues) {
    const { audio } = item.issue.episode ?? {}
    feed.addItem(inRss(itemOf(item, archive, address), item, [], audio && fileAddress(audio, archive, address), audio))
  }
  return feed.rss2()
}

function renderAtom(archive: Archive, address: string): string {
  const feed = newFeed('atom.xml', archive, address)
  for (const item of archive.issues) {
    const { audio } = item.issue.episode ?? {}
    const made = itemOf(item, archive, address)
    feed.addItem({
      ...made,
      // Titles and summaries are HTML there.
      ...{ title: escaped(made.title), description: escaped(made.description ?? '') },
      ...(audio && { audio: { url: fileAddress(audio, archive, address), length: audio.bytes } }),
    })
  }
  // The library names a sound's type by the ending of its address.
  return feed
    .atom1()
    .replaceAll('type="audio/mp3"', 'type="audio/mpeg"')
    .replaceAll('type="audio/m4a"', 'type="audio/mp4"')
}

/** Version 1.1, of which the library writes the first. https://www.jsonfeed.org/version/1.1/ */
function renderJson(archive: Archive, address: string): string {
  const { list } = archive
  const feed = newFeed('feed.json', archive, address)
  feed.addExtension({ name: 'version', objects: 'https://jsonfeed.org/version/1.1' as never })
  feed.addExtension({ name: 'language', objects: list.language as never })
  feed.addExtension({ name: 'authors', objects: [{ name: list.office }] as never })
  for (const item of archive.issues) {
    const { audio } = item.issue.episode ?? {}
    const attachment = audio && {
      ...{ url: fileAddress(audio, archive, address), mime_type: audio.mimeType, size_in_bytes: audio.bytes },
      ...(secondsOf(item) !== null && { duration_in_seconds: secondsOf(item) }),
    }
    feed.addItem({
      ...itemOf(item, archive, address),
      extensions: [
        { name: 'language', objects: item.issue.language as never },
        ...(attachment ? [{ name: 'attachments', objects: [attachment] as never }] : []),
      ],
    })
  }
  return feed.json1()
}

/** What directories of podcasts ask for. https://podcasters.apple.com/support/823-podcast-requirements */
function renderPodcast(archive: Archive, address: string): string {
  const { list, issues } = archive
  const feed = newFeed('podcast.xml', archive, address, { podcast: true, author: { name: list.office } })
  const cover = issues.flatMap(({ issue }) => (issue.episode ? issue.pictures : []))[0]
  const self = `${address}/newsletters/${list.channelId}/podcast.xml`
  for (const [name, objects] of Object.entries({
    'itunes:type': { _text: 'episodic' },
    'itunes:explicit': { _text: String(issues.some(({ issue }) => issue.episode?.explicit)) },
    'itunes:category': { _attributes: { text: 'Government' } },
    ...(cover && { 'itunes:image': { _attributes: { href: fileAddress(cover, archive, address) } } }),
    'podcast:guid': { _attributes: podcastNamespace, _text: podcastGuid(self) },
    'podcast:locked': { _attributes: podcastNamespace, _text: 'yes' },
  }))
    feed.addExtension({ name, objects })
  for (const item of issues) {
    const { episode, pictures } = item.issue
    if (!episode) continue
    const [picture] = pictures
    const told = {
      'itunes:title': { _text: clean(item.issue.title) },
      'itunes:summary': { _text: summaryOf(item) },
      'itunes:episodeType': { _text: episode.type },
      'itunes:explicit': { _text: String(episode.explicit) },
      ...(secondsOf(item) !== null && { 'itunes:duration': { _text: String(secondsOf(item)) } }),
      ...(episode.number !== null && { 'itunes:episode': { _text: String(episode.number) } }),
      ...(episode.season !== null && { 'itunes:season': { _text: String(episode.season) } }),
      ...(picture && { 'itunes:image': { _attributes: { href: fileAddress(picture, archive, address) } } }),
    }
    const more = Object.entries(told).map(([name, objects]) => ({ name, objects }))
    feed.addItem(
      inRss(itemOf(item, archive, address), item, more, fileAddress(episode.audio, archive, address), episode.audio),
    )
  }
  return feed.rss2()
}

function newFeed(
  name: FeedName,
  { list, changedAt }: Archive,
  address: string,
  more: Partial<ConstructorParameters<typeof Feed>[0]> = {},
): Feed {
  const home = `${address}/newsletters/${list.channelId}`
  const self = `${home}/${name}`
  return new Feed({
    id: `urn:uuid:${list.channelId}`,
    title: clean(list.name),
    description: clean(`${list.name}, ${list.office}`),
    link: home,
    language: list.language,
    copyright: clean(list.office),
    generator: 'Hải Đăng',
    updated: changedAt ?? neverChanged,
    feed: self,
    feedLinks: { json: self },
    ttl: 5,
    author: { name: clean(list.office) },
    ...more,
  })
}

/** Of a feed without items: the same at every look. */
const neverChanged = new Date(0)

function itemOf(item: PublicIssue, archive: Archive, address: string): Item {
  const { id, issue, publishedAt, updatedAt } = item
  return {
    title: clean(issue.title),
    // The same for ever, also when the words change.
    id: `urn:uuid:${id}`,
    guid: `urn:uuid:${id}`,
    link: `${address}${issuePath({ channelId: archive.list.channelId, deliveryId: id })}`,
    date: updatedAt,
    published: publishedAt,
    description: summaryOf(item),
    content: clean(renderBody(issue, (file) => fileAddress(file, archive, address))),
  }
}

/** Titles and summaries as plain text, where the library would wrap them once and no more. */
function inRss(
  { title, description, ...item }: Item,
  { issue }: PublicIssue,
  more: NonNullable<Item['extensions']>,
  url: string | undefined,
  file: IssueFile | undefined,
): Item {
  return {
    ...item,
    title: '',
    ...(url && file && { enclosure: { url, length: file.bytes, type: file.mimeType } }),
    extensions: [
      { name: 'title', objects: { _text: title } },
      { name: 'description', objects: { _text: description ?? '' } },
      ...(issue.source
        ? [{ name: 'dc:creator', objects: { _attributes: dcNamespace, _text: clean(issue.source) } }]
        : []),
      ...more,
    ],
  }
}

const dcNamespace = { 'xmlns:dc': 'http://purl.org/dc/elements/1.1/' }
const podcastNamespace = { 'xmlns:podcast': 'https://podcastindex.org/namespace/1.0' }

const fileAddress = (file: IssueFile, { list }: Archive, address: string) =>
  `${address}${mediaPath(list.channelId, file)}`

function secondsOf({ issue }: PublicIssue): number | null {
  const milliseconds = issue.episode?.durationMs ?? null
  return milliseconds === null ? null : Math.max(1, Math.round(milliseconds / 1000))
}

/** The beginning of the text, not broken within a word. */
function summaryOf({ issue }: PublicIssue): string {
  const text = clean(issue.preheader || issue.text)
    .replace(/\s+/g, ' ')
    .trim()
  return text.length <= 300 ? text : `${text.slice(0, 300).replace(/\s+\S*$/, '')}…`
}

/** Without what XML cannot carry. */
const clean = (text: string) =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** UUIDv5 of the feed's address without its scheme. https://podcasting2.org/docs/podcast-namespace/tags/guid */
function podcastGuid(address: string): string {
  const space = Buffer.from('ead4c236bf5858c6a2c6a6b28d128cb6', 'hex')
  const name = address.replace(/^[a-z]+:\/\//, '').replace(/\/+$/, '')
  const bytes = createHash('sha1').update(space).update(name).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
