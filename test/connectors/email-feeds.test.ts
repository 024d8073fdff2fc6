import { describe, expect, it } from 'vitest'
import type { Issue } from '../../connectors/email/newsletter.ts'
import type { Archive, PublicIssue } from '../../server/domain/newsletter-archive.ts'
import { type FeedName, renderFeed } from '../../server/feeds/render.ts'
import {
  checkXml,
  missingFeedReaders,
  readWithFeedparser,
  readWithFeedsmith,
  readWithNewsboat,
  readWithRssParser,
} from '../peers/feed-readers.ts'
import { describePeer } from '../peers/require.ts'

const address = 'https://ban-tin.city.test'
const channelId = '11111111-2222-4333-8444-555555555555'
const list: Archive['list'] = {
  ...{ channelId, organizationId: 'o', office: 'Phòng Truyền thông & Báo chí', name: 'Bản tin <cảng>' },
  language: 'vi',
  state: 'connected',
  settings: {},
}
const issue = (given: Partial<Issue> = {}): Issue => ({
  ...{ deliveryId: 'd', title: 'Tin', preheader: '', text: 'Chữ', language: 'vi', link: null, source: null },
  ...{ machineMade: [], pictures: [], episode: null },
  ...given,
})
const item = (id: string, at: string, given: Partial<Issue> = {}, changed = at): PublicIssue => ({
  ...{ id, issue: issue(given) },
  ...{ publishedAt: new Date(at), updatedAt: new Date(changed) },
})
const audio = {
  id: '99999999-8888-4777-8666-555555555555',
  mimeType: 'audio/mpeg',
  fileName: 'tap.mp3',
  alt: '',
  bytes: 2_345_678,
}
const picture = {
  id: '99999999-8888-4777-8666-444444444444',
  mimeType: 'image/jpeg',
  fileName: 'bia.jpg',
  alt: 'Bìa "tập"',
  bytes: 9,
}
const issues = [
  item('aaaaaaaa-0000-4000-8000-000000000003', '2026-11-23T03:00:00Z', {
    ...{
      title: 'Tập 7: Cảng & <i>bến</i> ]]> ]]>',
      text: 'Nghe ]]> và <b>xem</b> & đọc\u0007.\n\nĐoạn hai.',
      source: 'Sở Du lịch',
    },
    pictures: [picture],
    episode: { audio, durationMs: 61_400, number: 7, season: 2, type: 'full', explicit: false },
  }),
  // In the same second: their order stays.
  item('aaaaaaaa-0000-4000-8000-000000000001', '2026-11-20T03:00:00Z', { title: 'Một' }),
  item(
    'aaaaaaaa-0000-4000-8000-000000000002',
    '2026-11-20T03:00:00Z',
    { title: 'Hai', link: 'https://city.test/?a=1&b=2' },
    '2026-11-21T00:00:00Z',
  ),
]
const archive: Archive = { list, issues, changedAt: new Date('2026-11-23T03:00:00Z') }
const feed = (name: FeedName, of: Archive = archive) => renderFeed(name, of, address)
const guids = issues.map(({ id }) => `urn:uuid:${id}`)
const links = issues.map(({ id }) => `${address}/newsletters/${channelId}/${id}`)
const titles = issues.map((one) => one.issue.title)
const enclosure = {
  url: `${address}/newsletters/${channelId}/media/${audio.id}.mp3`,
  bytes: audio.bytes,
  type: 'audio/mpeg',
}

describe('a feed', () => {
  it.each(['rss.xml', 'atom.xml', 'feed.json', 'podcast.xml'] as const)(
    '%s is the same each time it is made',
    (name) => {
      expect(feed(name)).toBe(feed(name))
    },
  )
  it('keeps an item’s own id when its words change, and tells when', () => {
    const [first, ...rest] = issues
    if (!first) throw new Error('No issue')
    const changed = {
      ...first,
      issue: { ...first.issue, title: 'Đã sửa' },
      updatedAt: new Date('2026-11-24T00:00:00Z'),
    }
    const atom = feed('atom.xml', { ...archive, issues: [changed, ...rest] })
    expect(atom).toContain(`<id>urn:uuid:${first.id}</id>`)
    expect(atom).toContain('<updated>2026-11-24T00:00:00.000Z</updated>')
    expect(atom).toContain('<published>2026-11-23T03:00:00.000Z</published>')
  })
  it('of a list without issues is a feed all the same', () => {
    const empty: Archive = { list, issues: [], changedAt: null }
    expect(feed('rss.xml', empty)).toContain('<lastBuildDate>Thu, 01 Jan 1970 00:00:00 GMT</lastBuildDate>')
    expect(JSON.parse(feed('feed.json', empty)).items).toEqual([])
  })
  it('writes a title with signs as words, not as markup', () => {
    expect(feed('rss.xml')).toContain('<title>Tập 7: Cảng &amp; &lt;i&gt;bến&lt;/i&gt; ]]&gt; ]]&gt;</title>')
  })
  it('is JSON Feed 1.1 with its sound attached', () => {
    const told = JSON.parse(feed('feed.json'))
    expect(told).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      language: 'vi',
      home_page_url: `${address}/newsletters/${channelId}`,
      feed_url: `${address}/newsletters/${channelId}/feed.json`,
    })
    expect(told.items[0].attachments).toEqual([
      { url: enclosure.url, mime_type: 'audio/mpeg', size_in_bytes: audio.bytes, duration_in_seconds: 61 },
    ])
    expect(told.items.map(({ id }: { id: string }) => id)).toEqual(guids)
  })
})

describePeer('readers that others wrote', missingFeedReaders, () => {
  it.each(['rss.xml', 'atom.xml', 'podcast.xml'] as const)('%s is well-formed', (name) => checkXml(feed(name)))

  it('feedparser reads RSS as it was meant', async () => {
    const told = await readWithFeedparser(feed('rss.xml'))
    expect(told).toMatchObject({ language: 'vi' })
    expect(told.items.map(({ guid }) => guid)).toEqual(guids)
    expect(told.items.map(({ link }) => link)).toEqual(links)
    expect(told.items[0]).toMatchObject({ at: '2026-11-23T03:00:00.000Z', enclosure })
  })
  it('feedparser reads Atom as it was meant', async () => {
    const told = await readWithFeedparser(feed('atom.xml'))
    expect(told.items.map(({ guid, link, at }) => [guid, link, at])).toEqual(
      issues.map(({ publishedAt }, index) => [guids[index], links[index], publishedAt.toISOString()]),
    )
    expect(told.items[0]?.enclosure).toEqual(enclosure)
  })
  it('newsboat reads RSS and the podcast', async () => {
    const told = await readWithNewsboat(feed('rss.xml'))
    expect(told.map(({ guid, link }) => [guid, link]).sort()).toEqual(guids.map((guid, at) => [guid, links[at]]).sort())
    const [episode] = await readWithNewsboat(feed('podcast.xml'))
    expect(episode).toMatchObject({
      at: '2026-11-23T03:00:00.000Z',
      enclosure: { url: enclosure.url, type: 'audio/mpeg' },
    })
  })
  it('rss-parser reads RSS and Atom alike', async () => {
    for (const name of ['rss.xml', 'atom.xml'] as const) {
      const told = await readWithRssParser(feed(name))
      expect(
        told.map(({ guid }) => guid),
        name,
      ).toEqual(guids)
      expect(
        told.map(({ link }) => link),
        name,
      ).toEqual(links)
    }
    const told = await readWithRssParser(feed('rss.xml'))
    expect(told.map(({ title }) => title)).toEqual(titles)
    expect(told[0]).toMatchObject({ enclosure, at: '2026-11-23T03:00:00.000Z' })
  })
  it('feedsmith reads all four formats', async () => {
    expect((await readWithFeedsmith(feed('rss.xml'))).format).toBe('rss')
    expect((await readWithFeedsmith(feed('atom.xml'))).format).toBe('atom')
    expect(await readWithFeedsmith(feed('feed.json'))).toMatchObject({
      format: 'json',
      feed: { items: [{ id: guids[0] }, {}, {}] },
    })
    expect(await readWithFeedsmith(feed('podcast.xml'))).toMatchObject({
      format: 'rss',
      feed: {
        title: 'Bản tin <cảng>',
        language: 'vi',
        itunes: { author: list.office, explicit: false, type: 'episodic', categories: [{ text: 'Government' }] },
        podcast: { guid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5/), locked: { value: true } },
        items: [
          {
            guid: { value: guids[0], isPermaLink: false },
            enclosures: [{ url: enclosure.url, length: audio.bytes, type: 'audio/mpeg' }],
            itunes: { duration: 61, episode: 7, season: 2, episodeType: 'full', explicit: false },
          },
        ],
      },
    })
  })
  it('a podcast holds nothing but episodes', async () => {
    expect(await readWithRssParser(feed('podcast.xml'))).toHaveLength(1)
  })
})
