import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Use, usesIn } from './translator-calls.ts'

/**
 * Everything a person reads comes from client/locales, complete in both languages. The code is parsed: a key that is
 * asked for exists, and a text that nothing asks for is found.
 */
const client = join(import.meta.dirname, '../../client')
const languages = ['vi', 'en'] as const

type Texts = ReadonlyMap<string, string>

function readTexts(language: string, namespace: string): Texts {
  const flat = new Map<string, string>()
  const walk = (value: unknown, path: string) => {
    if (typeof value === 'string') flat.set(path, value)
    else for (const [key, inner] of Object.entries(value as object)) walk(inner, path === '' ? key : `${path}.${key}`)
  }
  walk(JSON.parse(readFileSync(join(client, 'locales', language, `${namespace}.json`), 'utf8')), '')
  return flat
}

const namespacesOf = (language: string) =>
  readdirSync(join(client, 'locales', language)).map((file) => basename(file, '.json'))
const namespaces = namespacesOf('vi')
const texts = Object.fromEntries(
  languages.map((language) => [
    language,
    Object.fromEntries(namespacesOf(language).map((name) => [name, readTexts(language, name)])),
  ]),
) as Record<(typeof languages)[number], Record<string, Texts>>

const plural = /_(zero|one|two|few|many|other)$/
const baseOf = (key: string) => key.replace(plural, '')
const basesOf = (namespace: string, language: (typeof languages)[number]) =>
  new Set([...(texts[language][namespace]?.keys() ?? [])].map(baseOf))
const holesOf = (text: string) => [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name))].sort()

describe('texts in both languages', () => {
  it('have the same namespaces', () => {
    expect(namespacesOf('en').sort()).toEqual(namespacesOf('vi').sort())
  })

  it.each(namespaces)('%s has the same keys', (namespace) => {
    expect([...basesOf(namespace, 'en')].sort()).toEqual([...basesOf(namespace, 'vi')].sort())
  })

  it.each(namespaces)('%s has every form of its plurals', (namespace) => {
    for (const language of languages) {
      const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories
      const keys = texts[language][namespace] ?? new Map()
      for (const base of new Set([...keys.keys()].filter((key) => plural.test(key)).map(baseOf)))
        for (const category of needed) expect([...keys.keys()], `${language} ${base}`).toContain(`${base}_${category}`)
    }
  })

  it.each(namespaces)('%s asks for the same values', (namespace) => {
    const holes = (language: (typeof languages)[number], base: string) => {
      const all = [...(texts[language][namespace] ?? [])].filter(([key]) => baseOf(key) === base)
      return [...new Set(all.flatMap(([, text]) => holesOf(text)))].sort()
    }
    for (const base of basesOf(namespace, 'vi')) expect([base, holes('en', base)]).toEqual([base, holes('vi', base)])
  })

  it('are plain: no exclamation, no blame, nothing "successfully" done', () => {
    for (const language of languages)
      for (const [namespace, all] of Object.entries(texts[language]))
        for (const [key, text] of all)
          expect(text, `${language}/${namespace}: ${key}`).not.toMatch(/!|successful|thành công|oops/i)
  })
})

const uses = readdirSync(client, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .flatMap((file) => usesIn(client, file))
/** A namespace may be computed, as one per platform is: `platform-…`. */
const asks = (namespace: string, { namespaces: names }: Use) =>
  names.some((name) => new RegExp(`^${name.replaceAll('…', '.+')}$`).test(namespace))
const sees = (key: string, { key: pattern }: Use) => pattern.test(key) || pattern.test(baseOf(key))

describe('the code', () => {
  it('asks only for texts that exist', () => {
    const missing = uses.filter(
      (use) =>
        !use.isGuessed &&
        !namespaces.some(
          (name) => asks(name, use) && [...(texts.vi[name]?.keys() ?? [])].some((key) => sees(key, use)),
        ),
    )
    expect(missing.map(({ file, shown, namespaces: names }) => `${file}: ${shown} in ${names.join(', ')}`)).toEqual([])
  })

  it('asks for every text there is', () => {
    const idle = namespaces.flatMap((name) =>
      [...(texts.vi[name]?.keys() ?? [])]
        .filter((key) => !uses.some((use) => asks(name, use) && sees(key, use)))
        .map((key) => `${name}: ${key}`),
    )
    expect(idle).toEqual([])
  })
})
