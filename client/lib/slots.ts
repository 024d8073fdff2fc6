import { queryOptions } from '@tanstack/react-query'
import type { FreeSlots, Slot, Slots } from '../../server/contract/slots.ts'
import { get, send } from './api.ts'

/** At which times of the week a channel usually speaks. */
export const slotsQuery = (channelId: string) =>
  queryOptions({ queryKey: ['slots', channelId], queryFn: () => get<Slots>(`/channels/${channelId}/slots`) })

/** Replaces all of a channel's slots. @throws ApiError */
export const saveSlots = (channelId: string, slots: readonly Slot[]) =>
  send<Slots>('PUT', `/channels/${channelId}/slots`, { slots })

/**
 * The next free slots of these channels, so many of each.
 * @param postId what of it still waits takes no slot
 * @throws ApiError
 */
export async function findFreeSlots(
  channelIds: readonly string[],
  { count, postId }: { readonly count: number; readonly postId: string | null },
): Promise<FreeSlots['channels']> {
  const query = new URLSearchParams(channelIds.map((id) => ['channel', id]))
  query.set('count', String(count))
  if (postId) query.set('post', postId)
  return (await get<FreeSlots>(`/slots/free?${query}`)).channels
}

/** The next free slots of one channel. */
export const freeSlotsQuery = (channelId: string, wanted: Parameters<typeof findFreeSlots>[1]) =>
  queryOptions({
    // Under what every change of a delivery refreshes.
    queryKey: ['deliveries', 'free-slots', channelId, wanted],
    queryFn: async () => (await findFreeSlots([channelId], wanted))[0]?.free ?? [],
  })
