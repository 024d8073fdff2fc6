import { parseArgs } from 'node:util'
import {
  type Bundle,
  entriesOf,
  firstLoad,
  packedScript,
  packedStyles,
  readBundle,
  withImports,
} from '../support/bundle.ts'

/**
 * What a browser loads, as the server packs it (Brotli): until the calendar shows a month, and for each page when it is
 * the first one opened, without its own words.
 *   npm run size -- [--json]
 */
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const say = (sentence: string) => values.json || process.stdout.write(`${sentence}\n`)

const bundle = await readBundle()
const first = firstLoad(bundle)
const pages = pagesOf(bundle)
const result = {
  initialJsKb: kilobytes(packedScript(bundle, first)),
  initialCssKb: kilobytes(packedStyles(bundle, first)),
  pages: Object.fromEntries(pages.map(({ name, chunk }) => [name, loadedBy(chunk)])),
}
say(`until the calendar shows: ${result.initialJsKb} KB of script, ${result.initialCssKb} KB of style`)
for (const [name, { jsKb, cssKb }] of Object.entries(result.pages)) say(`${name}: ${jsKb} KB, ${cssKb} KB`)
process.stdout.write(`${JSON.stringify(result)}\n`)

/** Every page is a component of its own name, loaded when it is opened. */
function pagesOf({ chunks }: Bundle): { name: string; chunk: string }[] {
  return [...chunks.values()]
    .flatMap(({ fileName, moduleIds }) =>
      moduleIds.flatMap((id) => {
        const [, name] = /client\/features\/[^/]+\/(\w+)Page\.tsx$/.exec(id) ?? []
        return name ? [{ name, chunk: fileName }] : []
      }),
    )
    .toSorted((one, other) => one.name.localeCompare(other.name))
}

function loadedBy(chunk: string) {
  const loaded = withImports(bundle, [...entriesOf(bundle), chunk])
  return { jsKb: kilobytes(packedScript(bundle, loaded)), cssKb: kilobytes(packedStyles(bundle, loaded)) }
}

function kilobytes(bytes: number): number {
  return Math.round(bytes / 100) / 10
}
