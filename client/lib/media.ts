import { queryOptions } from '@tanstack/react-query'
import type { Media } from '../../server/contract/content.ts'
import type { FitMedia, UnfinishedUploads } from '../../server/contract/media.ts'
import { askForFile, get, send } from './api.ts'

/** The library, newest first. */
export const mediaQuery = (text: string, limit = 60) =>
  queryOptions({
    queryKey: ['media', 'list', text, limit],
    queryFn: async ({ signal }) =>
      (await get<{ media: readonly Media[] }>('/media', { text: text || null, limit }, signal)).media,
  })

/** Fields left out stay, and so do descriptions in other languages. */
export type MediaChange = Partial<Pick<Media, 'alt' | 'licence' | 'source' | 'tags'>>

export const updateMedia = (id: string, change: MediaChange) => send<Media>('PATCH', `/media/${id}`, change)

export const getMedia = (id: string) => get<Media>(`/media/${id}`)

/** The picture as it would be, by an address that lives as long as the page; its size in pixels and bytes. */
export const fittingPreview = (id: string, request: FitMedia) =>
  queryOptions({
    queryKey: ['fitting', id, request],
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: async ({ signal }) => {
      const file = await askForFile(`/media/${id}/fittings/preview`, request, signal)
      const { width, height } = await createImageBitmap(file)
      return { address: URL.createObjectURL(file), width, height, bytes: file.size }
    },
  })

/** Makes it, beside the original. @throws ApiError `cannot-fit` */
export const fitMedia = (id: string, request: FitMedia) => send<Media>('POST', `/media/${id}/fittings`, request)

/** What this person began to send and did not finish, also on another device. */
export const unfinishedQuery = queryOptions({
  queryKey: ['media', 'unfinished'],
  queryFn: async ({ signal }) => (await get<UnfinishedUploads>('/uploads', undefined, signal)).uploads,
})

/** Removes what has arrived. */
export const giveUpUpload = (id: string) => send('DELETE', `/uploads/${id}`)
