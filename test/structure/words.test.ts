import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean)

describe('the repository', () => {
  it('has exactly the rooms of the house at its top', () => {
    const folders = new Set(tracked.filter((file) => file.includes('/')).map((file) => file.split('/')[0]))
    folders.delete('.ci')
    expect([...folders].sort()).toEqual(['client', 'connectors', 'docs', 'jobs', 'server', 'test'])
  })

  it('records no download addresses in its lock files', () => {
    for (const file of tracked.filter((name) => name.endsWith('package-lock.json')))
      expect(readFileSync(file, 'utf8')).not.toContain('"resolved": "http')
  })
})
