import { beforeAll, describe, expect, it } from 'vitest'
import { type Bundle, entriesOf, firstLoad, packedScript, readBundle, withImports } from '../support/bundle.ts'

let bundle: Bundle
beforeAll(async () => {
  bundle = await readBundle()
}, 120_000)

describe('what a browser loads', () => {
  it('is at most 250 KB of packed script until the calendar shows', () => {
    expect(packedScript(bundle, firstLoad(bundle))).toBeLessThan(250_000)
  })

  it('leaves what only some pages need to those pages', () => {
    const first = [...withImports(bundle, entriesOf(bundle))].flatMap(
      (name) => bundle.chunks.get(name)?.moduleIds ?? [],
    )
    expect(first.filter((id) => /@mantine\/(dates|dropzone)|@fullcalendar|dayjs|client\/features\//.test(id))).toEqual(
      [],
    )
  })

  it('holds no server code and no schema library', () => {
    const modules = [...bundle.chunks.values()].flatMap(({ moduleIds }) => moduleIds)
    expect(modules.filter((id) => /\/(server|jobs)\/|node_modules\/zod\//.test(id))).toEqual([])
  })

  it('asks no other machine for a style or a font', () => {
    const styles = [...bundle.styles.values()].join('\n')
    expect(styles).toContain('@font-face')
    expect(
      [...styles.matchAll(/url\(\s*["']?([^)"']+)/g)]
        .map(([, url]) => url)
        .filter((url) => /^(https?:)?\/\//.test(url ?? '')),
    ).toEqual([])
    expect(styles).not.toContain('@import')
  })
})
