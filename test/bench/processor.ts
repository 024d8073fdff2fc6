import { execFileSync } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Processor time in milliseconds. Wall-clock figures jump when other work runs on the machine; these do not. */
export interface Used {
  readonly database: number
  readonly workers: number
}

/** What a server and its backends (those that have ended too) and some other processes have used so far (Linux). */
export async function readUsed(cluster: string, workers: readonly number[]): Promise<Used> {
  const [line = ''] = (await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')
  const server = Number(line)
  const processes = await Promise.all((await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(readProcess))
  const sum = (amounts: readonly number[]) => amounts.reduce((total, one) => total + one, 0)
  const own = processes.flatMap((one) => (one ? [one] : []))
  return {
    database: sum(
      own.map(({ pid, parent, ms, endedMs }) => (pid === server ? ms + endedMs : parent === server ? ms : 0)),
    ),
    workers: sum(own.map(({ pid, ms }) => (workers.includes(pid) ? ms : 0))),
  }
}

/** A tick of /proc is a hundredth of a second. @see proc_pid_stat(5): 4 ppid, 14 utime, 15 stime, 16 cutime, 17 cstime */
async function readProcess(name: string) {
  const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => null)
  if (text === null) return null
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const ticks = (from: number) => ((fields[from - 3] ?? 0) + (fields[from - 2] ?? 0)) * 10
  return { pid: Number(name), parent: fields[1] ?? 0, ms: ticks(14), endedMs: ticks(16) }
}

/** From now on this process, and what it starts, runs on one core alone (Linux). */
export function stayOn(core: number): void {
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(process.pid)], {
    stdio: 'ignore',
  })
}
