import { createStore } from './store.ts'

/** Something this person did since the page was opened, that can be taken back and done again. */
export interface Act {
  readonly id: number
  readonly message: string
  /** When it was done, as an instant in milliseconds. */
  readonly at: number
  readonly state: 'done' | 'undone' | 'busy'
  /** Why it could not be taken back, or done again, the last time somebody tried; null when nobody was refused. */
  readonly refusal: unknown
}

/** How an act is taken back, and done again. Both ask the server, which has the last word. */
export interface ActSteps {
  readonly undo: () => Promise<unknown>
  readonly redo: () => Promise<unknown>
}

/** An act with its ways. */
interface Recorded extends Act {
  readonly steps: ActSteps
}

const acts = createStore<readonly Recorded[]>([])
/** More than anybody scrolls through. */
const most = 200

const change = (id: number, changed: Partial<Act>) =>
  acts.set(acts.read().map((act) => (act.id === id ? { ...act, ...changed } : act)))

/** @returns the act's id */
export function recordAct(message: string, steps: ActSteps): number {
  const before = acts.read()
  const id = (before[0]?.id ?? 0) + 1
  const act: Recorded = { id, message, at: Date.now(), state: 'done', refusal: null, steps }
  acts.set([act, ...before].slice(0, most))
  return id
}

/** Takes an act back, or does it again, whichever is its turn. @returns the refusal, or null when it went well */
export async function turnAct(id: number): Promise<unknown> {
  const act = acts.read().find((one) => one.id === id)
  if (!act || act.state === 'busy') return null
  change(id, { state: 'busy' })
  try {
    await (act.state === 'done' ? act.steps.undo() : act.steps.redo())
    change(id, { state: act.state === 'done' ? 'undone' : 'done', refusal: null })
    return null
  } catch (refusal) {
    change(id, { state: act.state, refusal })
    return refusal
  }
}

/** What `z` takes back: the newest that is done. */
export const lastDone = (): Act | null => acts.read().find(({ state }) => state === 'done') ?? null

/** What Shift Z does again: the oldest of those taken back since the newest that stands. */
export function lastUndone(): Act | null {
  const all = acts.read()
  const since = all.findIndex(({ state }) => state === 'done')
  return all.slice(0, since < 0 ? all.length : since).findLast(({ state }) => state === 'undone') ?? null
}

/** Newest first. */
export const useActs: () => readonly Act[] = acts.use
