import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import { afterAll, describe, expect, it } from 'vitest'
import config from './import-rules.ts'

const rooms = ['server', 'connectors', 'jobs', 'client']

async function look(paths: string[]): Promise<ICruiseResult> {
  const { forbidden, options } = config
  const { output } = await cruise(paths, { ...options, validate: true, ruleSet: { forbidden } } as never)
  return output as ICruiseResult
}

async function sourceFiles(room: string): Promise<string[]> {
  const entries = await readdir(room, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

describe('the import directions of the house', () => {
  const planted: string[] = []
  afterAll(() => Promise.all(planted.map((file) => rm(file, { force: true }))))

  it('hold in every source file, and every source file was looked at', async () => {
    const files = (await Promise.all(rooms.map(sourceFiles))).flat()
    const result = await look(rooms)
    const seen = new Set(result.modules.map((module) => module.source))
    expect(result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([])
    expect(files.filter((file) => !seen.has(file))).toEqual([])
  }, 60_000)

  it.each([
    ['connectors/planted.ts', "import '../server/db/database.ts'\n", 'connectors-know-their-contract'],
    ['connectors/rules/planted.ts', "import '../contract.ts'\n", 'rules-know-nothing'],
    ['server/db/planted.ts', "import '../domain/errors.ts'\n", 'db-knows-shapes'],
    ['server/domain/planted.ts', "import '../http/route.ts'\n", 'domain-knows-no-http'],
    ['client/planted.ts', "import '../server/domain/errors.ts'\n", 'client-takes-shapes-and-rules'],
    ['server/planted.ts', "import '../test/support/database.ts'\n", 'product-needs-no-tests'],
    ['server/planted2.ts', "import sharp from 'sharp'\nexport { sharp }\n", 'heavy-libraries-are-loaded-at-first-use'],
  ])('are red when %s imports what it must not', async (file, content, rule) => {
    planted.push(file)
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(file, content)
    try {
      const result = await look([file])
      expect(result.summary.violations.map((violation) => violation.rule.name)).toContain(rule)
    } finally {
      await rm(file, { force: true })
    }
  })
})
