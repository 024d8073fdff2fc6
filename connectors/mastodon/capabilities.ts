import { z } from 'zod'
import { jsonOf } from '../answers.ts'
import type { ConnectorContext } from '../contract.ts'
import type { Capabilities, OptionField } from '../rules/capabilities.ts'
import { profiles } from '../rules/profiles.ts'
import { type Access, call, send } from './client.ts'

const Limits = z
  .object({
    statuses: z.object({
      max_characters: z.int().positive(),
      max_media_attachments: z.int().positive().optional(),
      characters_reserved_per_url: z.int().positive().optional(),
    }),
    polls: z
      .object({
        max_options: z.int().min(2),
        max_characters_per_option: z.int().positive(),
        min_expiration: z.int().positive(),
        max_expiration: z.int().positive(),
      })
      .partial()
      .optional(),
    media_attachments: z
      .object({
        supported_mime_types: z.array(z.string()).optional(),
        image_size_limit: z.int().positive().optional(),
        image_matrix_limit: z.int().positive().optional(),
        video_size_limit: z.int().positive().optional(),
        description_limit: z.int().positive().optional(),
      })
      .optional(),
  })
  .partial()
const Instance = z.object({
  title: z.string().default(''),
  version: z.string().default(''),
  configuration: Limits.default({}),
})

/**
 * What the instance says of itself: every one has limits of its own. Servers that only speak like Mastodon often know the
 * first form of the answer alone, and ignore keys that make a repeated post one post: they are asked afterwards instead.
 * @throws ConnectorError `platform-down` when the host answers like no server of this kind
 * @see https://docs.joinmastodon.org/entities/Instance/
 */
export async function readInstance(access: Access, context: ConnectorContext): Promise<Capabilities> {
  const newer = await send(access, { method: 'GET', path: '/api/v2/instance' }, context)
  const instance = newer.status < 400 ? Instance.safeParse(jsonOf(newer)) : null
  const told = instance?.success
    ? instance.data
    : await call(access, { method: 'GET', path: '/api/v1/instance', answer: Instance }, context)
  return capabilitiesOf(told, access.origin)
}

function capabilitiesOf({ version, configuration }: z.infer<typeof Instance>, origin: string): Capabilities {
  const { statuses, media_attachments: media, polls = {} } = configuration
  const known = profiles.mastodon
  const of = (kind: 'image' | 'video') => {
    const types = media?.supported_mime_types?.filter((type) => type.startsWith(`${kind}/`)) ?? []
    return types.length > 0 ? { types } : {}
  }
  return {
    ...known,
    text: {
      ...known.text,
      max: statuses?.max_characters ?? known.text.max,
      urlCountsAs: statuses?.characters_reserved_per_url ?? known.text.urlCountsAs ?? 23,
    },
    ...(known.images && {
      images: {
        ...known.images,
        ...of('image'),
        ...(statuses?.max_media_attachments && { max: statuses.max_media_attachments }),
        ...(media?.image_size_limit && { maxBytes: media.image_size_limit }),
        ...(media?.image_matrix_limit && { maxPixels: media.image_matrix_limit }),
        ...(media?.description_limit && { maxAltLength: media.description_limit }),
      },
    }),
    ...(known.video && {
      video: { ...known.video, ...of('video'), ...(media?.video_size_limit && { maxBytes: media.video_size_limit }) },
    }),
    options: (known.options ?? []).map((field) => withLimits(field, polls)),
    // The key is remembered for an hour, longer than the engine repeats at once; afterwards it looks.
    delivery: { ...known.delivery, commitIsRepeatable: isMastodon(version), confirmation: 'likely' },
    sources: [...known.sources, `${origin}/api/v2/instance`],
  }
}

/** Of a poll: how many answers, how long each, how long it is open. */
function withLimits(field: OptionField, polls: NonNullable<z.infer<typeof Limits>['polls']>): OptionField {
  if (field.name === 'answers' && field.kind === 'list')
    return {
      ...field,
      max: polls.max_options ?? field.max,
      maxLength: polls.max_characters_per_option ?? field.maxLength,
    }
  if (field.name === 'pollMinutes' && field.kind === 'number')
    return {
      ...field,
      min: polls.min_expiration ? Math.ceil(polls.min_expiration / 60) : field.min,
      max: polls.max_expiration ? Math.floor(polls.max_expiration / 60) : field.max,
    }
  return field
}

/** `4.5.1`, `4.3.0-nightly`, `4.2.1+glitch`; others say more or less: `4.0.0 (not true; really snac/2.75)`, `0.17.3`. */
const isMastodon = (version: string) => /^[3-9]\.\d+\.\d+[-+.\w]*$/.test(version)
