import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

/** What `npm run build` makes, looked at without writing it. */
const root = join(import.meta.dirname, '../..')

interface Chunk {
  readonly fileName: string
  readonly code: string
  readonly isEntry: boolean
  readonly imports: readonly string[]
  readonly moduleIds: readonly string[]
}

let chunks: ReadonlyMap<string, Chunk>
let styles = ''

beforeAll(async () => {
  // The test runner's own value would pack the development build of React.
  vi.stubEnv('NODE_ENV', 'production')
  const { build } = await import('vite')
  const built = await build({
    configFile: join(root, 'vite.config.ts'),
    root: join(root, 'client'),
    logLevel: 'error',
    build: { write: false },
  })
  if (!('output' in built)) throw new Error('one build was asked for')
  chunks = new Map(
    built.output.flatMap((file): [string, Chunk][] => (file.type === 'chunk' ? [[file.fileName, file]] : [])),
  )
  for (const file of built.output)
    if (file.type === 'asset' && file.fileName.endsWith('.css')) styles += String(file.source)
}, 120_000)

afterAll(() => {
  vi.unstubAllEnvs()
})

/** A chunk and all it cannot start without. */
function withImports(names: readonly string[], seen = new Set<string>()): Set<string> {
  for (const name of names)
    if (!seen.has(name)) {
      seen.add(name)
      withImports(chunks.get(name)?.imports ?? [], seen)
    }
  return seen
}

/** The chunk in which a module of ours lives. */
function homeOf(module: string): string {
  const home = [...chunks.values()].find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(module)))
  if (!home) throw new Error(`${module} is in no chunk`)
  return home.fileName
}

describe('what a browser loads', () => {
  it('is at most 250 KB of packed script until the calendar shows', () => {
    const entry = [...chunks.values()].filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName)
    const texts = ['common', 'app', 'calendar'].map((name) => homeOf(`client/locales/vi/${name}.json`))
    const parts = ['CalendarPage', 'MonthGrid'].map((name) => homeOf(`client/features/calendar/${name}.tsx`))
    const first = withImports([...entry, ...texts, ...parts])
    const bytes = [...first].map((name) => brotliCompressSync(chunks.get(name)?.code ?? '').length)
    const total = bytes.reduce((sum, size) => sum + size, 0)
    expect(total).toBeLessThan(250_000)
  })

  it('leaves what only some pages need to those pages', () => {
    const entry = [...chunks.values()].filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName)
    const first = [...withImports(entry)].flatMap((name) => chunks.get(name)?.moduleIds ?? [])
    expect(first.filter((id) => /@mantine\/(dates|dropzone)|@fullcalendar|dayjs|client\/features\//.test(id))).toEqual(
      [],
    )
  })

  it('holds no server code and no schema library', () => {
    const modules = [...chunks.values()].flatMap(({ moduleIds }) => moduleIds)
    expect(modules.filter((id) => /\/(server|jobs)\/|node_modules\/zod\//.test(id))).toEqual([])
  })

  it('asks no other machine for a style or a font', () => {
    expect(styles).toContain('@font-face')
    expect(
      [...styles.matchAll(/url\(\s*["']?([^)"']+)/g)]
        .map(([, url]) => url)
        .filter((url) => /^(https?:)?\/\//.test(url ?? '')),
    ).toEqual([])
    expect(styles).not.toContain('@import')
  })
})
