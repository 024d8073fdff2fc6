import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import type { Unit } from '../../server/contract/people.ts'
import { get } from './api.ts'

export const unitsQuery = queryOptions({
  queryKey: ['units', 'list'],
  queryFn: async () => (await get<{ units: readonly Unit[] }>('/units')).units,
  staleTime: 5 * 60_000,
})

/** Every unit of the office; the tree is in `parentId`. */
export function useUnits(): readonly Unit[] {
  return useSuspenseQuery(unitsQuery).data
}

/** A unit's name in the reader's language; English falls back to the Vietnamese one. */
export function unitName(unit: Pick<Unit, 'name' | 'nameEn'>, language: string): string {
  return language === 'en' ? (unit.nameEn ?? unit.name) : unit.name
}
