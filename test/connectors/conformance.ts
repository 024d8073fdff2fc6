import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Platform, platforms } from '../../connectors/rules/platforms.ts'

/**
 * The suite every connector passes, on its simulated platform and on the real servers that are installed.
 *   npm run conformance -- [--json] [platform …]
 * Prints a line per connector; with --json the last line is one object, `{platform: {cases, passed, cannot}}`. `cannot`
 * are rules that a peer breaks by its nature: they are run, and have to fail, and count in neither of the others.
 */
const { values, positionals } = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true })
const asked = platforms.filter((platform) => positionals.length === 0 || positionals.includes(platform))

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly { readonly status: string; readonly title: string }[]
  }[]
}
interface Tally {
  cases: number
  passed: number
  cannot: number
}

const folder = await mkdtemp(join(tmpdir(), 'haidang-conformance-'))
try {
  const report = await run(
    asked.map((platform) => `test/connectors/${platform}-contract.test.ts`),
    join(folder, 'report.json'),
  )
  const tallies = tally(report)
  for (const [platform, { cases, passed, cannot }] of Object.entries(tallies))
    process.stdout.write(
      `${platform}: ${passed} of ${cases} passed${cannot > 0 ? `, ${cannot} not possible there` : ''}\n`,
    )
  if (values.json) process.stdout.write(`${JSON.stringify(tallies)}\n`)
  const isPassed = Object.values(tallies).every(({ cases, passed }) => cases > 0 && cases === passed)
  process.exitCode = isPassed ? 0 : 1
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function run(files: readonly string[], outputFile: string): Promise<Report> {
  const args = ['run', '--project', 'plain', '--reporter=json', `--outputFile=${outputFile}`, ...files]
  const child = spawn(join('node_modules', '.bin', 'vitest'), args, { stdio: ['ignore', 'ignore', 'inherit'] })
  await once(child, 'exit')
  return JSON.parse(await readFile(outputFile, 'utf8')) as Report
}

function tally({ testResults }: Report): Partial<Record<Platform, Tally>> {
  const tallies: Partial<Record<Platform, Tally>> = {}
  for (const { name, assertionResults } of testResults) {
    const platform = asked.find((one) => basename(name) === `${one}-contract.test.ts`)
    if (!platform) continue
    const own = tallies[platform] ?? { cases: 0, passed: 0, cannot: 0 }
    tallies[platform] = own
    for (const { status, title } of assertionResults) {
      if (status === 'skipped' || status === 'pending' || status === 'todo') continue
      if (title.startsWith('cannot: ') && status === 'passed') own.cannot += 1
      else {
        own.cases += 1
        own.passed += Number(status === 'passed')
      }
    }
  }
  return tallies
}
