import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import type { Campaign } from '../../server/contract/content.ts'
import { get } from './api.ts'

export const campaignsQuery = queryOptions({
  queryKey: ['campaigns', 'list'],
  queryFn: async () => (await get<{ campaigns: readonly Campaign[] }>('/campaigns')).campaigns,
  staleTime: 60_000,
})

/** Every campaign, archived ones too. */
export function useCampaigns(): readonly Campaign[] {
  return useSuspenseQuery(campaignsQuery).data
}

/** A campaign's name in the reader's language; English falls back to the Vietnamese one. */
export function campaignName(campaign: Pick<Campaign, 'name' | 'nameEn'>, language: string): string {
  return language === 'en' ? (campaign.nameEn ?? campaign.name) : campaign.name
}
