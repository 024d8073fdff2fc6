import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'

/** What `npm run build` makes, looked at without writing it. */
const root = join(import.meta.dirname, '../..')

interface Chunk {
  readonly fileName: string
  readonly code: string
  readonly isEntry: boolean
  /** What it cannot start without. */
  readonly imports: readonly string[]
  readonly moduleIds: readonly string[]
  /** Style sheets that are loaded with it. */
  readonly styles: readonly string[]
}

export interface Bundle {
  readonly chunks: ReadonlyMap<string, Chunk>
  /** Style sheets by file name. */
  readonly styles: ReadonlyMap<string, string>
}

/** Builds the client as it ships. The test runner's own NODE_ENV would pack the development build of React. */
export async function readBundle(): Promise<Bundle> {
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  try {
    const { build } = await import('vite')
    const built = await build({
      configFile: join(root, 'vite.config.ts'),
      root: join(root, 'client'),
      logLevel: 'error',
      build: { write: false },
    })
    if (!('output' in built)) throw new Error('one build was asked for')
    const chunks = new Map<string, Chunk>()
    const styles = new Map<string, string>()
    for (const file of built.output)
      if (file.type === 'chunk')
        chunks.set(file.fileName, { ...file, styles: [...(file.viteMetadata?.importedCss ?? [])] })
      else if (file.fileName.endsWith('.css')) styles.set(file.fileName, String(file.source))
    return { chunks, styles }
  } finally {
    if (before === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = before
  }
}

/** Chunks and all they cannot start without. */
export function withImports(bundle: Bundle, names: Iterable<string>, seen = new Set<string>()): Set<string> {
  for (const name of names)
    if (!seen.has(name)) {
      seen.add(name)
      withImports(bundle, bundle.chunks.get(name)?.imports ?? [], seen)
    }
  return seen
}

/** The chunk in which a module of ours lives. @throws Error when it is in none */
function homeOf({ chunks }: Bundle, module: string): string {
  const home = [...chunks.values()].find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(module)))
  if (!home) throw new Error(`${module} is in no chunk`)
  return home.fileName
}

export function entriesOf({ chunks }: Bundle): string[] {
  return [...chunks.values()].filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName)
}

/** Chunks that are loaded until the calendar shows a month in Vietnamese. */
export function firstLoad(bundle: Bundle): Set<string> {
  const texts = ['common', 'app', 'calendar'].map((name) => homeOf(bundle, `client/locales/vi/${name}.json`))
  const parts = ['CalendarPage', 'MonthGrid'].map((name) => homeOf(bundle, `client/features/calendar/${name}.tsx`))
  return withImports(bundle, [...entriesOf(bundle), ...texts, ...parts])
}

/** Bytes of these chunks' script as the server packs them (Brotli). */
export function packedScript({ chunks }: Bundle, names: Iterable<string>): number {
  return [...names].reduce((sum, name) => sum + packed(chunks.get(name)?.code ?? ''), 0)
}

/** Bytes of the style sheets that are loaded with these chunks. */
export function packedStyles({ chunks, styles }: Bundle, names: Iterable<string>): number {
  const sheets = new Set([...names].flatMap((name) => chunks.get(name)?.styles ?? []))
  return [...sheets].reduce((sum, name) => sum + packed(styles.get(name) ?? ''), 0)
}

function packed(text: string): number {
  return text === '' ? 0 : brotliCompressSync(text).length
}
