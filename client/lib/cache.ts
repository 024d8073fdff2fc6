import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError, problemCode } from './api.ts'
import { meQuery } from './session.ts'

/** Asking again helps when nobody answered or the server stumbled; a refusal stays one. */
function isWorthRetrying(failures: number, error: Error): boolean {
  return error instanceof ApiError && (error.problem.status === 0 || error.problem.status >= 500) && failures < 2
}

/** What the server told, kept while pages come and go. Whoever is told that the session has ended goes to sign-in. */
export function createCache(): QueryClient {
  const onError = (error: unknown) => {
    if (problemCode(error) === 'not-signed-in') cache.setQueryData(meQuery.queryKey, null)
  }
  const cache = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // Live events say when something has changed; this is for what they do not tell.
      queries: { staleTime: 30_000, retry: isWorthRetrying, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  })
  return cache
}
