import { z } from 'zod'
import {
  type Account,
  type CommittedPart,
  type Connector,
  type ConnectorContext,
  ConnectorError,
  type HttpRequest,
  type HttpResponse,
  type MetricName,
  metricNames,
} from '../contract.ts'
import type { Platform } from '../rules/platforms.ts'
import { profiles } from '../rules/profiles.ts'

const Made = z.object({ account: z.string(), token: z.string() })
const Uploaded = z.object({ hash: z.string() })
const Item = z.object({ id: z.string(), path: z.string() })
const Items = z.object({ items: z.array(Item) })
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
    },

    async prepare(content, account, context) {
      const parts = []
      for (const [position, part] of content.parts.entries()) {
        const media = []
        for (const medium of part.media) {
          const headers = { 'content-type': 'application/octet-stream' }
          const request: HttpRequest = {
            method: 'POST',
            url: `${home(account)}/media`,
            headers,
            body: await medium.read(),
          }
          const { hash } = parse(Uploaded, await call(account, context, request))
          media.push({ hash, mimeType: medium.mimeType, alt: medium.alt })
        }
        const marker = `${content.deliveryId}:${content.revision}:${position}`
        const { title, language, source, options } = content
        parts.push({
          marker,
          payload: { marker, text: part.text, title, language, media, options: { ...options, source } },
        })
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
      const { followers } = parse(z.object({ followers: z.number() }), answer)
      return { followers, posts: null, raw: { followers } }
    },

    async remove(part, account, context) {
      await call(account, context, { method: 'DELETE', url: `${home(account)}/items/${part.remoteId}` })
    },
  }
}

function accepted(response: HttpResponse): HttpResponse {
  if (response.status < 400) return response
  if (response.status === 401) throw new ConnectorError({ code: 'credentials-revoked' })
  if (response.status >= 500) throw new ConnectorError({ code: 'platform-down' })
  throw new ConnectorError({
    code: 'rejected',
    problem: 'other',
    detail: new TextDecoder().decode(response.body).slice(0, 300),
  })
}

function parse<T>(schema: z.ZodType<T>, response: HttpResponse): T {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(response.body)))
  } catch (cause) {
    throw new ConnectorError({ code: 'rejected', problem: 'unexpected-answer' }, { cause })
  }
}
