import { z } from 'zod'
import { allWell } from '../answers.ts'
import {
  type Account,
  type CommittedPart,
  type Connector,
  type ConnectorContext,
  ConnectorError,
  type DeliveryContent,
  type HttpRequest,
  type HttpResponse,
  type JsonObject,
  type RejectedProblem,
} from '../contract.ts'
import { type MetricName, metricNames } from '../rules/metrics.ts'
import type { Platform } from '../rules/platforms.ts'
import { profiles } from '../rules/profiles.ts'

const Made = z.object({ account: z.string(), token: z.string() })
const Uploaded = z.object({ hash: z.string() })
const Item = z.object({ id: z.string(), path: z.string() })
const Items = z.object({ items: z.array(Item) })
const AccountFigures = z.object({ followers: z.number(), items: z.number() })
const Refused = z.object({ error: z.object({ code: z.string(), message: z.string() }) })
const Figures = z.object({
  items: z.array(z.object({ id: z.string(), removed: z.boolean(), figures: z.record(z.string(), z.number()) })),
})

export interface PracticeOptions {
  /** The practice network's own address. */
  readonly baseUrl: string
  /** Where readers find it, for permalinks; null: a path on this office's own site. */
  readonly publicUrl: string | null
  /** Which figures the platform tells. */
  readonly offered: (platform: Platform) => readonly MetricName[]
}

/** A connector with one platform's limits and look that publishes on the practice network, for trying without a key. */
export function createPracticeConnector(
  platform: Platform,
  { baseUrl, publicUrl, offered }: PracticeOptions,
): Connector {
  const capabilities = {
    ...profiles[platform],
    // Its pages show the source below every item.
    creditField: true,
    delivery: {
      prepareLeadMs: 0,
      commitTimeoutMs: 10_000,
      visibilityLagMs: 0,
      commitIsRepeatable: true,
      confirmation: 'certain' as const,
    },
  }
  const home = (account: Account) =>
    `${baseUrl}/api/${platform}/accounts/${encodeURIComponent(account.remoteAccountId)}`
  const call = async (account: Account, { http }: ConnectorContext, request: HttpRequest) =>
    accepted(
      await http({
        ...request,
        headers: { ...request.headers, authorization: `Bearer ${account.credentials.fields['token'] ?? ''}` },
      }),
    )
  const published = (item: z.infer<typeof Item>): CommittedPart => ({
    remoteId: item.id,
    url: `${publicUrl ?? ''}${item.path}`,
    receipt: {},
  })

  return {
    platform,
    capabilities,
    connect: {
      kind: 'form',
      fields: [{ name: 'account', kind: 'text', required: true }],
      async accounts({ account = '' }, { http }) {
        const made = parse(
          Made,
          accepted(await http({ method: 'POST', url: `${baseUrl}/api/${platform}/accounts`, json: { account } })),
        )
        return [
          {
            remoteAccountId: made.account,
            name: made.account,
            handle: `@${made.account}`,
            url: `${publicUrl ?? ''}/practice/${platform}/${made.account}`,
            settings: {},
            credentials: { fields: { token: made.token }, expiresAt: null },
            capabilities,
            missingPermissions: [],
          },
        ]
      },
    },

    async check(account, context) {
      await call(account, context, { method: 'GET', url: home(account) })
      return allWell
    },

    async prepare(content, account, context) {
      const parts = []
      for (const [position, { text, media }] of content.parts.entries()) {
        const uploaded = []
        for (const { mimeType, alt, read } of media) {
          const request: HttpRequest = {
            method: 'POST',
            url: `${home(account)}/media`,
            headers: { 'content-type': 'application/octet-stream' },
            body: await read(),
          }
          const { hash } = parse(Uploaded, await call(account, context, request))
          uploaded.push({ hash, mimeType, alt })
        }
        const marker = practiceMarker(content.deliveryId, content.revision, position)
        parts.push({ marker, payload: practicePayload(platform, content, { marker, text, media: uploaded }) })
      }
      return parts
    },

    async commit(part, before, account, context) {
      const json = { ...part.payload, replyTo: before.at(-1)?.remoteId ?? null }
      return published(
        parse(Item, await call(account, context, { method: 'POST', url: `${home(account)}/items`, json })),
      )
    },

    async confirm(part, _before, _since, account, context) {
      const url = `${home(account)}/items?marker=${encodeURIComponent(part.marker)}`
      const [item] = parse(Items, await call(account, context, { method: 'GET', url })).items
      return item ? { outcome: 'published', ...published(item) } : { outcome: 'absent' }
    },

    async metrics(remoteIds, account, context) {
      const url = `${home(account)}/figures?ids=${remoteIds.join(',')}`
      const { items } = parse(Figures, await call(account, context, { method: 'GET', url }))
      const absent = Object.fromEntries(
        metricNames.filter((name) => !offered(platform).includes(name)).map((name) => [name, 'not-offered' as const]),
      )
      return items.map(({ id, removed, figures }) => ({
        remoteId: id,
        values: figures,
        absent,
        raw: { figures },
        gone: removed,
      }))
    },

    async accountMetrics(account, context) {
      const answer = await call(account, context, { method: 'GET', url: home(account) })
      const { followers, items } = parse(AccountFigures, answer)
      return { followers, posts: items, raw: { followers, items } }
    },

    ...(capabilities.editing && {
      async edit(part, position, content, account, context) {
        const text = content.parts[position]?.text ?? ''
        const title = capabilities.editing?.title ? { title: content.title } : {}
        const url = `${home(account)}/items/${part.remoteId}`
        await call(account, context, { method: 'PATCH', url, json: { text, ...title } })
        return part
      },
    }),

    async remove(part, account, context) {
      await call(account, context, { method: 'DELETE', url: `${home(account)}/items/${part.remoteId}` })
    },
  }
}

/** What `confirm` looks for. */
export function practiceMarker(deliveryId: string, revision: number, position: number): string {
  return `${deliveryId}:${revision}:${position}`
}

/** What the practice network is told of an item. */
export type PracticePayload = {
  readonly marker: string
  readonly text: string
  readonly media: readonly { readonly hash: string; readonly mimeType: string; readonly alt: string }[]
  readonly title: string | null
  readonly language: string
  readonly options: JsonObject
}

/**
 * One item as the practice network takes it. Whose content it is and where it leads travel with the options; a platform
 * that has no headlines or makes no cards of links gets none.
 */
export function practicePayload(
  platform: Platform,
  { title, language, link, source, options }: Omit<DeliveryContent, 'deliveryId' | 'revision' | 'parts' | 'attached'>,
  part: Pick<PracticePayload, 'marker' | 'text' | 'media'>,
): PracticePayload {
  const offered = profiles[platform]
  const shownLink = offered.linkCard ? link : null
  return { ...part, title: offered.title ? title : null, language, options: { ...options, source, link: shownLink } }
}

const problems: Readonly<Record<string, RejectedProblem>> = {
  unknown_media: 'media-missing',
  unknown_item: 'not-found',
}

function accepted(response: HttpResponse): HttpResponse {
  if (response.status < 400) return response
  if (response.status === 401) throw new ConnectorError({ code: 'credentials-revoked' })
  if (response.status >= 500) throw new ConnectorError({ code: 'platform-down' })
  const { code, message } = parse(Refused, response).error
  throw new ConnectorError({ code: 'rejected', problem: problems[code] ?? 'other', detail: message.slice(0, 300) })
}

function parse<T>(schema: z.ZodType<T>, response: HttpResponse): T {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(response.body)))
  } catch (cause) {
    throw new ConnectorError({ code: 'rejected', problem: 'unexpected-answer' }, { cause })
  }
}
