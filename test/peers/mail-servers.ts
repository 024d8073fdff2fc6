import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { isExecutable, type Peer, startPeer } from './process.ts'

const python = '/usr/bin/python3'

/** A mail server that keeps what it took and sends nothing anywhere else. */
export interface MailServerPeer extends Peer {
  /** Mails in a mailbox, as they stand there. */
  mailbox(name: string): Promise<string[]>
}

/** aiosmtpd: takes everything but mail for `nouser`, and asks others to come later for `busy`. */
export async function startAiosmtpd(): Promise<MailServerPeer> {
  const peer = await startPeer('aiosmtpd', async ({ folder, port }) => {
    const program = `
import signal, sys, uuid
from aiosmtpd.controller import Controller
class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith('nouser@'): return '550 5.1.1 no such user'
        if address.startswith('busy@'): return '450 4.2.1 try later'
        envelope.rcpt_tos.append(address); return '250 OK'
    async def handle_DATA(self, server, session, envelope):
        open(sys.argv[1] + '/' + envelope.rcpt_tos[0].split('@')[0] + '.' + uuid.uuid4().hex, 'wb').write(envelope.content)
        return '250 2.0.0 accepted'
Controller(Handler(), hostname='127.0.0.1', port=int(sys.argv[2])).start(); signal.pause()`
    return { command: python, args: ['-c', program, folder, String(port)], isReady: () => greets(port) }
  })
  return {
    ...peer,
    mailbox: async (name) => {
      const names = (await readdir(peer.folder)).filter((file) => file.startsWith(`${name}.`))
      return Promise.all(names.map((file) => readFile(join(peer.folder, file), 'utf8')))
    },
  }
}

/** What is not installed and the command that installs it; null when all is there. */
export function missingAiosmtpd(): string | null {
  const isThere = isExecutable(python) && existsSync('/usr/lib/python3/dist-packages/aiosmtpd')
  return isThere ? null : 'aiosmtpd is not installed: run `npm run setup:peers`'
}

/** Whether a mail server says that it is ready. */
function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
    socket.once('error', () => resolve(false))
    socket.once('data', (said) => {
      socket.destroy()
      resolve(String(said).startsWith('220'))
    })
  })
}
