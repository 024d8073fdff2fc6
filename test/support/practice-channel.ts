import type { Platform } from '../../connectors/rules/platforms.ts'
import type { Channel } from '../../server/contract/channels.ts'
import type { TestClient } from './client.ts'

/** A connected, attested practice channel. @returns its id */
export async function connectPractice(admin: TestClient, platform: Platform = 'facebook'): Promise<string> {
  const input = { platform, practice: true, input: { account: 'hai-phong' } }
  const { body: started } = await admin.post<{ connectionId: string }>('/connections', input)
  const { body } = await admin.get<{ accounts: { remoteAccountId: string }[] }>(`/connections/${started.connectionId}`)
  const accounts = body.accounts.map(({ remoteAccountId }) => ({
    remoteAccountId,
    language: 'vi',
    audience: 'residents',
  }))
  const answer = await admin.post<{ channels: Channel[] }>(`/connections/${started.connectionId}/accounts`, {
    ...{ accounts, attest: true },
  })
  return answer.body.channels[0]?.id ?? ''
}
