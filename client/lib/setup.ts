import { queryOptions } from '@tanstack/react-query'
import type { SetUpState } from '../../server/contract/people.ts'
import { get } from './api.ts'

type State = typeof SetUpState._output

/** Whether this installation still waits for its first administrator, and whether it is the demo office. */
export const setUpQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: () => get<State>('/setup'),
})
