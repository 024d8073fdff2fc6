import { useCallback, useLayoutEffect, useRef } from 'react'

/** The same function at every drawing, doing what the latest one does: what it is handed to need not be drawn again. */
export function useLatest<A extends readonly unknown[], R>(act: (...args: A) => R): (...args: A) => R {
  const latest = useRef(act)
  useLayoutEffect(() => {
    latest.current = act
  })
  return useCallback((...args: A) => latest.current(...args), [])
}
