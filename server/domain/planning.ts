import type { z } from 'zod'
import { recordAct } from '../audit/record.ts'
import type {
  CalendarDay,
  DaysQuery,
  PlanLimits,
  Planning as PlanningShape,
  PlanWarning,
  UpdatePlanning,
  WarningsQuery,
} from '../contract/planning.ts'
import { listChannels } from '../db/channels.ts'
import { databaseNow } from '../db/clock.ts'
import { type Db, inTransaction } from '../db/database.ts'
import { getOrganization } from '../db/organizations.ts'
import { listPlanned, lockPlanning, type OwnPlanning, readPlanning, writePlanning } from '../db/planning.ts'
import { rangeOf } from './date-range.ts'
import { given } from './given.ts'
import { daysBetween, vietnamObservances } from './observance.ts'
import { silences, warningsAbout } from './plan-warnings.ts'
import type { Actor } from './policy.ts'

/** What helps to plan: the days the office keeps, and warnings before anything goes wrong. */
export interface Planning {
  get(actor: Actor): Promise<PlanningShape>
  update(actor: Actor, input: z.output<typeof UpdatePlanning>): Promise<PlanningShape>
  /** Every day from `from` up to `to`. @throws DomainError `validation` when that is more than a year and a bit */
  days(actor: Actor, query: z.output<typeof DaysQuery>): Promise<CalendarDay[]>
  /** About what waits to go out in [from, to). @throws DomainError `validation` likewise */
  warnings(actor: Actor, query: z.output<typeof WarningsQuery>): Promise<PlanWarning[]>
}

const shippedLimits: PlanLimits = { duplicateDays: 14, crowdedMinutes: 30, silentDays: 7 }
const dayMs = 86_400_000

export function createPlanning({ db }: { readonly db: Db }): Planning {
  return {
    get: async ({ organizationId }) => inForce(await readPlanning(db, organizationId)),

    update: (actor, input) =>
      inTransaction(db, async (trx) => {
        const own = await lockPlanning(trx, actor.organizationId)
        const { observances = own.observances, limits = own.limits } = input
        const planning: OwnPlanning = given({ limits, observances: observances ?? undefined })
        await writePlanning(trx, actor.organizationId, planning)
        await recordAct(trx, actor, 'organization.planning', 'organization', actor.organizationId, {
          limits: limits ?? null,
          observances: observances?.map(({ name }) => name) ?? null,
        })
        return inForce(planning)
      }),

    days: async ({ organizationId }, { from, to }) => {
      rangeOf({ from, to })
      const { observances } = inForce(await readPlanning(db, organizationId))
      return daysBetween(observances, from, to).map((day) => ({
        ...day,
        observances: day.observances.map(({ name, nameEn, holiday }) => ({ name, nameEn, holiday })),
      }))
    },

    warnings: async ({ organizationId }, { channel, post, ...asked }) => {
      const range = rangeOf(asked)
      const [own, { zone }, now] = await Promise.all([
        readPlanning(db, organizationId),
        getOrganization(db, organizationId),
        databaseNow(db),
      ])
      const { limits, observances } = inForce(own)
      const aroundMs = Math.max(limits.duplicateDays, limits.silentDays, 1) * dayMs
      const planned = await listPlanned(db, organizationId, {
        from: new Date(range.from.getTime() - aroundMs),
        to: new Date(range.to.getTime() + aroundMs),
        channel,
      })
      const isAskedAbout = ({ postId, dueAt }: (typeof planned)[number]) =>
        post === undefined ? dueAt >= range.from && dueAt < range.to : postId === post
      const warnings = warningsAbout(planned, isAskedAbout, { limits, observances, zone })
      if (post !== undefined || range.to <= now) return warnings
      const channels = (await listChannels(db, organizationId)).filter(
        ({ id, state }) => state !== 'disconnected' && (channel === undefined || channel.includes(id)),
      )
      const ahead = { from: new Date(Math.max(range.from.getTime(), now.getTime())), to: range.to }
      return [...warnings, ...silences(planned, channels, ahead, limits.silentDays)]
    },
  }
}

function inForce({ limits = shippedLimits, observances }: OwnPlanning): PlanningShape {
  return { limits, observances: [...(observances ?? vietnamObservances)], shipped: observances === undefined }
}
