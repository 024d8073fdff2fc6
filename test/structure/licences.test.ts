import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'

interface Locked {
  version?: string
  license?: string
  dev?: boolean
  optional?: boolean
  peer?: boolean
  link?: boolean
}

/** Permissive licences, and what docs/third-party.md lists by name: MPL-2.0 unmodified, LGPL as a replaceable library. */
const permissive =
  /^(MIT|ISC|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|0BSD|BlueOak-1\.0\.0|Unlicense|CC0-1\.0|Python-2\.0|Zlib|MIT-0|OFL-1\.1|PostgreSQL)$/
const listed = /^(MPL-2\.0|LGPL-3\.0-or-later|none stated)$/

/** `(MIT OR GPL-2.0)` is fine when one choice is; `MIT AND X` only when both are. */
function allowed(expression: string, rule: RegExp): boolean {
  return expression
    .replace(/[()]/g, '')
    .split(/\s+AND\s+/)
    .every((part) => part.split(/\s+OR\s+/).some((choice) => rule.test(choice.trim())))
}

describe('what ships', () => {
  it('is under permissive licences, or listed in docs/third-party.md', async () => {
    const lock = JSON.parse(await readFile('package-lock.json', 'utf8')) as { packages: Record<string, Locked> }
    const thirdParty = await readFile('docs/third-party.md', 'utf8')
    const named = [...thirdParty.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
    const isNamed = (name: string) =>
      named.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern))
    const shipped = Object.entries(lock.packages).filter(([path, entry]) => path !== '' && !entry.dev && !entry.link)
    expect(shipped.length).toBeGreaterThan(50)
    const problems: string[] = []
    for (const [path, entry] of shipped) {
      const name = path.replace(/^.*node_modules\//, '')
      const licence = entry.license ?? 'none stated'
      if (allowed(licence, permissive)) continue
      if (allowed(licence, new RegExp(`${permissive.source}|${listed.source}`)) && isNamed(name)) continue
      problems.push(`${name}: ${licence}`)
    }
    expect(problems).toEqual([])
  })

  it('is refused when a licence forbids closed use or is missing', () => {
    for (const licence of ['GPL-3.0-only', 'AGPL-3.0', 'SSPL-1.0', 'none stated', 'MIT AND GPL-2.0'])
      expect(allowed(licence, permissive)).toBe(false)
    expect(allowed('(MIT OR GPL-2.0)', permissive)).toBe(true)
  })
})
