import { allWell } from '../../../connectors/answers.ts'
import {
  type Connector,
  type ConnectorContext,
  ConnectorError,
  type HttpResponse,
  type JsonObject,
} from '../../../connectors/contract.ts'
import type { Capabilities, DeliveryCapabilities } from '../../../connectors/rules/capabilities.ts'
import type { Platform } from '../../../connectors/rules/platforms.ts'
import type { FakePlatform } from './fake-platform.ts'

const quickDelivery: DeliveryCapabilities = {
  prepareLeadMs: 0,
  commitTimeoutMs: 1_000,
  visibilityLagMs: 0,
  commitIsRepeatable: false,
  confirmation: 'certain',
}

export function fakeCapabilities(delivery: Partial<DeliveryCapabilities> = {}): Capabilities {
  return {
    text: { max: 500, unit: 'grapheme', requiredWithoutMedia: true },
    thread: { maxParts: 10 },
    editing: {},
    delivery: { ...quickDelivery, ...delivery },
    sources: [],
  }
}

/** A connector as others are: it translates, over real HTTP, to a fake platform. */
export function createFakeConnector(platform: Platform, fake: () => Pick<FakePlatform, 'url'>): Connector {
  const call = async (path: string, body: JsonObject, { http }: ConnectorContext) =>
    parse(await http({ method: 'POST', url: `${fake().url}/${path}`, json: body }))
  /** Calls that may be repeated: an answer that never came, or 5xx, says nothing happened that matters. */
  const harmless = async <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      if (!(error instanceof ConnectorError) || error.fault.code !== 'outcome-unknown') throw error
      throw new ConnectorError({ code: 'platform-down' }, { cause: error })
    })
  return {
    platform,
    connect: { kind: 'form', fields: [], accounts: async () => [] },
    capabilities: fakeCapabilities(),
    check: async () => allWell,
    refresh: async (account, context) => {
      await harmless(call('refresh', {}, context))
      const { generation = '0' } = account.credentials.fields
      return { fields: { generation: String(Number(generation) + 1) }, expiresAt: null }
    },
    prepare: async (content, _account, context) => {
      await harmless(call('upload', {}, context))
      return content.parts.map(({ text }, index) => ({
        marker: `${content.deliveryId}/${content.revision}/${index}`,
        payload: { text },
      }))
    },
    commit: async ({ marker, payload }, before, _account, context) => {
      const { id } = await call('publish', { marker, ...payload, after: before.map((part) => part.remoteId) }, context)
      return { remoteId: String(id), url: `${fake().url}/items/${String(id)}`, receipt: { marker } }
    },
    confirm: async ({ marker }, _before, _since, _account, context) => {
      const { id } = await harmless(call('find', { marker }, context))
      if (typeof id !== 'string') return { outcome: 'absent' }
      return { outcome: 'published', remoteId: id, url: `${fake().url}/items/${id}`, receipt: { marker } }
    },
    edit: async (part, position, content, _account, context) => {
      const text = content.parts[position]?.text ?? ''
      await call('edit', { id: part.remoteId, text }, context)
      return { ...part, receipt: { ...part.receipt, says: text } }
    },
    remove: async ({ remoteId }, _account, context) => {
      await harmless(call('remove', { id: remoteId }, context))
    },
    metrics: async (remoteIds, _account, context) => {
      const { items } = await harmless(call('metrics', { ids: [...remoteIds] }, context))
      return (items as { id: string; views: number }[]).map(({ id, views }) => ({
        remoteId: id,
        values: { views },
        absent: { reach: 'not-offered' },
        raw: { views },
        gone: false,
      }))
    },
  }
}

function parse({ status, headers, body }: HttpResponse): Record<string, unknown> {
  if (status === 429)
    throw new ConnectorError({ code: 'rate-limited', retryAfterMs: Number(headers['retry-after'] ?? 1) * 1_000 })
  if (status === 401) throw new ConnectorError({ code: 'credentials-expired' })
  if (status === 403) throw new ConnectorError({ code: 'credentials-revoked' })
  if (status === 503) throw new ConnectorError({ code: 'unreachable' })
  if (status >= 500) throw new ConnectorError({ code: 'outcome-unknown' })
  if (status === 410) throw new ConnectorError({ code: 'rejected', problem: 'media-missing' })
  if (status >= 400) throw new ConnectorError({ code: 'rejected', problem: 'other', detail: `HTTP ${status}` })
  return JSON.parse(Buffer.from(body).toString()) as Record<string, unknown>
}
