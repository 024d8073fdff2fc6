import { connect } from 'node:net'
import { isExecutable, type Peer, startPeer } from './process.ts'

const program = '/usr/bin/redis-server'

/** A Redis of the test's own, empty, in memory only. `url` is what REDIS_URL takes. */
export type RedisPeer = Peer

/** @throws Error when it does not start */
export async function startRedis(): Promise<RedisPeer> {
  const peer = await startPeer('redis', async ({ folder, port }) => ({
    command: program,
    args: ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'],
    isReady: async () => (await callRedis(port, 'PING')) === '+PONG',
  }))
  return { ...peer, url: `redis://127.0.0.1:${peer.port}` }
}

/** What is not installed and the command that installs it; null when all is there. */
export function missingRedis(): string | null {
  return isExecutable(program) ? null : 'Redis is not installed: run `npm run setup:peers`'
}

/** Sends one command as a line of words.
 *  @returns the first line of the answer, as the protocol writes it: '+OK', ':1', '$5', '-ERR …'
 *  @see https://redis.io/docs/latest/develop/reference/protocol-spec/ */
export function callRedis(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\n`))
    let answer = ''
    socket.setEncoding('utf8').once('error', reject)
    socket.once('close', () => reject(new Error('Redis hung up')))
    socket.on('data', (text: string) => {
      answer += text
      const end = answer.indexOf('\r\n')
      if (end < 0) return
      resolve(answer.slice(0, end))
      socket.destroy()
    })
  })
}
