/**
 * The words of a text in a form that two accounts of one platform may not share (rule of trust 4): case, spaces,
 * punctuation and invisible characters make no difference.
 * @returns null when there are no words
 */
export function wordsOf(parts: readonly string[]): string | null {
  const words = parts
    .join(' ')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{P}\s]+/gu, ' ')
    .trim()
  return words === '' ? null : words
}
