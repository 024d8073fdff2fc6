// Runs before `npm start` and `npm test`, on whatever Node called npm and before anything is installed: plain
// JavaScript, no dependency. Installs what is missing, builds the client when it is out of date, and says so.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const home = join(dirname(fileURLToPath(import.meta.url)), '../..')
const at = (...path) => join(home, ...path)
const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0)

/** Newest change below a file or folder, in milliseconds since 1970. */
function newest(path) {
  if (!existsSync(path)) return 0
  if (!statSync(path).isDirectory()) return modified(path)
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
}

function run(what, command, args) {
  const since = Date.now()
  console.log(`Hải Đăng: ${what} …`)
  const { status } = spawnSync(command, args, { cwd: home, stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) {
    console.error(`Hải Đăng: ${what}: failed. The lines above say why; nothing was started.`)
    process.exit(status ?? 1)
  }
  console.log(`Hải Đăng: done in ${((Date.now() - since) / 1000).toFixed(1)} s`)
}

if (modified(at('package-lock.json')) > modified(at('node_modules/.package-lock.json')))
  run('installing packages (about a minute the first time)', 'npm', [
    // The lock decides the versions. `npm ci` would also want every other platform's optional packages in it, which
    // a registry may not carry.
    'install',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ])

const sources = ['client', 'connectors/rules', 'server/contract', 'vite.config.ts', 'package-lock.json'].map((path) =>
  at(path),
)
if (Math.max(...sources.map(newest)) > modified(at('dist/client/index.html')))
  run('building the pages (a few seconds)', 'npm', ['run', '--silent', 'build'])
