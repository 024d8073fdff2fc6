import { queryOptions } from '@tanstack/react-query'
import type { Media } from '../../server/contract/content.ts'
import { get, send, upload } from './api.ts'

/** The library, newest first. */
export const mediaQuery = (text: string, limit = 60) =>
  queryOptions({
    queryKey: ['media', 'list', text, limit],
    queryFn: async ({ signal }) =>
      (await get<{ media: readonly Media[] }>('/media', { text: text || null, limit }, signal)).media,
  })

/** @param onProgress told the share that has left, 0 to 1 @throws ApiError `too-large`, `unsupported-media`, `offline` */
export const uploadMedia = (file: File, onProgress: (share: number) => void) =>
  upload<Media>('/media', file, onProgress)

/** Fields left out stay, and so do descriptions in other languages. */
export type MediaChange = Partial<Pick<Media, 'alt' | 'licence' | 'source' | 'tags'>>

export const updateMedia = (id: string, change: MediaChange) => send<Media>('PATCH', `/media/${id}`, change)
