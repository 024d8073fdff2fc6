import { useSyncExternalStore } from 'react'
import { type ActSteps, recordAct } from '../lib/acts.ts'

/** A sentence about what was just done, for a while, with a way back where there is one. */
export interface Toast {
  readonly id: number
  readonly message: string
  /** The act it is about; null where nothing can be taken back. */
  readonly actId: number | null
}

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

function set(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

/** Shows what was done and offers to take it back for ten seconds; after that it stands in the list of the session. */
export function showUndo(message: string, steps: ActSteps): void {
  showAct(message, recordAct(message, steps))
}

/** Shows what became of an act, with the way back. One at a time: what Ctrl Z takes back must be what stands there. */
export function showAct(message: string, actId: number): void {
  lastId += 1
  set([{ id: lastId, message, actId }])
}

/** Shows what was done where there is nothing to take back. */
export function showDone(message: string): void {
  lastId += 1
  set([{ id: lastId, message, actId: null }])
}

export function dismissToast(id: number): void {
  set(toasts.filter((toast) => toast.id !== id))
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => toasts,
  )
}
