import { type ActSteps, recordAct } from '../lib/acts.ts'
import { createStore } from '../lib/store.ts'

/** A sentence about what was just done, for a while, with a way back where there is one. */
export interface Toast {
  readonly id: number
  readonly message: string
  /** The act it is about; null where nothing can be taken back. */
  readonly actId: number | null
}

const toasts = createStore<readonly Toast[]>([])
let lastId = 0

/** One at a time: what Ctrl Z takes back must be what stands there. */
function show(message: string, actId: number | null): void {
  lastId += 1
  toasts.set([{ id: lastId, message, actId }])
}

/** Shows what was done and offers to take it back for ten seconds; after that it stands in the list of the session. */
export function showUndo(message: string, steps: ActSteps): void {
  show(message, recordAct(message, steps))
}

/** Shows what became of an act, with the way back. */
export function showAct(message: string, actId: number): void {
  show(message, actId)
}

/** Shows what was done where there is nothing to take back. */
export function showDone(message: string): void {
  show(message, null)
}

export function dismissToast(id: number): void {
  toasts.set(toasts.read().filter((toast) => toast.id !== id))
}

export const useToasts = toasts.use
