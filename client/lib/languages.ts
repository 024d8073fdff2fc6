/** Languages an office most often writes in, offered first; any other can stand in what was written before. */
export const offeredLanguages = ['vi', 'en', 'zh', 'ja', 'ko', 'fr', 'de', 'es', 'ru', 'km', 'lo', 'th'] as const

/** Making one takes longer than asking it a thousand times. */
const names = new Map<string, Intl.DisplayNames>()

function namesFor(reader: string): Intl.DisplayNames {
  const known = names.get(reader)
  if (known) return known
  const made = new Intl.DisplayNames(reader, { type: 'language', fallback: 'code' })
  names.set(reader, made)
  return made
}

/** `Tiếng Việt`, `English`: a language in the reader's words, with a capital. */
export function languageName(language: string, reader: string): string {
  const name = namesFor(reader).of(language) ?? language
  return name.charAt(0).toLocaleUpperCase(reader) + name.slice(1)
}
