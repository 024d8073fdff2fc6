import { parseArgs } from 'node:util'
import { type Office, type Part, startOffice } from './compose.ts'
import { ConfigError, readConfig } from './config.ts'
import { EmbeddedDatabaseError } from './db/embedded.ts'
import { createLogger } from './log.ts'

/** `node server/main.ts [web|worker] [--demo]`: reads the environment, starts every part, stops them on SIGTERM. */
const { values, positionals } = parseArgs({
  options: { demo: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const parts: Readonly<Record<string, Part>> = { all: 'all', web: 'web', worker: 'worker' }
const say = (sentence: string) => process.stdout.write(`Hải Đăng: ${sentence}\n`)

try {
  const part = parts[positionals[0] ?? 'all']
  if (!part)
    throw new ConfigError([`There is no part "${positionals[0]}": start without a word, or with web or worker.`])
  const config = readConfig(process.env)
  const log = createLogger({ level: config.logLevel })
  stopOnSignals(await startOffice(config, { part, demo: values.demo, log, say }))
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof EmbeddedDatabaseError)) throw error
  process.stderr.write(`Hải Đăng did not start.\n${error.message}\n`)
  process.exitCode = 1
}

function stopOnSignals(office: Office): void {
  let stopping = false
  const stop = async () => {
    // A second signal does not wait: leases and marks in the database make an abrupt end safe.
    if (stopping) process.exit(1)
    stopping = true
    say('stopping: nothing new is claimed, what is being sent is finished or handed back …')
    await office.stop()
    process.exit(0)
  }
  process.on('SIGTERM', () => void stop())
  process.on('SIGINT', () => void stop())
}
