import type { Page } from 'playwright-core'

/** Milliseconds. */
export interface Spread {
  readonly p50: number
  readonly p99: number
}

/** Runs `work` so often after one that does not count. */
export async function timed(times: number, work: () => Promise<unknown>): Promise<Spread> {
  await work()
  const took: number[] = []
  for (let run = 0; run < times; run += 1) {
    const started = performance.now()
    await work()
    took.push(performance.now() - started)
  }
  return spreadOf(took)
}

export function spreadOf(took: readonly number[]): Spread {
  const sorted = took.toSorted((one, other) => one - other)
  const at = (share: number) =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10
  return { p50: at(0.5), p99: at(0.99) }
}

/**
 * From now on the page notes, for every event of this type, how long it took until the next frame was painted. Measured
 * in the page: what the browser's remote control costs is not in it.
 */
export function notePaints(page: Page, type: 'keydown' | 'pointermove'): Promise<void> {
  return page.evaluate((name) => {
    const noted: number[] = []
    Object.assign(window, { notedPaints: noted })
    addEventListener(
      name,
      ({ timeStamp }) => {
        requestAnimationFrame(() => {
          // A message comes after the frame's paint; a timer may wait longer.
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = () => noted.push(performance.now() - timeStamp)
          port2.postMessage(null)
        })
      },
      { capture: true },
    )
  }, type)
}

/** What was noted since `notePaints`, or since this was asked last. */
export function notedPaints(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const { notedPaints: noted = [] } = window as { notedPaints?: number[] }
    return noted.splice(0)
  })
}
