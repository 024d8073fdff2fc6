import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MailFault, openMailer } from '../../server/mail/mailer.ts'
import { startMailServer, type TestMailServer } from './mail-server.ts'

const mail = {
  to: { name: 'Chị Mai', address: 'mai@example.vn' },
  subject: 'Thử',
  text: 'Chữ',
  html: '<p>Chữ</p>',
  id: 'one',
}

async function faultOf(url: string): Promise<MailFault> {
  const mailer = await openMailer({ url, from: 'haidang@example.vn', connectMs: 300, answerMs: 300 })
  const fault: unknown = await mailer.send(mail).then(
    () => 'sent',
    (error: unknown) => error,
  )
  mailer.close()
  if (!(fault instanceof MailFault)) throw new Error(`Not refused: ${fault}`)
  return fault
}

describe('the way to the mail server', () => {
  let server: TestMailServer
  beforeAll(async () => {
    server = await startMailServer()
  })
  afterAll(() => server.close())

  it('carries Vietnamese in every part', async () => {
    const mailer = await openMailer({ url: server.url, from: 'Hải Đăng <haidang@example.vn>' })
    await mailer.send(mail)
    expect(server.received).toMatchObject([
      { from: 'haidang@example.vn', to: ['mai@example.vn'], subject: 'Thử', text: expect.stringContaining('Chữ') },
    ])
    mailer.close()
  })

  it('insists on TLS where the address asks for it', async () => {
    const before = server.received.length
    expect((await faultOf(`${server.url}?requireTLS=true`)).isAboutRecipient).toBe(false)
    await faultOf(server.url.replace('smtp:', 'smtps:'))
    expect(server.received).toHaveLength(before)
  })

  it('signs in with what stands in the address, and names no secret when that is refused', async () => {
    const closed = await startMailServer({ password: 'đúng rồi' })
    const mailer = await openMailer({
      url: closed.url.replace('//', `//lan:${encodeURIComponent('đúng rồi')}@`),
      from: 'haidang@example.vn',
    })
    await mailer.send(mail)
    expect(closed.received).toHaveLength(1)
    mailer.close()
    const fault = await faultOf(closed.url.replace('//', '//lan:mat-khau-rieng@'))
    expect(fault.message).toBe('EAUTH 535')
    expect(`${fault.stack} ${(fault.cause as Error).stack}`).not.toContain('rieng')
    await closed.close()
  })

  it('gives up a server that takes the connection and says nothing', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const started = performance.now()
    const fault = await faultOf(`smtp://127.0.0.1:${(silent.address() as AddressInfo).port}`)
    expect(fault).toMatchObject({ message: 'ETIMEDOUT', isAboutRecipient: false })
    expect(performance.now() - started).toBeLessThan(2_000)
    silent.close()
  })
})
