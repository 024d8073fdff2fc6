import type { Capabilities } from './capabilities.ts'

/**
 * The parts with the source of the content named after the first one, where the platform has no place for it: what a
 * partner unit made never goes out as if it were the office's own. A text that names the source already is left alone,
 * and so is nothing at all: a source makes no post.
 */
export function placeCredit(
  parts: readonly string[],
  credit: string | null,
  language: string,
  { creditField }: Pick<Capabilities, 'creditField'>,
  hasMedia: boolean,
): readonly string[] {
  const [first = '', ...rest] = parts
  if (!credit || creditField || parts.some((part) => part.includes(credit))) return parts
  if (first.trim() === '' && !hasMedia) return parts
  const line = `${language.startsWith('vi') ? 'Nguồn' : 'Source'}: ${credit}`
  return [first.trim() === '' ? line : `${first.trimEnd()}\n\n${line}`, ...rest]
}
