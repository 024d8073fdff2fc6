import { z } from 'zod'
import { Id, text } from './common.ts'
import { Media } from './content.ts'

export const MediaQuery = z.object({
  text: text(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export const MediaList = z.object({ media: z.array(Media) })

const share = z.number().min(0).max(1)
/** Which channels a picture is to fit, and how. What that means in pixels and bytes is worked out by the rules. */
export const FitMedia = z.object({
  targets: z
    .array(
      z.object({
        channelId: Id,
        /** The way of publishing; null where the channel has one only. */
        form: text(60).nullable(),
      }),
    )
    .min(1, 'required')
    .max(60, 'too-many'),
  shaping: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('crop'), x: share, y: share }),
      z.object({ kind: z.literal('letterbox') }),
    ])
    .default({ kind: 'crop', x: 0.5, y: 0.5 }),
  background: z
    .string()
    .regex(/^#[0-9a-f]{6}$/, 'bad-format')
    .default('#ffffff'),
})
export type FitMedia = z.infer<typeof FitMedia>

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'bad-format')
/** A file that is about to be sent in pieces. */
export const StartUpload = z.object({
  fileName: text(300, 1),
  bytes: z.int().min(1),
  /** What the browser takes it for; its content decides later. */
  type: text(100).default(''),
  /** The same for the same file: its upload is continued, also from another tab or after a reload. */
  fingerprint: text(600, 1),
  /** Of the whole content, where the browser worked it out: a file that is here already is not sent. */
  hash: Sha256.nullable().default(null),
})
export type StartUpload = z.input<typeof StartUpload>
export const UploadOffset = z.object({ offset: z.coerce.number().int().min(0).default(0) })
export const UploadState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('receiving'), id: Id, fileName: z.string(), bytes: z.int(), received: z.int() }),
  z.object({ state: z.literal('stored'), media: Media }),
])
export type UploadState = z.infer<typeof UploadState>
export const UnfinishedUploads = z.object({ uploads: z.array(UploadState) })
export type UnfinishedUploads = z.infer<typeof UnfinishedUploads>
