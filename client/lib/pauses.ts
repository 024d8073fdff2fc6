import { queryOptions, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Pause } from '../../server/contract/deliveries.ts'
import { get } from './api.ts'
import { campaignName, campaignsQuery } from './campaigns.ts'
import { channelsQuery } from './channels.ts'
import { unitName, unitsQuery } from './units.ts'

interface Pauses {
  /** In force. */
  readonly pauses: readonly Pause[]
  /** Ended, and what they held is not decided yet. */
  readonly ended: readonly Pause[]
}

const allPausesQuery = queryOptions({ queryKey: ['pauses'], queryFn: () => get<Pauses>('/pauses') })

/** Pauses in force. */
export const pausesQuery = queryOptions({ ...allPausesQuery, select: ({ pauses }: Pauses) => pauses })

/** Pauses that have ended and still hold something. */
export const endedPausesQuery = queryOptions({ ...allPausesQuery, select: ({ ended }: Pauses) => ended })

/** How people call what a pause covers: a channel's name, a platform's; "" for everything or what is gone. */
export function usePauseScopeName(): (pause: Pick<Pause, 'scope' | 'scopeId'>) => string {
  const { t, i18n } = useTranslation('common')
  const { data } = useQuery(allPausesQuery)
  const pauses = [...(data?.pauses ?? []), ...(data?.ended ?? [])]
  const needs = (scope: Pause['scope']) => ({ enabled: pauses.some((pause) => pause.scope === scope) })
  const { data: channels = [] } = useQuery({ ...channelsQuery, ...needs('channel') })
  const { data: campaigns = [] } = useQuery({ ...campaignsQuery, ...needs('campaign') })
  const { data: units = [] } = useQuery({ ...unitsQuery, ...needs('unit') })
  const byId = <T extends { readonly id: string }>(list: readonly T[], id: string | null) =>
    list.find((item) => item.id === id)
  return ({ scope, scopeId }) => {
    const channel = byId(channels, scopeId)
    const campaign = byId(campaigns, scopeId)
    const unit = byId(units, scopeId)
    switch (scope) {
      case 'organization':
        return ''
      case 'platform':
        return t(`platform.${scopeId}`)
      case 'channel':
        return channel ? `${t(`platform.${channel.platform}`)} · ${channel.name}` : ''
      case 'campaign':
        return campaign ? campaignName(campaign, i18n.language) : ''
      case 'unit':
        return unit ? unitName(unit, i18n.language) : ''
    }
  }
}

/** A reason stands inside a sentence, whether or not its author ended it with a full stop. */
export const withoutStop = (reason: string) => reason.trim().replace(/\.$/, '')
