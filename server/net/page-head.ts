import { Parser } from 'htmlparser2'

/** What a page says of itself for cards that lead to it, as it wrote it; null where it says nothing. */
export interface PageHead {
  readonly title: string | null
  readonly description: string | null
  /** As written: it may be relative to the page. */
  readonly image: string | null
  /** How the page says its text is encoded. */
  readonly charset: string | null
}

/** A head nests a handful of elements; more is written to cost us time. */
const deepest = 50
const stepLength = 4_096

/** In the order in which platforms that make cards look. https://ogp.me, https://developer.x.com/en/docs/x-for-websites/cards */
const sources = {
  title: ['og:title', 'twitter:title'],
  description: ['og:description', 'twitter:description', 'description'],
  image: ['og:image:secure_url', 'og:image', 'og:image:url', 'twitter:image', 'twitter:image:src'],
} as const

/** Reads a page until its body begins, in time that grows with its length alone. */
export function readPageHead(html: string): PageHead {
  const meta = new Map<string, string>()
  const state = { depth: 0, isOver: false, isTitle: false, title: '', charset: null as string | null }
  const parser = new Parser({
    onopentag(name, { property, name: called, content, charset }) {
      if (state.isOver) return
      state.depth += 1
      state.isOver = name === 'body' || state.depth > deepest
      state.isTitle = name === 'title'
      if (name !== 'meta') return
      if (charset) state.charset ??= charset
      const key = (property ?? called ?? '').trim().toLowerCase()
      // The first one counts, as it does for platforms.
      if (key && content?.trim() && !meta.has(key)) meta.set(key, content.trim())
    },
    ontext(text) {
      if (state.isTitle && !state.isOver) state.title += text
    },
    onclosetag(name) {
      state.depth -= 1
      if (name === 'head') state.isOver = true
      if (name === 'title') state.isTitle = false
    },
  })
  for (let at = 0; at < html.length && !state.isOver; at += stepLength) parser.write(html.slice(at, at + stepLength))
  const first = (names: readonly string[]) => names.map((name) => meta.get(name)).find(Boolean) ?? null
  return {
    title: first(sources.title) ?? (state.title.trim() || null),
    description: first(sources.description),
    image: first(sources.image),
    charset: state.charset,
  }
}
