import { z } from 'zod'
import {
  CalendarDay,
  DaysQuery,
  Planning,
  PlanWarning,
  UpdatePlanning,
  WarningsQuery,
} from '../../contract/planning.ts'
import type { Planning as PlanningCases } from '../../domain/planning.ts'
import { type Route, route } from '../route.ts'

/** They come before `/deliveries/:id`. */
export function planningRoutes(planning: PlanningCases): Route[] {
  return [
    route({
      method: 'get',
      path: '/planning',
      policy: 'self.read',
      tag: 'Planning',
      summary: 'When planning warns, and the days the office keeps',
      response: Planning,
      handle: (actor) => planning.get(actor),
    }),
    route({
      method: 'patch',
      path: '/planning',
      policy: 'organization.edit',
      tag: 'Planning',
      summary: 'Changes when planning warns, or the days the office keeps',
      body: UpdatePlanning,
      response: Planning,
      handle: (actor, { body }) => planning.update(actor, body),
    }),
    route({
      method: 'get',
      path: '/days',
      policy: 'self.read',
      tag: 'Planning',
      summary: 'Days with their lunar date and what is kept on them, `to` not included',
      query: DaysQuery,
      response: z.object({ days: z.array(CalendarDay) }),
      handle: async (actor, { query }) => ({ days: await planning.days(actor, query) }),
    }),
    route({
      method: 'get',
      path: '/deliveries/warnings',
      policy: 'deliveries.read',
      tag: 'Planning',
      summary: 'What is worth knowing of deliveries that wait to go out; nothing here stops one',
      query: WarningsQuery,
      response: z.object({ warnings: z.array(PlanWarning) }),
      handle: async (actor, { query }) => ({ warnings: await planning.warnings(actor, query) }),
    }),
  ]
}
