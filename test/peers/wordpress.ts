import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isExecutable, type Peer, runProgram, startPeer } from './process.ts'

const php = '/usr/bin/php'
const cache = join(import.meta.dirname, '.cache')
/** Debian's WordPress, unpacked: shared by every site and never written to. */
const tree = join(cache, 'wordpress', 'usr', 'share', 'wordpress')
const sqlite = join(cache, 'wordpress-sqlite', 'plugin-sqlite-database-integration')
const scripts = join(import.meta.dirname, 'wordpress')

export type WordPressRole = 'admin' | 'editor' | 'contributor'

/** WordPress on SQLite, with one user per role (the user's name is the role) and addresses like `/my-post/`. */
export interface WordPressPeer extends Peer {
  /** Application passwords, for the REST API. */
  applicationPasswords: Record<WordPressRole, string>
  /** What every user signs in with at `/wp-login.php`. */
  password: string
  /** The Authorization header of a role. */
  authorization(role: WordPressRole): string
}

/** @throws Error when it does not start */
export async function startWordPress(): Promise<WordPressPeer> {
  const password = makeSecret()
  const secret = makeSecret()
  let applicationPasswords: Record<WordPressRole, string> = { admin: '', editor: '', contributor: '' }

  const peer = await startPeer('wordpress', async ({ folder, port }) => {
    await layOutSite(folder)
    const env = {
      HAIDANG_WP_CONFIG: join(scripts, 'config.php'), // read by the wp-config.php that setup.mjs writes
      HAIDANG_WP_SITE: folder,
      HAIDANG_WP_URL: `http://127.0.0.1:${port}`,
      HAIDANG_WP_SECRET: secret,
      HAIDANG_WP_PASSWORD: password,
      PHP_CLI_SERVER_WORKERS: '3', // one would block on the calls that WordPress makes to itself
    }
    const said = await runProgram(php, { args: [...settings, join(scripts, 'install.php')], cwd: folder, env })
    applicationPasswords = JSON.parse(said.trim().split('\n').at(-1) ?? '')
    return {
      command: php,
      args: [...settings, '-S', `127.0.0.1:${port}`, '-t', folder, join(scripts, 'router.php')],
      env,
      isReady: async () => (await fetch(`http://127.0.0.1:${port}/wp-json/`)).ok,
    }
  })

  return {
    ...peer,
    applicationPasswords,
    password,
    authorization: (role) => `Basic ${Buffer.from(`${role}:${applicationPasswords[role]}`).toString('base64')}`,
  }
}

/** What is not installed and the command that installs it; null when all is there. */
export function missingWordPress(): string | null {
  const isThere = isExecutable(php) && existsSync(join(tree, 'wp-config.php')) && existsSync(join(sqlite, 'db.copy'))
  return isThere ? null : 'WordPress is not installed: run `npm run setup:peers`'
}

const settings = Object.entries({
  display_errors: 'stderr',
  upload_max_filesize: '16M',
  post_max_size: '20M',
  'opcache.enable_cli': '1',
  'opcache.file_cache': join(cache, 'compiled', 'php'), // halves the start
}).flatMap(([name, value]) => ['-d', `${name}=${value}`])

/** A site is links to the shared tree and a `wp-content` of its own. */
async function layOutSite(site: string): Promise<void> {
  const shared = (await readdir(tree)).filter((name) => name !== 'wp-content' && name !== '.htaccess')
  await Promise.all(shared.map((name) => symlink(join(tree, name), join(site, name))))
  const content = join(site, 'wp-content')
  await Promise.all(
    ['database', 'uploads', 'themes/bare'].map((name) => mkdir(join(content, name), { recursive: true })),
  )
  const dropIn = await readFile(join(sqlite, 'db.copy'), 'utf8')
  const files = {
    'db.php': dropIn.replaceAll('{SQLITE_IMPLEMENTATION_FOLDER_PATH}', sqlite),
    'themes/bare/style.css': '/*\nTheme Name: bare\n*/\n',
    'themes/bare/functions.php': "<?php add_theme_support('post-thumbnails');\n",
    'themes/bare/index.php': '<?php while (have_posts()) { the_post(); the_title(); the_content(); }\n',
  }
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(content, name), text)))
}

function makeSecret(): string {
  return randomBytes(16).toString('hex')
}
