import { z } from 'zod'
import { Id } from './common.ts'

/** What a column of an imported plan can hold. */
export const importFields = [
  'date',
  'time',
  'channels',
  'title',
  'text',
  'link',
  'language',
  'kind',
  'tone',
  'campaign',
  'unit',
  'source',
] as const
export type ImportField = (typeof importFields)[number]
const Field = z.enum(importFields)

/** From which column, counted from 0, each field is read. */
export const ImportMapping = z.record(Field, z.int().min(0).max(59).nullable())
export type ImportMapping = z.infer<typeof ImportMapping>

const RowProblem = z.object({
  /** `error` keeps the row out; `warning` is to be put right before it is scheduled. */
  level: z.enum(['error', 'warning']),
  field: Field,
  code: z.string(),
  /** What stood there, or by how much it is too long. */
  value: z.string(),
})
export type RowProblem = z.infer<typeof RowProblem>

const ImportRow = z.object({
  line: z.int(),
  title: z.string(),
  localTime: z.string().nullable(),
  channels: z.array(z.string()),
  problems: z.array(RowProblem),
  /** The draft it became; null before, and where it was left out. */
  postId: Id.nullable(),
})

export const PlanImport = z.object({
  id: Id,
  fileName: z.string(),
  header: z.array(z.string()),
  /** The first rows as they stand in the file. */
  sample: z.array(z.array(z.string())),
  mapping: ImportMapping,
  rows: z.array(ImportRow),
  good: z.int(),
  bad: z.int(),
  /** When its drafts were made; null while it is only looked at. */
  importedAt: z.string().nullable(),
})
export type PlanImport = z.infer<typeof PlanImport>

export const MapImport = z.object({ mapping: ImportMapping })

export const ExportQuery = z.object({ format: z.enum(['csv', 'xlsx']).default('csv') })

export const CalendarFeed = z.object({
  id: Id,
  name: z.string(),
  createdAt: z.string(),
  lastReadAt: z.string().nullable(),
})
export type CalendarFeed = z.infer<typeof CalendarFeed>
/** The address is told once: who has it reads the plan. */
export const CreatedFeed = CalendarFeed.extend({ url: z.string() })
