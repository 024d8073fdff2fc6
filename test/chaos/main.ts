import { parseArgs } from 'node:util'
import { isClean, summary } from './ledger.ts'
import { runChaos } from './run.ts'

/** npm run chaos -- --runs N --seed S [--queue local|redis] [--lanes N] [--json] */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    queue: { type: 'string', default: 'local' },
    lanes: { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
  },
})
const ledger = await runChaos({
  runs: Number(values.runs),
  seed: Number(values.seed),
  queue: values.queue === 'redis' ? 'redis' : 'local',
  lanes: Number(values.lanes),
  say: (sentence) => values.json || process.stdout.write(`${sentence}\n`),
})
process.stdout.write(`${JSON.stringify(summary(ledger))}\n`)
process.exit(isClean(ledger) ? 0 : 1)
