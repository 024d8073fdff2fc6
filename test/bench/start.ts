import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/**
 * How long `node server/main.ts` takes until it says where to open it: with an empty data folder (the database is
 * created), and again with the folder as it was left.
 *   npm run bench:start [-- --json]
 */
const dataDir = await mkdtemp(join(tmpdir(), 'haidang-bench-'))
const main = join(import.meta.dirname, '..', '..', 'server', 'main.ts')
try {
  const firstMs = await start()
  const warm: number[] = []
  for (let run = 0; run < 5; run += 1) warm.push(await start())
  warm.sort((one, other) => one - other)
  process.stdout.write(`${JSON.stringify({ firstMs, warmMs: { p50: warm[2], worst: warm.at(-1) } })}\n`)
} finally {
  await rm(dataDir, { recursive: true, force: true })
}

async function start(): Promise<number> {
  const started = performance.now()
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, PORT: '0', HAIDANG_DATA: dataDir, LOG_LEVEL: 'fatal' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) if (line.includes(': open http')) break
  const took = Math.round(performance.now() - started)
  child.kill('SIGTERM')
  await once(child, 'exit')
  return took
}
