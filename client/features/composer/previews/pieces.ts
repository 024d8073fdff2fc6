import { findLinks } from '../../../../connectors/rules/text.ts'
import { findXLinks } from '../../../../connectors/rules/x/links.ts'
import type { Look } from './looks.ts'

/** A stretch of a text as a platform draws it; all of them together are the text. */
export interface Piece {
  readonly kind: 'words' | 'link' | 'tag' | 'mention'
  readonly text: string
  /** Beyond the platform's limit. */
  readonly over: boolean
}

type Found = { readonly kind: Piece['kind']; readonly start: number; readonly end: number }

// A tag has a letter: `#1` and `#30/4` are none.
const tag = /(?<![\p{L}\p{M}\p{N}_&/#])#(?=[\p{N}_]*\p{L})[\p{L}\p{M}\p{N}_]+/gu
const mentions = {
  name: /(?<![\p{L}\p{N}_@/.])@[a-z0-9_](?:[\w.-]*\w)?(?:@[\w.-]+\w)?/giu,
  domain: /(?<=^|[\s(])@(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*/giu,
}

/**
 * Takes a text apart into what the platform makes something to press of and the words between.
 * @param overflowAt UTF-16 index from which the text is too long; null when it fits
 */
export function piecesOf(text: string, marks: Look['marks'], overflowAt: number | null): Piece[] {
  const pieces: Piece[] = []
  const add = (kind: Piece['kind'], start: number, end: number) => {
    const edge = Math.min(Math.max(overflowAt ?? end, start), end)
    if (edge > start) pieces.push({ kind, text: text.slice(start, edge), over: false })
    if (end > edge) pieces.push({ kind, text: text.slice(edge, end), over: true })
  }
  let at = 0
  for (const { kind, start, end } of marked(text, marks)) {
    if (start < at) continue
    add('words', at, start)
    add(kind, start, end)
    at = end
  }
  add('words', at, text.length)
  return pieces
}

function marked(text: string, { links, tags, mentions: named }: Look['marks']): Found[] {
  const found: Found[] = []
  if (links === 'bare')
    for (const { start, length } of findXLinks(text)) found.push({ kind: 'link', start, end: start + length })
  if (links === 'http') for (const { start, end } of findLinks(text)) found.push({ kind: 'link', start, end })
  if (tags && text.includes('#')) found.push(...matches('tag', text, tag))
  if (named !== 'none' && text.includes('@')) found.push(...matches('mention', text, mentions[named]))
  return found.sort((one, other) => one.start - other.start || other.end - one.end)
}

const matches = (kind: Piece['kind'], text: string, pattern: RegExp): Found[] =>
  [...text.matchAll(pattern)].map(({ 0: whole, index }) => ({ kind, start: index, end: index + whole.length }))
