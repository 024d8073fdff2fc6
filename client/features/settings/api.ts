import { queryOptions, useQueryClient } from '@tanstack/react-query'
import type {
  ChangePassword,
  CreateMember,
  CreateUnit,
  GivePassword,
  Me,
  Member,
  Organization,
  Unit,
  UpdateMe,
  UpdateMember,
  UpdateOrganization,
  UpdateUnit,
} from '../../../server/contract/people.ts'
import type { Planning, UpdatePlanning } from '../../../server/contract/planning.ts'
import { get, send } from '../../lib/api.ts'
import { meQuery } from '../../lib/session.ts'

export const membersQuery = queryOptions({
  queryKey: ['members'],
  queryFn: async () => (await get<{ members: readonly Member[] }>('/members')).members,
})

/** Changes to the office, its people and oneself; whatever shows them is fetched again. */
export function useSettingsSteps() {
  const cache = useQueryClient()
  const refresh = (...keys: string[]) =>
    Promise.all(keys.map((key) => cache.invalidateQueries({ queryKey: [key] }))).then(() => undefined)
  return {
    updateOrganization: async (change: (typeof UpdateOrganization)['_input']) => {
      await send<Organization>('PATCH', '/organization', change)
      await refresh('me')
    },
    updatePlanning: async (change: (typeof UpdatePlanning)['_input']) => {
      await send<Planning>('PATCH', '/planning', change)
      await Promise.all([refresh('planning'), cache.invalidateQueries({ queryKey: ['deliveries', 'warnings'] })])
    },
    updateMe: async (change: (typeof UpdateMe)['_input']) => {
      cache.setQueryData(meQuery.queryKey, await send<Me>('PATCH', '/me', change))
    },
    changePassword: (change: (typeof ChangePassword)['_input']) => send('PUT', '/me/password', change),
    givePassword: (id: string, given: (typeof GivePassword)['_input']) => send('PUT', `/members/${id}/password`, given),
    createMember: async (member: (typeof CreateMember)['_input']) => {
      await send<Member>('POST', '/members', member)
      await refresh('members')
    },
    updateMember: async (id: string, change: (typeof UpdateMember)['_input']) => {
      await send<Member>('PATCH', `/members/${id}`, change)
      await refresh('members', 'me')
    },
    createUnit: async (unit: (typeof CreateUnit)['_input']) => {
      await send<Unit>('POST', '/units', unit)
      await refresh('units')
    },
    updateUnit: async (id: string, change: (typeof UpdateUnit)['_input']) => {
      await send<Unit>('PATCH', `/units/${id}`, change)
      await refresh('units')
    },
    signOutEverywhere: async () => {
      await send('DELETE', '/sessions')
      cache.setQueryData(meQuery.queryKey, null)
    },
  }
}
