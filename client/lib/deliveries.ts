import { type QueryClient, queryOptions, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { z } from 'zod'
import type { DeliveryDetail, EditDelivery } from '../../server/contract/deliveries.ts'
import type { ActOnDeliveries, DeliveriesActedOn } from '../../server/contract/deliveries-together.ts'
import { get, send } from './api.ts'

/** What the server offers to do with a delivery; it also says in which order. */
export const deliveryActions = [
  'open',
  'edit',
  'move',
  'keep',
  'cancel',
  'retry',
  'send-now',
  'skip',
  'restore',
  'release',
  'edit-published',
  'remove',
  'mark-published',
  'mark-not-published',
  'reconnect',
] as const
export type DeliveryAction = (typeof deliveryActions)[number]

/** One delivery with its attempts, parts and figures. */
export function deliveryQuery(id: string) {
  return queryOptions({
    queryKey: ['deliveries', 'detail', id],
    queryFn: () => get<DeliveryDetail>(`/deliveries/${id}`),
  })
}

/** As it stands now: a question already under way may have been asked before the last change. */
const askAnew = (id: string) => get<DeliveryDetail>(`/deliveries/${id}`)

/** The part of a delivery that a change is sent with. */
export type Target = Pick<DeliveryDetail, 'id' | 'revision'>

/** What an item that is out shall say, as it is sent. */
export type EditedWords = Omit<z.input<typeof EditDelivery>, 'revision'>

/** Carries out a step on a delivery and refreshes all that shows it. @throws ApiError `stale`, `wrong-state`, … */
export function useDeliverySteps() {
  const cache = useQueryClient()
  const step = async ({ id, revision }: Target, path: string, body: object = {}, key?: string) => {
    try {
      const detail = await send<DeliveryDetail>('POST', `/deliveries/${id}/${path}`, { revision, ...body }, key)
      cache.setQueryData(deliveryQuery(id).queryKey, detail)
      return detail
    } finally {
      // A refusal too says that what is shown is not how it stands.
      refreshDeliveries(cache)
    }
  }
  return {
    act: (target: Target, path: 'keep' | 'cancel' | 'retry' | 'send-now' | 'skip' | 'restore' | 'release' | 'remove') =>
      step(target, path),
    move: (target: Target, localTime: string, zone: string) => step(target, 'move', { localTime, zone }),
    /** @param key of one wish: sent again after a lost answer it is carried out once */
    edit: (target: Target, words: EditedWords, key: string) => step(target, 'edit', words, key),
    markPublished: (target: Target, url: string) => step(target, 'resolve', { outcome: 'published', url }),
    markNotPublished: (target: Target) => step(target, 'resolve', { outcome: 'not-published' }),
  }
}

/**
 * The way back of a move, and the way there again. Each looks first where the delivery stands: one that somebody moved
 * elsewhere meanwhile is left alone, with the server's own refusal. @param zone in which both times are
 */
export function useMoveSteps(zone: string) {
  const { move } = useDeliverySteps()
  return ({ id, revision }: Target, from: string, to: string) => {
    const go = async (expected: string, wanted: string) => {
      const now = await askAnew(id)
      return move({ id, revision: now.localTime === expected ? now.revision : revision - 1 }, wanted, zone)
    }
    return { undo: () => go(to, from), redo: () => go(from, to) }
  }
}

/** The way back of a cancel, and the way there again; each as the delivery stands then. */
export function useRestoreSteps() {
  const { act } = useDeliverySteps()
  return ({ id }: Pick<Target, 'id'>) => {
    const go = async (path: 'cancel' | 'restore') => act(await askAnew(id), path)
    return { undo: () => go('restore'), redo: () => go('cancel') }
  }
}

/**
 * Carries out one step with many deliveries in one request. The same one sent again after a lost answer is carried out
 * once, and gets the first one's answer. @throws ApiError
 */
export function useDeliveriesTogether() {
  const cache = useQueryClient()
  const keyOf = useWishKey()
  return async (asked: ActOnDeliveries) => {
    try {
      return await send<DeliveriesActedOn>('POST', '/deliveries/bulk', asked, keyOf(asked))
    } finally {
      refreshDeliveries(cache)
    }
  }
}

/** A name for one wish, also where the page did not come by https, and the browser makes no UUID. */
export const randomKey = () => crypto.getRandomValues(new Uint32Array(4)).join('-')

/** The key a wish is sent with: the same one again, after a lost answer, has the same key and is carried out once. */
export function useWishKey(): (wish: object) => string {
  const [keys] = useState(() => new Map<string, string>())
  return (wish) => {
    const request = JSON.stringify(wish)
    const key = keys.get(request) ?? randomKey()
    keys.set(request, key)
    return key
  }
}

function refreshDeliveries(cache: QueryClient): void {
  for (const key of ['deliveries', 'outlook', 'attention', 'posts', 'pauses'])
    void cache.invalidateQueries({ queryKey: [key] })
}
