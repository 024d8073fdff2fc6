import { ApiError } from './api.ts'

/** Work on what is open now: refused once the person has gone to another page, where it would change nothing. */
export function onThisPage(work: () => void): () => Promise<void> {
  const { pathname } = location
  return async () => {
    if (location.pathname !== pathname)
      throw new ApiError({ type: 'about:blank', title: 'The page was left', status: 409, code: 'wrong-state' })
    work()
  }
}
