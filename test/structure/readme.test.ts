import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Environment } from '../../server/config.ts'

describe('the configuration table of the README', () => {
  it('names every variable that is read, and no other', () => {
    const readme = readFileSync('README.md', 'utf8')
    const table = readme.slice(readme.indexOf('## Configuration'), readme.indexOf('## On several machines'))
    const named = [...table.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name)
    expect(named.sort()).toEqual(Object.keys(Environment.shape).sort())
  })
})
