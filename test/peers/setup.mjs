// npm run setup:peers: installs the servers that the connector and browser tests run against, as far as they are not
// there yet. Debian packages by apt-get (as root, or through sudo), everything else below test/peers/. Plain JavaScript
// without a dependency; may be run again at any time. Ends with 1 when something is still missing, and says what.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const room = import.meta.dirname
const cache = join(room, '.cache')
const isRoot = process.getuid?.() === 0

// What a suite's peer needs of the system. Names without a version, so that Debian 12 and later both know them.
const systemPackages = [
  ...['chromium', 'fonts-noto-core', 'fonts-noto-color-emoji'], // browser tests, with accents and emoji to draw
  ...['redis-server', 'postgresql'],
  ...['php-cli', 'php-sqlite3', 'php-curl', 'php-gd', 'php-mbstring', 'php-xml'], // WordPress
  ...['curl', 'ca-certificates', 'unzip'], // snac needs the libraries of curl
  'python3-aiosmtpd', // a mail server
  ...['python3-feedparser', 'newsboat', 'libxml2-utils'], // readers of feeds
]

/** Packages from other suites than this machine's: unpacked in one folder each, never installed. WordPress links into
 *  the four packages after it. */
const unpacked = [
  { folder: 'snac2', suite: 'bookworm-backports', packages: ['snac2'] },
  {
    folder: 'wordpress',
    suite: 'trixie',
    packages: ['wordpress', 'php-getid3', 'libjs-cropper', 'libjs-lodash', 'libjs-underscore'],
    finish(folder) {
      // One line for every site: the test says where the site's own configuration is.
      const config = "<?php require getenv('HAIDANG_WP_CONFIG');\n"
      writeFileSync(join(folder, 'usr', 'share', 'wordpress', 'wp-config.php'), config)
    },
  },
]

/** The one file wanted of this package is WordPress's plugin for SQLite; installing it would bring 580 MB. */
const plugin = {
  package: '@wp-playground/cli@3.1.56',
  sha512: 'JTxl6djPEM2YRYz/w+BUoyoCvhSGHIjqMi4fMV1b8o1UPNvZatLaS7opo57UsrVElXrfdZwvi6IuyS4LswUx9Q==',
  file: 'package/sqlite-database-integration.zip',
}

const steps = [
  {
    title: 'Debian packages',
    isDone: () => missingPackages().length === 0,
    run: installPackages,
  },
  ...unpacked.map((wanted) => ({
    title: `${wanted.packages[0]} from Debian's ${wanted.suite}`,
    isDone: () => isStamped(join(cache, wanted.folder), stampOf(wanted)),
    run: () => unpackPackages(wanted),
  })),
  {
    title: "WordPress's plugin for SQLite",
    isDone: () => isStamped(join(cache, 'wordpress-sqlite'), plugin.sha512),
    run: unpackPlugin,
  },
  {
    title: 'Bluesky PDS and AppView, and two readers of feeds',
    isDone: () => isStamped(join(room, 'node_modules'), hashOf(readFileSync(join(room, 'package-lock.json')))),
    run: installNodePackages,
  },
]

for (const folder of ['php', 'node']) mkdirSync(join(cache, 'compiled', folder), { recursive: true })
let failures = 0
for (const [index, step] of steps.entries()) {
  const label = `[${index + 1}/${steps.length}] ${step.title}`
  if (step.isDone()) {
    console.log(`${label}: there`)
    continue
  }
  const started = performance.now()
  console.log(`${label} …`)
  try {
    await step.run()
    console.log(`${label}: installed in ${secondsSince(started)} s`)
  } catch (error) {
    failures++
    console.error(`${label}: failed\n${error.message}`)
  }
}
console.log(failures === 0 ? 'All peers are installed.' : `${failures} of ${steps.length} steps failed; see above.`)
process.exitCode = failures === 0 ? 0 : 1

function missingPackages() {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills these in
  const query = spawnSync('dpkg-query', ['-W', '-f=${Package} ${db:Status-Status}\n', ...systemPackages], {
    encoding: 'utf8',
  })
  const installed = new Set(
    (query.stdout ?? '')
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  )
  return systemPackages.filter((name) => !installed.has(name))
}

async function installPackages() {
  const missing = missingPackages()
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing]
  if (!hasProgram('apt-get'))
    throw new Error(`This is not a Debian system. Install what stands for: ${missing.join(' ')}`)
  const privilege = isRoot ? [] : findSudo()
  if (privilege === null)
    throw new Error(
      `Only root may install packages. Run this, then npm run setup:peers again:\n  sudo apt-get update && sudo ${install.join(' ')}`,
    )
  const asRoot = [...privilege, 'env', 'DEBIAN_FRONTEND=noninteractive']
  await run([...asRoot, 'apt-get', 'update', '-q'])
  await run([...asRoot, ...install, '-q', '-o', 'DPkg::Lock::Timeout=300'])
}

/** How to become root: without a question, or with one where somebody is there to answer. Null when there is no way. */
function findSudo() {
  if (!hasProgram('sudo')) return null
  const asksNothing = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0
  return asksNothing ? ['sudo', '-n'] : process.stdin.isTTY ? ['sudo'] : null
}

/** Uses the mirror this machine has, with lists of packages of its own: the system's stay as they are. */
async function unpackPackages(wanted) {
  const { folder, suite, packages, finish } = wanted
  if (!hasProgram('apt-get')) throw new Error('This is not a Debian system; the peer cannot be installed here.')
  await replaceFolder(join(cache, folder), stampOf(wanted), async (target) => {
    const apt = join(target, '.apt')
    for (const name of ['parts', 'lists/partial', 'cache/archives/partial', 'debs'])
      mkdirSync(join(apt, name), { recursive: true })
    const options = [
      ...['-o', `Dir::State::lists=${join(apt, 'lists')}`, '-o', `Dir::Cache=${join(apt, 'cache')}`],
      ...['-o', 'Acquire::Languages=none', ...(isRoot ? ['-o', 'APT::Sandbox::User=root'] : [])],
    ]
    const mirror = await findMirror(options)
    const keys = '/usr/share/keyrings/debian-archive-keyring.gpg'
    const source = { Types: 'deb', URIs: mirror, Suites: suite, Components: 'main', 'Signed-By': keys }
    writeFileSync(
      join(apt, 'parts', 'suite.sources'),
      Object.entries(source)
        .map(([name, value]) => `${name}: ${value}\n`)
        .join(''),
    )
    options.push('-o', 'Dir::Etc::sourcelist=/dev/null', '-o', `Dir::Etc::sourceparts=${join(apt, 'parts')}`)
    await run(['apt-get', ...options, '-q', 'update'])
    await run(['apt-get', ...options, '-q', 'download', ...packages.map((name) => `${name}/${suite}`)], {
      cwd: join(apt, 'debs'),
    })
    for (const deb of readdirSync(join(apt, 'debs'))) {
      console.log(`  ${deb}`)
      await run(['dpkg-deb', '-x', join(apt, 'debs', deb), target])
    }
    rmSync(apt, { recursive: true })
    finish?.(target)
  })
}

/** The address of the Debian mirror in this machine's sources, whichever of their two formats it uses. */
async function findMirror(privateLists) {
  const ask = (options) =>
    spawnSync('apt-get', [...options, 'indextargets', '--format', '$(REPO_URI) $(LABEL)', 'Created-By: Packages'], {
      encoding: 'utf8',
    })
      .stdout.split('\n')
      .find((line) => line.endsWith(' Debian'))
      ?.split(' ')[0]
  const known = ask([])
  if (known !== undefined) return known
  await run(['apt-get', ...privateLists, '-q', 'update']) // container images come without lists
  const found = ask(privateLists)
  if (found === undefined) throw new Error('No Debian mirror among the sources of apt-get.')
  return found
}

async function unpackPlugin() {
  await replaceFolder(join(cache, 'wordpress-sqlite'), plugin.sha512, async (target) => {
    await run(['npm', 'pack', plugin.package, '--pack-destination', target, '--loglevel=error'])
    const archive = join(
      target,
      readdirSync(target).find((name) => name.endsWith('.tgz')),
    )
    if (hashOf(readFileSync(archive)) !== plugin.sha512) throw new Error(`${plugin.package} is not the file it was.`)
    await run(['tar', '-xzf', archive, '-C', target, plugin.file])
    await run(['unzip', '-q', join(target, plugin.file), '-d', target])
    rmSync(archive)
    rmSync(join(target, 'package'), { recursive: true })
  })
}

async function installNodePackages() {
  const nodeOfProject = join(room, '..', '..', 'node_modules', '.bin')
  const env = { ...process.env, PATH: [nodeOfProject, process.env.PATH].join(delimiter) }
  await run(['npm', 'ci', '--prefix', room, '--loglevel=error'], { cwd: room, env })
  stamp(join(room, 'node_modules'), hashOf(readFileSync(join(room, 'package-lock.json'))))
}

/** Fills a new folder and puts it in the place of the old one only when it is complete. */
async function replaceFolder(folder, mark, fill) {
  const fresh = `${folder}.new`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true })
  await fill(fresh)
  stamp(fresh, mark)
  rmSync(folder, { recursive: true, force: true })
  renameSync(fresh, folder)
}

function stamp(folder, mark) {
  writeFileSync(join(folder, '.installed'), mark)
}

function isStamped(folder, mark) {
  const file = join(folder, '.installed')
  return existsSync(file) && readFileSync(file, 'utf8') === mark
}

function stampOf({ suite, packages, finish }) {
  return JSON.stringify({ suite, packages, finish: String(finish) })
}

function hashOf(bytes) {
  return createHash('sha512').update(bytes).digest('base64')
}

function hasProgram(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)))
}

/** Runs a program and shows that it lives: its latest line on a terminal, elsewhere a word every ten seconds.
 *  @throws Error with the end of what it said when it fails */
function run([program, ...args], { cwd = room, env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: [process.stdin.isTTY ? 'inherit' : 'ignore', 'pipe', 'pipe'],
    })
    const isTerminal = process.stdout.isTTY
    let said = ''
    const show = (text) => {
      said = (said + text).slice(-4_000)
      const line = said
        .trimEnd()
        .split('\n')
        .at(-1)
        .slice(0, (process.stdout.columns ?? 80) - 4)
      if (isTerminal) process.stdout.write(`\r\x1b[2K  ${line}`)
    }
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', show)
    const ticking = setInterval(() => {
      if (!isTerminal) console.log(`  ${program}: ${secondsSince(started)} s …`)
    }, 10_000)
    const finish = (error) => {
      clearInterval(ticking)
      if (isTerminal) process.stdout.write('\r\x1b[2K')
      if (error) reject(error)
      else resolve()
    }
    child.once('error', finish)
    child.once('close', (code) =>
      finish(code === 0 ? null : new Error(`${program} ended with ${code}:\n${said.trim()}`)),
    )
  })
}

function secondsSince(started) {
  return ((performance.now() - started) / 1_000).toFixed(1)
}
