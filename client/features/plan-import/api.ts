import { queryOptions, useQueryClient } from '@tanstack/react-query'
import type { ImportMapping, PlanImport } from '../../../server/contract/plan-import.ts'
import { addressOf, get, send, upload } from '../../lib/api.ts'

export function importQuery(id: string) {
  return queryOptions({
    queryKey: ['plan-imports', id],
    queryFn: () => get<PlanImport>(`/plan-imports/${id}`),
  })
}

export const templateAddress = (format: 'csv' | 'xlsx', language: string) =>
  addressOf('/plan-imports/template', { format, language })
export const resultAddress = (id: string, format: 'csv' | 'xlsx') => addressOf(`/plan-imports/${id}/result`, { format })

/** What can be done with a table that is brought in. @throws ApiError */
export function useImportSteps() {
  const cache = useQueryClient()
  const keep = (found: PlanImport) => {
    cache.setQueryData(importQuery(found.id).queryKey, found)
    return found
  }
  return {
    open: async (file: File) => keep(await upload<PlanImport>('/plan-imports', file)),
    map: async (id: string, mapping: ImportMapping) =>
      keep(await send<PlanImport>('POST', `/plan-imports/${id}/mapping`, { mapping })),
    run: async (id: string) => {
      const done = keep(await send<PlanImport>('POST', `/plan-imports/${id}/run`))
      await Promise.all(['deliveries', 'posts'].map((key) => cache.invalidateQueries({ queryKey: [key] })))
      return done
    },
  }
}
