import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { issueMessage } from '../../connectors/email/message.ts'
import type { MailServer } from '../../connectors/email/newsletter.ts'
import { createSmtp } from '../../server/mail/smtp.ts'
import { type MailServerPeer, missingAiosmtpd, startAiosmtpd } from '../peers/mail-servers.ts'
import { describePeer } from '../peers/require.ts'
import { publicUrl, testIssue, testSender } from './support.ts'

vi.setConfig({ hookTimeout: 60_000, testTimeout: 60_000 })

const smtpTo = ({ port }: MailServerPeer) => createSmtp({ allowHosts: [`127.0.0.1:${port}`] })
const serverAt = ({ port }: MailServerPeer): MailServer => ({ host: '127.0.0.1', port, security: 'none', login: null })
const key = '0f2d6a8e-1111-4222-8333-444455556666'
const messageTo = (address: string, text = 'Sáng nay bến số 5 đón chuyến đầu.') =>
  issueMessage(
    testIssue({ deliveryId: '5d6868bf-6cc3-4818-8c8a-5d2bd39dae3d', text }),
    { ...testSender, bounceAddress: 'bounce@x.test', fromAddress: 'ban-tin@x.test' },
    { address, key, leave: `${publicUrl}/newsletters/leave/${'A'.repeat(43)}` },
    { read: publicUrl, listen: null },
    { read: async () => new Uint8Array() },
  )
async function until<T>(look: () => Promise<readonly T[]>): Promise<readonly T[]> {
  for (let waited = 0; waited < 300; waited++) {
    const found = await look()
    if (found.length > 0) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('Nothing came')
}

describePeer('aiosmtpd', missingAiosmtpd, () => {
  let server: MailServerPeer
  beforeAll(async () => {
    server = await startAiosmtpd()
  })
  afterAll(() => server?.stop())

  it('takes a letter whose accents arrive whole', async () => {
    expect(await smtpTo(server).send(serverAt(server), await messageTo('an@x.test'))).toMatchObject({
      fate: 'accepted',
    })
    const [mail] = await until(() => server.mailbox('an'))
    const text = Buffer.from(
      (mail ?? '')
        .replace(/=\r?\n/g, '')
        .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      'latin1',
    ).toString()
    expect(text).toContain('Sáng nay bến số 5 đón chuyến đầu.')
  })
  it.each([
    ['nouser@x.test', { fate: 'refused', code: '550 5.1.1', isGone: true }],
    ['busy@x.test', { fate: 'deferred', code: '450 4.2.1' }],
  ])('tells what is wrong with %s', async (address, fate) => {
    expect(await smtpTo(server).send(serverAt(server), await messageTo(address))).toEqual(fate)
  })
  it('lets us in where it asks nobody, and nothing is sent', async () => {
    await smtpTo(server).signIn(serverAt(server), AbortSignal.timeout(5_000))
    expect(await server.mailbox('an')).toHaveLength(1)
  })
})
