import { readFile } from 'node:fs/promises'
import type { Response } from 'express'
import { z } from 'zod'
import { Id, line } from '../../contract/common.ts'
import { DeliveryQuery } from '../../contract/deliveries.ts'
import { CalendarFeed, CreatedFeed, ExportQuery, MapImport, PlanImport } from '../../contract/plan-import.ts'
import type { CalendarFeeds } from '../../domain/calendar-feeds.ts'
import { DomainError } from '../../domain/errors.ts'
import type { MediaCases } from '../../domain/media.ts'
import type { PlanExport } from '../../domain/plan-export.ts'
import type { PlanImports } from '../../domain/plan-imports.ts'
import { type Sheet, toCsv, toXlsx } from '../../tables/write.ts'
import { type Route, route } from '../route.ts'
import { createUpload } from '../upload.ts'

interface PlanTables {
  readonly imports: PlanImports
  readonly exports: PlanExport
  readonly feeds: CalendarFeeds
  readonly media: Pick<MediaCases, 'receive' | 'forget'>
  /** Where people reach us. */
  readonly address: () => string
}

const params = z.object({ id: Id })
const TemplateQuery = ExportQuery.extend({ language: z.enum(['vi', 'en']).default('vi') })
const CreateFeed = z.object({ name: line(100), filters: DeliveryQuery.omit({ from: true, to: true }).default({}) })
const largestTable = 5_000_000

/** The plan as tables, in and out, and as addresses for other calendars. They come before `/deliveries/:id`. */
export function planTableRoutes({ imports, exports, feeds, media, address }: PlanTables): Route[] {
  const upload = createUpload(media)
  return [
    route({
      method: 'get',
      path: '/deliveries/export',
      policy: 'deliveries.read',
      tag: 'Plan as tables',
      summary: 'The deliveries of a range as CSV or Excel; columns are those an import reads',
      query: DeliveryQuery.extend(TemplateQuery.shape),
      response: null,
      stream: true,
      handle: async (actor, { query: { format, language, ...query }, res }) =>
        sendSheet(res, await exports.table(actor, query, language), format, `hai-dang-${query.from.slice(0, 10)}`),
    }),
    route({
      method: 'get',
      path: '/plan-imports/template',
      policy: 'posts.edit',
      tag: 'Plan as tables',
      summary: 'A table to begin with',
      query: TemplateQuery,
      response: null,
      stream: true,
      handle: async (_actor, { query: { format, language }, res }) =>
        sendSheet(res, exports.template(language), format, 'hai-dang'),
    }),
    route({
      method: 'post',
      path: '/plan-imports',
      policy: 'posts.edit',
      tag: 'Plan as tables',
      summary: 'Looks at a table (multipart field `file`; CSV or Excel); nothing is made yet',
      response: PlanImport,
      status: 201,
      handle: async (actor, { req, res }) => {
        const { file, fileName } = await upload(req, res)
        try {
          if (file.bytes > largestTable) throw new DomainError('too-large', 'The table is too large')
          return await imports.open(actor, fileName.slice(-200), await readFile(file.path))
        } finally {
          await media.forget(file)
        }
      },
    }),
    route({
      method: 'get',
      path: '/plan-imports/:id',
      policy: 'posts.edit',
      tag: 'Plan as tables',
      summary: 'An import of one’s own, row by row',
      params,
      response: PlanImport,
      handle: (actor, { params }) => imports.get(actor, params.id),
    }),
    route({
      method: 'post',
      path: '/plan-imports/:id/mapping',
      policy: 'posts.edit',
      tag: 'Plan as tables',
      summary: 'Reads the columns as other fields',
      params,
      body: MapImport,
      response: PlanImport,
      handle: (actor, { params, body }) => imports.map(actor, params.id, body.mapping),
    }),
    route({
      method: 'post',
      path: '/plan-imports/:id/run',
      policy: 'posts.edit',
      tag: 'Plan as tables',
      summary: 'Makes a draft of every good row, once; a person releases each',
      params,
      response: PlanImport,
      handle: (actor, { params }) => imports.run(actor, params.id),
    }),
    route({
      method: 'get',
      path: '/plan-imports/:id/result',
      policy: 'posts.edit',
      tag: 'Plan as tables',
      summary: 'The table as it came, with what became of each row',
      params,
      query: ExportQuery,
      response: null,
      stream: true,
      handle: async (actor, { params, query, res }) =>
        sendSheet(res, await imports.result(actor, params.id), query.format, 'hai-dang-import'),
    }),
    route({
      method: 'get',
      path: '/calendar-feeds',
      policy: 'deliveries.read',
      tag: 'Plan as tables',
      summary: 'One’s own addresses for other calendars',
      response: z.object({ feeds: z.array(CalendarFeed) }),
      handle: async (actor) => ({ feeds: await feeds.list(actor) }),
    }),
    route({
      method: 'post',
      path: '/calendar-feeds',
      policy: 'deliveries.read',
      tag: 'Plan as tables',
      summary: 'A private address for other calendars, told this once',
      body: CreateFeed,
      response: CreatedFeed,
      status: 201,
      handle: async (actor, { body: { name, filters } }) => {
        const { token, ...feed } = await feeds.create(actor, name, filters)
        return { ...feed, url: `${address()}/calendar/${token}.ics` }
      },
    }),
    route({
      method: 'delete',
      path: '/calendar-feeds/:id',
      policy: 'deliveries.read',
      tag: 'Plan as tables',
      summary: 'Takes an address back: it is dead at once',
      params,
      response: null,
      handle: (actor, { params }) => feeds.revoke(actor, params.id),
    }),
  ]
}

const types = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

async function sendSheet(res: Response, sheet: Sheet, format: keyof typeof types, name: string): Promise<void> {
  const bytes = format === 'csv' ? toCsv(sheet) : await toXlsx(sheet)
  res.set({ 'Content-Type': types[format], 'Content-Disposition': `attachment; filename="${name}.${format}"` })
  res.send(bytes)
}
