import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import type { LinkCard } from '../../server/contract/link-cards.ts'
import { get } from './api.ts'

/** A link that is still being typed leads nowhere yet. */
const settledMs = 700

/**
 * What a page offers to the cards of platforms, once its address has stood still for a moment.
 * @param url null or no http(s) address: nothing is looked at
 * @returns null while nobody knows
 */
export function useLinkCard(url: string | null): LinkCard | null {
  const [settled] = useDebouncedValue(url, settledMs)
  const isPage = settled !== null && /^https?:/i.test(settled) && URL.canParse(settled)
  const { data } = useQuery({
    queryKey: ['link-card', settled],
    queryFn: ({ signal }) => get<LinkCard>('/link-card', { url: settled }, signal),
    enabled: isPage && settled === url,
    // A refusal is worth asking again: its page may be back.
    staleTime: ({ state }) => (state.data?.state === 'card' ? 3_600_000 : 30_000),
  })
  return (settled === url && data) || null
}
