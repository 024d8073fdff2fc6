import type { Channel, StartedConnection } from '../../server/contract/channels.ts'
import type { DeliveryDetail, Post } from '../../server/contract/deliveries.ts'
import { createPerson } from './person.ts'
import { until } from './until.ts'

type Ask = ReturnType<typeof createPerson>

export async function setUpOffice(url: string, code: string): Promise<Ask> {
  const ask = createPerson(url)
  await ask('POST', '/setup', {
    code,
    organizationName: 'Văn phòng Truyền thông',
    zone: 'Asia/Ho_Chi_Minh',
    language: 'vi',
    name: 'Trần Thị Hải',
    email: 'hai@example.vn',
    password: 'một mật khẩu dài',
  })
  return ask
}

export async function connectPractice(ask: Ask, platform = 'facebook', account = 'thanhphocang'): Promise<Channel> {
  const started = await ask<StartedConnection>('POST', '/connections', { platform, practice: true, input: { account } })
  if (started.kind !== 'choose') throw new Error('A practice account is there at once')
  const { channels } = await ask<{ channels: Channel[] }>('POST', `/connections/${started.connectionId}/accounts`, {
    accounts: [{ remoteAccountId: account, language: 'vi', audience: 'residents' }],
    attest: true,
  })
  const [channel] = channels
  if (!channel) throw new Error('No channel was made')
  return channel
}

/** Writes a post for a channel and sends it now. @returns its delivery once it is out */
export async function publishNow(ask: Ask, channel: Channel, text: string): Promise<DeliveryDetail> {
  const post = await ask<Post>('POST', '/posts', {
    kind: 'news',
    tone: 'positive',
    title: text,
    sourceLanguage: 'vi',
    content: { vi: { title: text, text, link: '' } },
    variants: [{ channelId: channel.id, language: 'vi' }],
  })
  const { deliveries } = await ask<Post>('POST', `/posts/${post.id}/schedule`, {
    revision: post.revision,
    deliveries: [{ channelId: channel.id, language: 'vi', localTime: null }],
  })
  return until(
    () => ask<DeliveryDetail>('GET', `/deliveries/${deliveries[0]?.id}`),
    ({ state }) => state === 'published',
    { withinMs: 30_000 },
  )
}
