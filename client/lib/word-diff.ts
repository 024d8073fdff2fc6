/** A run of words that stays, is new, or is gone. */
export interface Run {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/** More words than this on both sides are told as one change: comparing them all would hold up the page. */
const mostCompared = 4_000_000

/**
 * What changed between two texts, word by word; spaces go with the word before them. Joined without what was added it
 * is the text before, without what was removed the one after.
 */
export function wordDiff(before: string, after: string): Run[] {
  const [old, now] = [wordsOf(before), wordsOf(after)]
  let start = 0
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1
  let end = 0
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end += 1
  const middle = compared(old.slice(start, old.length - end), now.slice(start, now.length - end))
  return joined([
    ...old.slice(0, start).map((text) => ({ kind: 'same' as const, text })),
    ...middle,
    ...old.slice(old.length - end).map((text) => ({ kind: 'same' as const, text })),
  ])
}

const wordsOf = (text: string) => text.match(/\s+|\S+\s*/g) ?? []

/** By the longest common run of words, from the end. */
function compared(old: readonly string[], now: readonly string[]): Run[] {
  const all = [
    ...old.map((text) => ({ kind: 'removed' as const, text })),
    ...now.map((text) => ({ kind: 'added' as const, text })),
  ]
  if (old.length === 0 || now.length === 0 || old.length * now.length > mostCompared) return all
  const width = now.length + 1
  const longest = new Uint16Array((old.length + 1) * width)
  const at = (row: number, column: number) => longest[row * width + column] ?? 0
  for (let row = old.length - 1; row >= 0; row -= 1)
    for (let column = now.length - 1; column >= 0; column -= 1)
      longest[row * width + column] =
        old[row] === now[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1))
  const runs: Run[] = []
  let row = 0
  let column = 0
  while (row < old.length || column < now.length) {
    const [was, is] = [old[row], now[column]]
    if (was !== undefined && was === is) {
      runs.push({ kind: 'same', text: was })
      row += 1
      column += 1
    } else if (was !== undefined && (is === undefined || at(row + 1, column) >= at(row, column + 1))) {
      runs.push({ kind: 'removed', text: was })
      row += 1
    } else {
      runs.push({ kind: 'added', text: is ?? '' })
      column += 1
    }
  }
  return runs
}

function joined(runs: readonly Run[]): Run[] {
  const result: Run[] = []
  for (const run of runs) {
    const last = result.at(-1)
    if (last?.kind === run.kind) result[result.length - 1] = { kind: run.kind, text: last.text + run.text }
    else result.push(run)
  }
  return result
}
