import type { Json } from '../contract.ts'
import { findLinks } from '../rules/text.ts'

/** A stretch of the text with what it leads to; offsets in UTF-8 bytes, end exclusive. */
type Facet = {
  readonly index: { readonly byteStart: number; readonly byteEnd: number }
  readonly features: readonly Json[]
}

/**
 * Makes links, mentions and tags of a text work: without a facet they are plain letters there.
 * @param resolve the identity behind a handle; a mention of nobody stays text
 * @see https://docs.bsky.app/docs/advanced-guides/post-richtext
 */
export async function facetsOf(text: string, resolve: (handle: string) => Promise<string | null>): Promise<Facet[]> {
  const facets: Facet[] = []
  const add = (start: number, end: number, feature: Json) =>
    facets.push({
      index: { byteStart: bytes(text.slice(0, start)), byteEnd: bytes(text.slice(0, end)) },
      features: [feature],
    })

  const links = findLinks(text)
  for (const { start, end, url } of links) add(start, end, { $type: 'app.bsky.richtext.facet#link', uri: url })
  const isInLink = (index: number) => links.some(({ start, end }) => index >= start && index < end)

  for (const match of text.matchAll(/(?<=^|[\s(])@((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})/giu)) {
    const [whole, handle = ''] = match
    const did = isInLink(match.index) ? null : await resolve(handle.toLowerCase())
    if (did) add(match.index, match.index + whole.length, { $type: 'app.bsky.richtext.facet#mention', did })
  }
  for (const match of text.matchAll(/(?<=^|\s)[#＃]([^\s\u00ad\u200b-\u200d\u2060]+)/gu)) {
    const tag = (match[1] ?? '').replace(/[\p{P}]+$/u, '')
    // Figures and punctuation alone are no tag: `#1`, `#30/4`.
    if (/[^\d\p{P}]/u.test(tag) && [...tag].length <= 64 && !isInLink(match.index))
      add(match.index, match.index + 1 + tag.length, { $type: 'app.bsky.richtext.facet#tag', tag })
  }
  return facets.sort((a, b) => a.index.byteStart - b.index.byteStart)
}

const encoder = new TextEncoder()
const bytes = (text: string) => encoder.encode(text).length
