import { wordDiff } from './word-diff.ts'

/** A run of a text that two people changed from the same one: agreed on, or said differently by each. */
export type Hunk =
  | { readonly kind: 'agreed'; readonly text: string }
  | { readonly kind: 'conflict'; readonly base: string; readonly mine: string; readonly theirs: string }

/** Characters of the base from `start` up to `end` became `text`. */
interface Change {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * Both people's changes put together word by word. Where only one changed something, or both the same, it is agreed;
 * what touches is a conflict, so that nobody's words slip in between another's unseen.
 */
export function threeWay(base: string, mine: string, theirs: string): Hunk[] {
  const [own, other] = [changesOf(base, mine), changesOf(base, theirs)]
  const hunks: Hunk[] = []
  let at = 0
  while (own.length > 0 || other.length > 0) {
    const start = Math.min(own[0]?.start ?? base.length, other[0]?.start ?? base.length)
    let end = start
    const [fromOwn, fromOther]: [Change[], Change[]] = [[], []]
    for (let grew = true; grew; ) {
      grew = false
      for (const [waiting, taken] of [
        [own, fromOwn],
        [other, fromOther],
      ] as const) {
        const next = waiting[0]
        if (!next || next.start > end) continue
        waiting.shift()
        taken.push(next)
        end = Math.max(end, next.end)
        grew = true
      }
    }
    const was = base.slice(start, end)
    const [mineNow, theirsNow] = [applied(base, fromOwn, start, end), applied(base, fromOther, start, end)]
    agree(hunks, base.slice(at, start))
    if (mineNow === theirsNow || fromOther.length === 0) agree(hunks, mineNow)
    else if (fromOwn.length === 0) agree(hunks, theirsNow)
    else hunks.push({ kind: 'conflict', base: was, mine: mineNow, theirs: theirsNow })
    at = end
  }
  agree(hunks, base.slice(at))
  return hunks
}

function changesOf(base: string, now: string): Change[] {
  const changes: Change[] = []
  let at = 0
  for (const { kind, text } of wordDiff(base, now)) {
    const last = changes.at(-1)
    const isNext = last?.end === at
    if (kind === 'same') at += text.length
    else if (kind === 'removed') {
      if (last && isNext) changes[changes.length - 1] = { ...last, end: at + text.length }
      else changes.push({ start: at, end: at + text.length, text: '' })
      at += text.length
    } else if (last && isNext) changes[changes.length - 1] = { ...last, text: last.text + text }
    else changes.push({ start: at, end: at, text })
  }
  return changes
}

function applied(base: string, changes: readonly Change[], start: number, end: number): string {
  let at = start
  let text = ''
  for (const change of changes) {
    text += base.slice(at, change.start) + change.text
    at = change.end
  }
  return text + base.slice(at, end)
}

function agree(hunks: Hunk[], text: string): void {
  if (text === '') return
  const last = hunks.at(-1)
  if (last?.kind === 'agreed') hunks[hunks.length - 1] = { kind: 'agreed', text: last.text + text }
  else hunks.push({ kind: 'agreed', text })
}

/** Mine, then theirs, with a space where they would run into each other. */
export function bothOf(mine: string, theirs: string): string {
  return mine === '' || theirs === '' || /\s$/.test(mine) || /^\s/.test(theirs)
    ? mine + theirs
    : `${mine}${mine.includes('\n') || theirs.includes('\n') ? '\n' : ' '}${theirs}`
}
