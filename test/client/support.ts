import type { Capabilities } from '../../connectors/rules/capabilities.ts'
import type { Channel } from '../../server/contract/channels.ts'
import type { Campaign, Media } from '../../server/contract/content.ts'
import type { DeliveryItem } from '../../server/contract/deliveries.ts'

/** What an account may post that counts letters and takes four pictures. */
export function capabilities(text: Partial<Capabilities['text']> = {}): Capabilities {
  return {
    text: { max: 280, unit: 'grapheme', requiredWithoutMedia: true, ...text },
    images: { max: 4, maxBytes: 5_000_000, types: ['image/jpeg', 'image/png'] },
    delivery: {
      prepareLeadMs: 0,
      commitTimeoutMs: 30_000,
      visibilityLagMs: 120_000,
      commitIsRepeatable: false,
      confirmation: 'certain',
    },
    sources: ['test'],
  }
}

export function channel(id: string, changes: Partial<Channel> = {}): Channel {
  return {
    id,
    platform: 'x',
    practice: false,
    name: `Kênh ${id}`,
    handle: `@${id}`,
    url: null,
    language: 'vi',
    audience: 'residents',
    zone: 'Asia/Ho_Chi_Minh',
    unitId: 'unit',
    state: 'connected',
    attested: true,
    expiresAt: null,
    restsUntil: null,
    checkup: null,
    checkedAt: null,
    accessSince: null,
    lastSuccessAt: null,
    lastFault: null,
    lastFaultAt: null,
    capabilities: capabilities(),
    revision: 1,
    ...changes,
  }
}

export function delivery(id: string, changes: Partial<DeliveryItem> = {}): DeliveryItem {
  return {
    id,
    postId: 'post',
    channelId: 'channel',
    platform: 'x',
    practice: false,
    state: 'scheduled',
    title: `Bài ${id}`,
    language: 'vi',
    campaignId: null,
    unitId: 'unit',
    dueAt: '2026-05-12T02:00:00.000Z',
    localTime: '2026-05-12T09:00',
    zone: 'Asia/Ho_Chi_Minh',
    paused: false,
    seriesId: null,
    revision: 1,
    ...changes,
  }
}

export function campaign(id: string, startsOn: string, endsOn: string, archived = false): Campaign {
  const texts = { name: id, nameEn: null, objective: '', audience: '' }
  return { id, unitId: 'unit', ...texts, startsOn, endsOn, archived, revision: 1 }
}

export const harbourPicture: Media = {
  id: '7d0f5c0e-6f3b-4a8e-9d2f-1c2b3a4d5e6f',
  kind: 'image',
  mimeType: 'image/jpeg',
  bytes: 120_000,
  width: 1200,
  height: 800,
  durationMs: null,
  fileName: 'ben-cang.jpg',
  alt: { vi: 'Bến cảng' },
  licence: '',
  source: '',
  tags: [],
  url: '/api/v1/media/7d0f5c0e-6f3b-4a8e-9d2f-1c2b3a4d5e6f/file',
  thumbnailUrl: null,
  fitted: null,
  createdAt: '2026-05-01T00:00:00.000Z',
}

export function memoryStorage(): Storage {
  const items = new Map<string, string>()
  return {
    get length() {
      return items.size
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  }
}
