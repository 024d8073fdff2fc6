import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import type { Me } from '../../server/contract/people.ts'
import { ApiError, get, problemCode } from './api.ts'

/** The signed-in person; null when nobody is. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async (): Promise<Me | null> => {
    try {
      return await get<Me>('/me')
    } catch (error) {
      if (problemCode(error) === 'not-signed-in') return null
      throw error
    }
  },
  staleTime: 5 * 60_000,
})

/** The signed-in person. Inside the frame there always is one. @throws ApiError `not-signed-in` elsewhere */
export function useMe(): Me {
  const { data } = useSuspenseQuery(meQuery)
  if (data) return data
  throw new ApiError({ type: 'about:blank', title: 'Not signed in', status: 401, code: 'not-signed-in' })
}

/** Whether this person's role may do something; the words are the server's policies (`posts.edit`). */
export function useCan(action: string): boolean {
  return useMe().can.includes(action)
}
