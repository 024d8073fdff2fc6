import { queryOptions, useQueryClient } from '@tanstack/react-query'
import type {
  Channel,
  ChooseAccounts,
  ConnectablePlatform,
  Connection,
  PlatformApp,
  StartConnection,
  StartedConnection,
  UpdateChannel,
} from '../../../server/contract/channels.ts'
import { get, send } from '../../lib/api.ts'

type Start = (typeof StartConnection)['_input']
type Choice = (typeof ChooseAccounts)['_input']
type Update = (typeof UpdateChannel)['_input']

export const platformsQuery = queryOptions({
  queryKey: ['platforms'],
  queryFn: async () => (await get<{ platforms: readonly ConnectablePlatform[] }>('/platforms')).platforms,
  staleTime: Number.POSITIVE_INFINITY,
})

export function usePlatformApps() {
  const cache = useQueryClient()
  return {
    save: async (platform: ConnectablePlatform['platform'], app: { clientId: string; clientSecret: string }) => {
      await send<PlatformApp>('PUT', `/platforms/${platform}/app`, app)
      await cache.invalidateQueries({ queryKey: platformsQuery.queryKey })
    },
  }
}

/** The accounts found, to choose from. It is thrown away once chosen, so a second look finds nothing. */
export function connectionQuery(id: string) {
  return queryOptions({
    queryKey: ['connections', id],
    queryFn: () => get<Connection>(`/connections/${id}`),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export const startConnection = (start: Start) => send<StartedConnection>('POST', '/connections', start)

/** What can be done to a channel; every list that shows it is fetched again afterwards. */
export function useChannelSteps() {
  const cache = useQueryClient()
  const refresh = () =>
    Promise.all(['channels', 'attention'].map((key) => cache.invalidateQueries({ queryKey: [key] })))
  const step = async (id: string, path: 'check' | 'attest' | 'disconnect', body?: object) => {
    const channel = await send<Channel>('POST', `/channels/${id}/${path}`, body)
    await refresh()
    return channel
  }
  return {
    check: (id: string) => step(id, 'check'),
    attest: (id: string) => step(id, 'attest'),
    disconnect: ({ id, revision }: Pick<Channel, 'id' | 'revision'>) => step(id, 'disconnect', { revision }),
    update: async (id: string, change: Update) => {
      await send<Channel>('PATCH', `/channels/${id}`, change)
      await refresh()
    },
    choose: async (connectionId: string, choice: Choice) => {
      const { channels } = await send<{ channels: Channel[] }>('POST', `/connections/${connectionId}/accounts`, choice)
      await refresh()
      return channels
    },
    /** Asks anew what the accounts of a connection are here. */
    lookAgain: (connectionId: string) =>
      Promise.all([cache.invalidateQueries({ queryKey: connectionQuery(connectionId).queryKey }), refresh()]),
  }
}
