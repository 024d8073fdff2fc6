import { z } from 'zod'
import { Id, Language, LocalDate, LocalTime, line, Revision, text, Zone } from './common.ts'

export const Kind = z.enum([
  'news',
  'infographic',
  'short_video',
  'video',
  'podcast',
  'photo_story',
  'newsletter',
  'statement',
  'correction',
])
export const Tone = z.enum(['positive', 'neutral', 'corrective', 'critical'])
export const PostState = z.enum(['draft', 'in-review', 'returned', 'approved', 'archived'])
export const LatePolicy = z.enum(['ask', 'skip', 'send'])

export const Campaign = z.object({
  id: Id,
  unitId: Id,
  name: z.string(),
  nameEn: z.string().nullable(),
  objective: z.string(),
  audience: z.string(),
  startsOn: z.string(),
  endsOn: z.string(),
  archived: z.boolean(),
  revision: Revision,
})
export type Campaign = z.infer<typeof Campaign>
const campaignFields = {
  name: line(200),
  nameEn: line(200).nullable(),
  objective: text(2000),
  audience: text(500),
  startsOn: LocalDate,
  endsOn: LocalDate,
}
const datesInOrder = (value: { startsOn?: string | undefined; endsOn?: string | undefined }) =>
  !value.startsOn || !value.endsOn || value.endsOn >= value.startsOn
export const CreateCampaign = z
  .object({
    ...campaignFields,
    nameEn: campaignFields.nameEn.default(null),
    objective: campaignFields.objective.default(''),
    audience: campaignFields.audience.default(''),
  })
  .refine(datesInOrder, { path: ['endsOn'], error: 'ends-before-start' })
export const UpdateCampaign = z
  .object({ ...z.object(campaignFields).partial().shape, revision: Revision, archived: z.boolean().optional() })
  .refine(datesInOrder, { path: ['endsOn'], error: 'ends-before-start' })

/** Descriptions by language: `{ "vi": "Cầu cảng lúc bình minh" }`. */
const pixels = z.int().nonnegative()
const FittingStep = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('still') }),
  z.object({ kind: z.literal('crop'), left: pixels, top: pixels, width: pixels, height: pixels }),
  z.object({ kind: z.enum(['resize', 'enlarge']), width: pixels, height: pixels }),
  z.object({ kind: z.literal('letterbox'), width: pixels, height: pixels, background: z.string() }),
  z.object({ kind: z.literal('flatten'), background: z.string() }),
  z.object({
    kind: z.literal('convert'),
    from: z.string(),
    to: z.enum(['image/jpeg', 'image/png', 'image/webp']),
  }),
  z.object({ kind: z.literal('compress'), from: pixels, maxBytes: pixels }),
])
const AltTexts = z.record(Language, text(2000))
export const Media = z.object({
  id: Id,
  kind: z.enum(['image', 'video', 'audio', 'document']),
  mimeType: z.string(),
  bytes: z.int(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  durationMs: z.int().nullable(),
  fileName: z.string(),
  alt: AltTexts,
  licence: z.string(),
  source: z.string(),
  tags: z.array(z.string()),
  /** Address of the file and of a small picture of it, behind the session. */
  url: z.string(),
  thumbnailUrl: z.string().nullable(),
  /** Of a picture made to fit a platform: its original, and every change in its order. */
  fitted: z.object({ from: Id, fileName: z.string(), steps: z.array(FittingStep) }).nullable(),
  createdAt: z.string(),
})
export type Media = z.infer<typeof Media>
export const UpdateMedia = z.object({
  alt: AltTexts.optional(),
  licence: text(300).optional(),
  source: text(300).optional(),
  tags: z.array(line(60)).max(30, 'too-many').optional(),
})

/** The source text in one language. */
export const SourceText = z.object({
  title: text(300).default(''),
  text: text(60_000).default(''),
  link: z.union([z.literal(''), z.url({ protocol: /^https?$/, error: 'bad-link' }).max(2000, 'too-long')]).default(''),
})
export type SourceText = z.infer<typeof SourceText>

/** What goes to one channel in one language. A field that is null follows the source. */
export const VariantInput = z.object({
  channelId: Id,
  language: Language,
  title: text(300).nullable().default(null),
  /** One entry for a plain post, several for a thread. */
  parts: z.array(text(60_000)).min(1).max(50, 'too-many').nullable().default(null),
  mediaIds: z.array(Id).max(50, 'too-many').nullable().default(null),
  /** Wall time in the office's zone at which a draft stands on the calendar; scheduling is a step of its own. */
  plannedFor: LocalTime.nullable().default(null),
  options: z
    // The longest is a captions file.
    .record(z.string().max(60), z.union([text(200_000), z.number(), z.boolean(), z.null(), z.array(text(500)).max(50)]))
    .default({}),
})
export type VariantInput = z.infer<typeof VariantInput>
export const Variant = z.object({ id: Id, ...VariantInput.shape })
export type Variant = z.infer<typeof Variant>

/** What a machine helped with; shown, and passed on where the platform has a field for it (rule of trust 2). */
export const MachineMarks = z.object({
  written: z.boolean().optional(),
  translated: z.boolean().optional(),
  drawn: z.boolean().optional(),
})
export type MachineMarks = z.infer<typeof MachineMarks>

const postFields = {
  unitId: Id.optional(),
  campaignId: Id.nullable().default(null),
  kind: Kind,
  tone: Tone,
  title: line(300),
  sourceLanguage: Language,
  content: z.record(Language, SourceText).refine((value) => Object.keys(value).length <= 10, 'too-many'),
  mediaIds: z.array(Id).max(50, 'too-many').default([]),
  /** Credit line of a partner unit's content. */
  source: line(300).nullable().default(null),
  machineMarks: MachineMarks.default({}),
  urgent: z.boolean().default(false),
  exemptFromPause: z.boolean().default(false),
  latePolicy: LatePolicy.nullable().default(null),
  lateLimitMinutes: z.int().min(1).max(10080).nullable().default(null),
  variants: z.array(VariantInput).max(60, 'too-many').default([]),
}
export const CreatePost = z.object(postFields)
export const SavePost = z.object({ ...postFields, revision: Revision })
export type CreatePost = z.infer<typeof CreatePost>
export type SavePost = z.infer<typeof SavePost>

/**
 * When each variant goes out. Without `localTime`: now, or with `slot` at the channel's next free slot. Same wall time
 * twice is fine; the past is refused.
 */
export const SchedulePost = z.object({
  revision: Revision,
  deliveries: z
    .array(
      z
        .object({
          channelId: Id,
          language: Language,
          localTime: LocalTime.nullable(),
          zone: Zone.optional(),
          slot: z.literal('next').optional(),
        })
        .refine(({ slot, localTime }) => slot === undefined || localTime === null, {
          path: ['localTime'],
          error: 'slot-or-time',
        }),
    )
    .min(1, 'required')
    .max(60, 'too-many'),
})
export type SchedulePost = z.infer<typeof SchedulePost>
