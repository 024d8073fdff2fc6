import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isExecutable, runProgram } from './process.ts'

/** One item as a reader understands it. Times are ISO 8601 in UTC. */
export interface ReadItem {
  readonly guid: string
  readonly title: string
  readonly link: string
  readonly at: string
  readonly enclosure: { readonly url: string; readonly bytes: number | null; readonly type: string } | null
}

const python = '/usr/bin/python3'
const newsboat = '/usr/bin/newsboat'
const xmllint = '/usr/bin/xmllint'

/** What is not installed and the command that installs it; null when all is there. */
export function missingFeedReaders(): string | null {
  const libraries = ['rss-parser', 'feedsmith'].map((name) => join(import.meta.dirname, 'node_modules', name))
  const needed = [...libraries, '/usr/lib/python3/dist-packages/feedparser']
  const isThere = [python, newsboat, xmllint].every(isExecutable) && needed.every((folder) => existsSync(folder))
  return isThere ? null : 'Readers of feeds are not installed: run `npm run setup:peers`'
}

/** @throws Error naming the place when it is no well-formed XML */
export async function checkXml(xml: string): Promise<void> {
  await runProgram(xmllint, { args: ['--noout', '--nonet', '-'], input: xml })
}

/** feedparser, which most Python programs read feeds with. */
export async function readWithFeedparser(
  source: string,
): Promise<{ title: string; language: string; items: ReadItem[] }> {
  const program = `
import sys, json, time, feedparser
told = feedparser.parse(sys.stdin.buffer.read())
assert not told.bozo, told.bozo_exception
iso = lambda at: time.strftime('%Y-%m-%dT%H:%M:%S.000Z', at)
items = [{'guid': e.id, 'title': e.title, 'link': e.link, 'at': iso(e.published_parsed),
  'enclosure': ({'url': e.enclosures[0].href, 'bytes': int(e.enclosures[0].length), 'type': e.enclosures[0].type} if e.enclosures else None)}
  for e in told.entries]
print(json.dumps({'title': told.feed.title, 'language': told.feed.get('language', ''), 'items': items}))`
  return JSON.parse(await runProgram(python, { args: ['-c', program], input: source }))
}

/** feedparser, asking a server twice as its programs do. @returns the status of each answer */
export async function askTwiceWithFeedparser(url: string): Promise<{ statuses: number[]; items: number }> {
  const program = `
import sys, json, feedparser
first = feedparser.parse(sys.argv[1])
again = feedparser.parse(sys.argv[1], etag=first.etag, modified=first.modified)
print(json.dumps({'statuses': [first.status, again.status], 'items': len(first.entries)}))`
  return JSON.parse(await runProgram(python, { args: ['-c', program, url] }))
}

/** newsboat, a reader for the terminal; what it kept in its own database. */
export async function readWithNewsboat(source: string): Promise<ReadItem[]> {
  const folder = await mkdtemp(join(tmpdir(), 'haidang-newsboat-'))
  try {
    await writeFile(join(folder, 'feed.xml'), source)
    await writeFile(join(folder, 'urls'), `file://${join(folder, 'feed.xml')}\n`)
    const args = ['-u', join(folder, 'urls'), '-c', join(folder, 'cache.db'), '-C', '/dev/null', '-x', 'reload']
    await runProgram(newsboat, { args, env: { HOME: folder, LANG: 'C.UTF-8' } })
    const program = `
import sys, json, sqlite3, datetime
rows = sqlite3.connect(sys.argv[1]).execute('select guid, title, url, pubDate, enclosure_url, enclosure_type from rss_item order by id')
iso = lambda at: datetime.datetime.utcfromtimestamp(at).strftime('%Y-%m-%dT%H:%M:%S.000Z')
print(json.dumps([{'guid': g, 'title': t, 'link': u, 'at': iso(d),
  'enclosure': {'url': eu, 'bytes': None, 'type': et} if eu else None} for g, t, u, d, eu, et in rows]))`
    return JSON.parse(await runProgram(python, { args: ['-c', program, join(folder, 'cache.db')] }))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** rss-parser, which many programs in JavaScript read feeds with. */
export async function readWithRssParser(source: string): Promise<ReadItem[]> {
  const { items } = (await parse('rss-parser', source)) as { items: Record<string, string>[] }
  return items.map((item) => {
    const enclosure = item['enclosure'] as unknown as { url: string; length: string; type: string } | undefined
    return {
      guid: item['guid'] ?? item['id'] ?? '',
      ...{ title: item['title'] ?? '', link: item['link'] ?? '', at: item['isoDate'] ?? '' },
      enclosure: enclosure
        ? { ...{ url: enclosure.url, bytes: Number(enclosure.length) }, type: enclosure.type }
        : null,
    }
  })
}

/** feedsmith, which knows the namespaces of podcasts and JSON Feed too. */
export async function readWithFeedsmith(source: string): Promise<{ format: string; feed: Record<string, unknown> }> {
  return (await parse('feedsmith', source)) as { format: string; feed: Record<string, unknown> }
}

async function parse(library: 'rss-parser' | 'feedsmith', source: string): Promise<unknown> {
  const args = [join(import.meta.dirname, 'parse-feed.mjs'), library]
  return JSON.parse(await runProgram(process.execPath, { args, input: source }))
}
