import { useSyncExternalStore } from 'react'

const minute = 60_000

function subscribe(changed: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>
  const wait = () => {
    timer = setTimeout(
      () => {
        changed()
        wait()
      },
      minute - (Date.now() % minute) + 20,
    )
  }
  wait()
  // A laptop that slept wakes up with the time it fell asleep at.
  document.addEventListener('visibilitychange', changed)
  return () => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', changed)
  }
}

/** The running minute, as milliseconds since 1970; whoever uses it is drawn again when it changes. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / minute) * minute)
}
