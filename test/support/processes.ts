import { type ChildProcess, spawn } from 'node:child_process'

/** A part of the product as a process of its own, started as people start it. */
export interface OfficeProcess {
  readonly child: ChildProcess
  /** Where its pages are; "" for a worker. */
  readonly url: string
  readonly output: () => string
  /** SIGTERM, then waits. @returns the exit code */
  stop(): Promise<number | null>
}

/** @param part `web`, `worker`, or nothing for both @throws Error with its output when it ends or says nothing in 30 s */
export async function startProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<OfficeProcess> {
  const child = spawn(process.execPath, ['server/main.ts', ...args], {
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'warn', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const url = await new Promise<string>((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error(`It says nothing of being ready:\n${output}`)), 30_000)
    const hear = (chunk: Buffer) => {
      output += chunk.toString()
      const said = /open (http:\/\/[^\s/]+)|(the worker runs)/.exec(output)
      if (!said) return
      clearTimeout(patience)
      resolve(said[1] ?? '')
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    void exited.then((code) => {
      clearTimeout(patience)
      reject(new Error(`It ended with ${code}:\n${output}`))
    })
  })
  return {
    child,
    url,
    output: () => output,
    stop: () => {
      child.kill('SIGTERM')
      return exited
    },
  }
}
