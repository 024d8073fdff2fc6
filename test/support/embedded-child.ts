import { EmbeddedDatabaseError, startEmbedded } from '../../server/db/embedded.ts'

/** `node embedded-child.ts <data folder>`: starts the database as an office would, says how it went, and stops it on SIGTERM. */
const said: string[] = []
try {
  const database = await startEmbedded({ dataDir: process.argv[2] ?? '', log: (message) => said.push(message) })
  console.log(JSON.stringify({ ...database, said }))
  process.on('SIGTERM', () => void database.stop().then(() => process.exit(0)))
  setInterval(() => {}, 1_000)
} catch (error) {
  const code = error instanceof EmbeddedDatabaseError ? error.code : 'unexpected'
  console.log(JSON.stringify({ code, message: String(error) }))
  process.exit(1)
}
