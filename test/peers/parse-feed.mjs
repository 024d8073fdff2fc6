// node parse-feed.mjs rss-parser|feedsmith < feed   → what that library makes of it, as JSON. A program of its own: the
// libraries are there only where the set-up has run.
import { text } from 'node:stream/consumers'

const source = await text(process.stdin)
const readers = {
  'rss-parser': async () => {
    const { default: Parser } = await import('rss-parser')
    return new Parser().parseString(source)
  },
  feedsmith: async () => (await import('feedsmith')).parseFeed(source),
}
console.log(JSON.stringify(await readers[process.argv[2]]()))
