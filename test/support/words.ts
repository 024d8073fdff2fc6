import { readdirSync, readFileSync } from 'node:fs'

export type PageLanguage = 'vi' | 'en'

type Tree = { readonly [key: string]: string | Tree }

function flatten(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${prefix}${key}`, value] as [string, string]] : flatten(value, `${prefix}${key}.`),
  )
}

function read(language: PageLanguage): Map<string, string> {
  const folder = `client/locales/${language}`
  return new Map(
    readdirSync(folder).flatMap((file) =>
      flatten(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Tree, `${file}:`),
    ),
  )
}

const texts = { vi: read('vi'), en: read('en') }

/**
 * Says what a page says in the chosen language, given the Vietnamese words of it: tests read as one story in both.
 * @param page where more than one says it: the beginning of the key, `composer.json:schedule`
 * @throws Error when no page says so
 */
export function wordsIn(language: PageLanguage) {
  return (vietnamese: string, values: Readonly<Record<string, string>> = {}, page = ''): string => {
    const found = [...texts.vi].find(([key, text]) => text === vietnamese && key.startsWith(page))
    if (!found) throw new Error(`No page says "${vietnamese}"`)
    const text = texts[language].get(found[0]) ?? ''
    return text.replace(/\{\{(\w+)[^}]*\}\}/g, (whole, name: string) => values[name] ?? whole)
  }
}
