/** Languages an office most often writes in, offered first; any other can stand in what was written before. */
export const offeredLanguages = ['vi', 'en', 'zh', 'ja', 'ko', 'fr', 'de', 'es', 'ru', 'km', 'lo', 'th'] as const

/** `Tiếng Việt`, `English`: a language in the reader's words, with a capital. */
export function languageName(language: string, reader: string): string {
  const name = new Intl.DisplayNames(reader, { type: 'language', fallback: 'code' }).of(language) ?? language
  return name.charAt(0).toLocaleUpperCase(reader) + name.slice(1)
}
