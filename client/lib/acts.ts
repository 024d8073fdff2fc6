import { useSyncExternalStore } from 'react'

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

let acts: readonly Act[] = []
const steps = new Map<number, ActSteps>()
const listeners = new Set<() => void>()
/** More than anybody scrolls through. */
const most = 200

function set(next: readonly Act[]): void {
  acts = next
  for (const listener of listeners) listener()
}

const change = (id: number, changed: Partial<Act>) =>
  set(acts.map((act) => (act.id === id ? { ...act, ...changed } : act)))

/** @returns the act's id */
export function recordAct(message: string, own: ActSteps): number {
  const id = (acts[0]?.id ?? 0) + 1
  steps.set(id, own)
  set([{ id, message, at: Date.now(), state: 'done' as const, refusal: null }, ...acts].slice(0, most))
  return id
}

/** Takes an act back, or does it again, whichever is its turn. @returns the refusal, or null when it went well */
export async function turnAct(id: number): Promise<unknown> {
  const act = acts.find((one) => one.id === id)
  const own = steps.get(id)
  if (!act || !own || act.state === 'busy') return null
  const next = act.state === 'done' ? 'undone' : 'done'
  change(id, { state: 'busy' })
  try {
    await (next === 'undone' ? own.undo() : own.redo())
    change(id, { state: next, refusal: null })
    return null
  } catch (refusal) {
    change(id, { state: act.state, refusal })
    return refusal
  }
}

/** What `z` takes back: the newest that is done. */
export const lastDone = () => acts.find(({ state }) => state === 'done') ?? null

/** What Shift Z does again: the oldest of those taken back since the newest that stands. */
export function lastUndone(): Act | null {
  const since = acts.findIndex(({ state }) => state === 'done')
  return acts.slice(0, since < 0 ? acts.length : since).findLast(({ state }) => state === 'undone') ?? null
}

/** Newest first. */
export function useActs(): readonly Act[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => acts,
  )
}
