import { useSyncExternalStore } from 'react'

/** A sentence about what was just done, for a while, with a way back where there is one. */
export interface Toast {
  readonly id: number
  readonly message: string
  readonly undo: (() => void) | null
}

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

function set(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

/** Shows what was done and offers to take it back, by button or Ctrl Z, for ten seconds. */
export function showUndo(message: string, undo: () => void): void {
  lastId += 1
  // One at a time: what Ctrl Z takes back must be what stands there.
  set([{ id: lastId, message, undo }])
}

/** Shows what was done where there is nothing to take back. */
export function showDone(message: string): void {
  lastId += 1
  set([{ id: lastId, message, undo: null }])
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
