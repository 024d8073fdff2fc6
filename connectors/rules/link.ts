import type { Capabilities } from './capabilities.ts'

/**
 * The parts with the post's link in them. A platform that takes a card from us gets the link as a card when there is no
 * medium; everywhere else it stands in the first part, after the text, unless the author put it somewhere already.
 */
export function placeLink(
  parts: readonly string[],
  link: string | null,
  { linkCard }: Pick<Capabilities, 'linkCard'>,
  hasMedia: boolean,
): readonly string[] {
  const [first = '', ...rest] = parts
  if (!link || parts.some((part) => part.includes(link)) || (linkCard === 'client' && !hasMedia)) return parts
  return [first.trim() === '' ? link : `${first.trimEnd()}\n\n${link}`, ...rest]
}
