/**
 * LinkedIn's "little text": characters that mean something have to be escaped, or the text silently ends there.
 * @see https://learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format
 */

const reserved = /[|{}@[\]()<>#\\*_~]/g
/** A hash before a word with a letter in it, where no address or other word goes before. */
const hashtag = /(?<=^|[\s([{“"'‘«])#([\p{N}\p{M}_]*\p{L}[\p{L}\p{N}\p{M}_]*)/gu

/** What people wrote, said literally; their hashtags stay hashtags. */
export function escaped(text: string): string {
  let out = ''
  let from = 0
  for (const { index, 0: whole, 1: word = '' } of text.matchAll(hashtag)) {
    out += `${literal(text.slice(from, index))}{hashtag|\\#|${literal(word)}}`
    from = index + whole.length
  }
  return out + literal(text.slice(from))
}

const literal = (text: string) => text.replace(reserved, '\\$&')

const hashtagTemplate = /\{hashtag\|\\?#\|((?:\\.|[^\\|{}])*)\}/gs
const mentionTemplate = /(?<!\\)@\[((?:\\.|[^\\\]])*)\]\([^)]*\)/gs

/** The words as readers see them. */
export function unescaped(littleText: string): string {
  return littleText
    .replace(hashtagTemplate, (_whole, word: string) => `#${word}`)
    .replace(mentionTemplate, (_whole, name: string) => name)
    .replace(/\\([|{}@[\]()<>#\\*_~])/g, '$1')
}
