import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Peer, runProgram, startPeer } from './process.ts'

const program = join(import.meta.dirname, '.cache', 'snac2', 'usr', 'bin', 'snac')

/** snac, a small server that speaks Mastodon's API and is not Mastodon; README.md lists where they differ. */
export interface SnacPeer extends Peer {
  user: string
  password: string
  /**
   * Signs in as a person would: opens the address where an application sends the browser, fills in the form, and
   * presses the button.
   * @param authorizeUrl `…/oauth/authorize?client_id=…&redirect_uri=…&response_type=code&scope=…&state=…`
   * @returns the address the browser is sent back to: the redirect_uri with `code` and `state`
   * @throws Error when the server shows no form or refuses what it was given
   */
  authorize(authorizeUrl: string | URL): Promise<URL>
}

/** @throws Error when it does not start */
export async function startSnac(): Promise<SnacPeer> {
  const user = 'tester'
  let password = ''
  const peer = await startPeer('snac', async ({ folder, port }) => {
    const data = join(folder, 'data')
    const answers = ['127.0.0.1', port, `127.0.0.1:${port}`, '', 'admin@portal.test']
    await runProgram(program, { args: ['init', data], input: `${answers.join('\n')}\n` })
    // The protocol goes into every address that snac writes down, so it is set before there is a user.
    const configFile = join(data, 'server.json')
    const config: object = JSON.parse(await readFile(configFile, 'utf8'))
    await writeFile(configFile, JSON.stringify({ ...config, protocol: 'http' }))
    const said = await runProgram(program, { args: ['adduser', data, user], input: 'Tester\n\n' })
    password = said.match(/password is (\S+)/)?.[1] ?? ''
    return {
      command: program,
      args: ['httpd', data],
      isReady: async () => (await fetch(`http://127.0.0.1:${port}/api/v1/instance`)).ok,
    }
  })

  async function authorize(authorizeUrl: string | URL): Promise<URL> {
    const page = await (await fetch(authorizeUrl)).text()
    const action = page.match(/<form method="post" action="([^"]+)"/)?.[1]
    if (action === undefined) throw new Error(`snac shows no form at ${authorizeUrl}`)
    const fields = new URLSearchParams({ login: user, passwd: password })
    for (const [, name, value] of page.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g))
      fields.set(unescapeHtml(name as string), unescapeHtml(value as string))
    const answer = await fetch(unescapeHtml(action), { method: 'POST', body: fields, redirect: 'manual' })
    const location = answer.headers.get('location')
    if (location === null) throw new Error(`snac answers ${answer.status} to the sign-in`)
    return new URL(location)
  }
  return { ...peer, user, password, authorize }
}

/** What is not installed and the command that installs it; null when all is there. */
export function missingSnac(): string | null {
  return existsSync(program) ? null : 'The Mastodon-compatible server snac is not installed: run `npm run setup:peers`'
}

function unescapeHtml(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}
