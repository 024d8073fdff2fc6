import { useState } from 'react'

/** Does something that may be refused: busy while it is under way, the last refusal kept for a notice beside the button. */
export function useAttempt() {
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const attempt = async (work: () => Promise<unknown>) => {
    setBusy(true)
    setError(null)
    try {
      await work()
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(false)
    }
  }
  return { attempt, isBusy, error, forget: () => setError(null) }
}
