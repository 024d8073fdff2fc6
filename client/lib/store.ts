import { useSyncExternalStore } from 'react'

/** A value that lives outside the pages and draws again whoever uses it when it changes. */
export interface Store<T> {
  readonly read: () => T
  readonly set: (next: T) => void
  /** A hook. */
  readonly use: () => T
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial
  const listeners = new Set<() => void>()
  const read = () => value
  const follow = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    read,
    set: (next) => {
      value = next
      for (const listener of listeners) listener()
    },
    use: () => useSyncExternalStore(follow, read),
  }
}
