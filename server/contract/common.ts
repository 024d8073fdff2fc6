import { z } from 'zod'

/** Shapes shared by all of the API. Messages are codes: the client translates `validation.<code>`. */

/** Text without NUL and lone surrogates, which PostgreSQL cannot store and no platform takes. */
export const text = (max: number, min = 0) =>
  z
    .string()
    .min(min, 'required')
    .max(max, 'too-long')
    .refine((value) => value.isWellFormed() && !value.includes('\u0000'), 'bad-characters')

/** One line of text, trimmed. */
export const line = (max: number, min = 1) =>
  text(max, 0)
    .transform((value) => value.trim())
    .pipe(text(max, min).refine((v) => !/[\r\n]/.test(v), 'one-line'))

export const Id = z.uuid('bad-id')
export const Instant = z.iso.datetime({ offset: true, error: 'bad-date' })
/** Wall clock time without zone: `2026-05-18T09:00`. */
export const LocalTime = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/, 'bad-date')
export const LocalDate = z.iso.date({ error: 'bad-date' })

const zones = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', 'Asia/Ho_Chi_Minh'])
/** An IANA time zone this machine knows. */
export const Zone = z
  .string()
  .max(64, 'too-long')
  .refine((value) => zones.has(value), 'unknown-zone')

export const Language = z.string().regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'bad-language')
export const InterfaceLanguage = z.enum(['vi', 'en'])
/** A list in a query string: a key given once arrives as one value, given twice as an array. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).max(100, 'too-many').optional(),
  )

/** As the database counts. */
export const Revision = z.int().min(1).max(2_147_483_647)

/** One thing wrong with a request: where (`variants.0.text`), a code to translate, and values for the sentence. */
export const ProblemItem = z.object({
  path: z.string(),
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})

/** RFC 9457 problem details. `code` is stable; `title` and `detail` are for people reading logs. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(ProblemItem).optional(),
  requestId: z.string().optional(),
})
export type Problem = z.infer<typeof Problem>
export type ProblemItem = z.infer<typeof ProblemItem>
