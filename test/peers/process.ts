import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A server that somebody else wrote, running on 127.0.0.1 for as long as a test needs it. */
export interface Peer {
  /** Without a slash at the end. */
  url: string
  port: number
  /** Everything the server keeps; gone after `stop`. */
  folder: string
  /** The process group of the server and its workers. */
  processGroup: number
  /** Ends the server and removes its folder. May be called twice. */
  stop(): Promise<void>
}

/** Where one server is to run: a folder of its own and a port that is free. */
export interface Place {
  folder: string
  port: number
}

export interface User {
  uid: number
  gid: number
}

export interface Launch {
  command: string
  args: string[]
  /** Added to this process's own. */
  env?: Record<string, string>
  /** What asks the server to end. */
  signal?: 'TERM' | 'INT'
  /** Asked again and again until it says true; a rejection counts as false. */
  isReady(): Promise<boolean>
}

const startWithinMs = 60_000
const stopWithinMs = 10_000
const answerWithinMs = 5_000
const askEveryMs = 15
const outputKept = 4_000

/**
 * Stands between the test and the server: when its standard input closes, because the test said stop or because the
 * test process is gone in whatever way, it ends the server with its workers and removes the folder. `$1` signal,
 * `$2` folder, then the server's command line. It leads its own process group and survives the signal it sends there.
 */
const keeper = `
trap : TERM INT
signal=$1 folder=$2; shift 2
exec 3<&0
"$@" </dev/null 3<&- & server=$!
{ read -r _; kill -s "$signal" -- "-$$"; } <&3 3<&- &
exec 3<&- </dev/null
while kill -0 "$server" 2>/dev/null; do wait "$server"; status=$?; done
kill -s TERM -- "-$$"
rm -rf "$folder"
exit "$status"`

/**
 * Starts a server and waits until it is ready.
 * @param prepare lays out the folder and says what to start. It is asked again, with a new place, when somebody else
 *   took the port in between.
 * @param owner whose folder and process it is; by default this process's own
 * @throws Error with the server's last words when it ends before it is ready, or is not ready after a minute
 */
export async function startPeer(name: string, prepare: (place: Place) => Promise<Launch>, owner?: User): Promise<Peer> {
  for (let attempt = 1; ; attempt++) {
    const folder = await mkdtemp(join(tmpdir(), `haidang-${name}-`))
    try {
      if (owner) await chown(folder, owner.uid, owner.gid)
      const port = await freePort()
      const launch = await prepare({ folder, port })
      return await run(name, { folder, port }, launch, owner)
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      const portWasTaken = /EADDRINUSE|already in use/i.test(String(error))
      if (!portWasTaken || attempt === 3) throw error
    }
  }
}

async function run(name: string, { folder, port }: Place, launch: Launch, owner?: User): Promise<Peer> {
  const { command, args, env, signal = 'TERM', isReady } = launch
  const child = spawn('/bin/sh', ['-c', keeper, `keeper-of-${name}`, signal, folder, command, ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: 'pipe',
    detached: true, // its own group: workers of some servers outlive their parent
    ...owner,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-outputKept)
    })
  child.stdin.on('error', () => {}) // the keeper may be gone before we say so
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await new Promise((resolve, reject) => child.once('spawn', () => resolve(null)).once('error', reject))

  const processGroup = child.pid as number
  async function stop(): Promise<void> {
    child.stdin.end()
    const isInTime = await Promise.race([ended.then(() => true), sleep(stopWithinMs, false, { ref: false })])
    if (!isInTime) signalGroup(processGroup, 'SIGKILL')
    await ended
    while (isGroupAlive(processGroup)) {
      signalGroup(processGroup, 'SIGKILL')
      await sleep(askEveryMs)
    }
    await rm(folder, { recursive: true, force: true })
  }

  const deadline = performance.now() + startWithinMs
  const ask = () => Promise.race([isReady().catch(() => false), sleep(answerWithinMs, false, { ref: false })])
  while (!(await ask())) {
    if (isOver(child)) {
      await ended
      throw new Error(`${name} ended before it was ready: ${output.trim()}`)
    }
    if (performance.now() > deadline) {
      await stop()
      throw new Error(`${name} was not ready after ${startWithinMs / 1_000} s: ${output.trim()}`)
    }
    await sleep(askEveryMs)
  }
  return { url: `http://127.0.0.1:${port}`, port, folder, processGroup, stop }
}

function isOver(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** Whether any process of the group still runs. One that has ended and only waits for its parent to notice does not
 *  count: an orphan's parent is process 1, which takes its time, and in a container may never look.
 *  @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export function isGroupAlive(processGroup: number): boolean {
  if (!signalGroup(processGroup, 0)) return false
  return readdirSync('/proc').some((name) => {
    const stat = /^\d+$/.test(name) ? readIfThere(`/proc/${name}/stat`) : ''
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return Number(group) === processGroup && state !== 'Z'
  })
}

/** @returns false when no process of the group is left to receive it */
function signalGroup(processGroup: number, signal: 'SIGKILL' | 0): boolean {
  try {
    return process.kill(-processGroup, signal)
  } catch {
    return false
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** A port of 127.0.0.1 that nobody held a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.listen(0, '127.0.0.1', resolve).once('error', reject))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('a TCP server without a port')
  return address.port
}

export interface Command {
  args: string[]
  cwd?: string
  env?: Record<string, string>
  /** Goes to standard input. */
  input?: string
  owner?: User | undefined
}

/** Runs a program to its end.
 *  @returns what it wrote to standard output
 *  @throws Error with what it wrote to standard error */
export async function runProgram(program: string, { args, cwd, env, input = '', owner }: Command): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: { ...process.env, ...env }, timeout: startWithinMs, ...owner }
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (error) reject(new Error(`${program}: ${stderr.trim() || error.message}`, { cause: error }))
      else resolve(stdout)
    })
    child.stdin?.on('error', () => {}) // a program that reads nothing may be gone already
    child.stdin?.end(input)
  })
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
