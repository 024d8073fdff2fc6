import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Channel } from '../../server/contract/channels.ts'
import type { Post } from '../../server/contract/deliveries.ts'
import type { NewsletterOverview } from '../../server/contract/newsletters.ts'
import { describePeer } from '../peers/require.ts'
import { missingChromium, openPage, screenshot, violationsOn } from '../support/browser.ts'
import { type DemoVisit, visitDemo } from '../support/demo.ts'
import type { TestOffice } from '../support/office.ts'
import { until } from '../support/until.ts'
import { wordsIn } from '../support/words.ts'

describePeer('A newsletter in the demo office, from connecting it to a reader who leaves', missingChromium, () => {
  const say = wordsIn('vi')
  let visit: DemoVisit
  let office: TestOffice
  let page: Page
  let reader: Page
  let problems: readonly string[]
  let readerProblems: string[]
  let channel: Channel
  let mail: { port: string; url: string }

  beforeAll(async () => {
    visit = await visitDemo('admin')
    ;({ office, page, problems } = visit)
    const [, port = '', url = ''] = /port (\d+), no encryption; letters at (\S+)/.exec(office.said.join('\n')) ?? []
    mail = { port, url }
    const context = await visit.browser.newContext({ locale: 'vi-VN' })
    ;({ page: reader, problems: readerProblems } = await openPage(context))
    await page.getByRole('region', { name: say('Lịch đăng') }).waitFor()
  })
  afterAll(() => visit?.close())

  const button = (words: string, values = {}) => page.getByRole('button', { name: say(words, values), exact: true })
  const read = <T>(path: string) => visit.read<T>(path)
  const overview = () => read<NewsletterOverview>(`/channels/${channel.id}/newsletter`)
  const openLetter = async (subject: string) => {
    const letter = () =>
      reader.getByRole('listitem').filter({ hasText: 'doc-gia@vidu.vn' }).getByRole('link', { name: subject })
    await until(
      async () => {
        await reader.goto(mail.url)
        return letter().count()
      },
      (count) => count > 0,
      { withinMs: 30_000, everyMs: 250 },
    )
    await letter().first().click()
  }
  /** What axe finds on a public page, on a desktop and on a phone, in both languages. */
  const expectAccessible = async (address: string) => {
    for (const width of [1280, 360])
      for (const language of ['vi', 'en']) {
        await reader.setViewportSize({ width, height: 800 })
        const addressed = new URL(address)
        addressed.searchParams.set('lang', language)
        await reader.goto(addressed.href)
        expect(await violationsOn(reader), `${addressed.href} at ${width}`).toEqual([])
        expect(await reader.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      }
    await reader.setViewportSize({ width: 1280, height: 800 })
  }

  it('is connected by its mail server, and has a page for whoever runs it', async () => {
    await page.goto(`${office.url}/channels/connect?platform=email`)
    const fill = (words: string, value: string) => page.getByRole('textbox', { name: say(words) }).fill(value)
    await fill('Tên bản tin', 'Bản tin cảng')
    await fill('Tên người gửi', 'Phòng Truyền thông')
    await fill('Địa chỉ gửi', 'ban-tin@vidu.vn')
    await fill('Dòng địa chỉ ở cuối thư', '18 Hoàng Diệu, Hải Phòng')
    await fill('Máy chủ thư', '127.0.0.1')
    await page.getByRole('combobox', { name: say('Mã hóa') }).click()
    await page.getByRole('option', { name: say('Không mã hóa (chỉ cho máy chủ nội bộ đã được cho phép)') }).click()
    await fill('Cổng (nếu khác thường lệ)', mail.port)
    await fill('Số thư mỗi phút', '6000')
    await page.locator('main button[type=submit]').click()
    await page.getByRole('heading', { name: say('Chọn tài khoản') }).waitFor()
    await page.getByRole('checkbox').last().check()
    await page.locator('main button[type=submit]').click()
    await page.waitForURL(`${office.url}/channels`)
    const { channels } = await read<{ channels: Channel[] }>('/channels')
    const found = channels.find(({ name, practice }) => name === 'Bản tin cảng' && !practice)
    expect(found).toMatchObject({ platform: 'email', state: 'connected' })
    channel = found as Channel
    await page.request.post(`${office.url}/api/v1/channels/${channel.id}/attest`, { headers: { origin: office.url } })
    await page.reload()
    await button('Việc khác với kênh {{name}}', { name: channel.name }).click()
    await page.getByRole('menuitem', { name: say('Người đọc và các số…') }).click()
    await page.waitForURL(`${office.url}/channels/${channel.id}/newsletter`)
    await page.getByText(say('Chưa có số nào được gửi.')).waitFor()
  })

  it('takes in who gave consent elsewhere, and keeps the lines it does not take', async () => {
    const lines = page.getByRole('textbox', { name: say('Danh sách, mỗi người một dòng') })
    await lines.fill('binh@vidu.vn;2026-01-05\nkhong-co@vidu.vn;2026-01-05\nchi@vidu.vn;hôm nọ')
    await page
      .getByRole('textbox', { name: say('Bằng chứng đồng ý được giữ ở đâu') })
      .fill('Phiếu đăng ký, tủ hồ sơ số 3')
    await button('Đưa vào danh sách').click()
    await page
      .getByText(say('Dòng {{line}}: thiếu ngày đồng ý, hoặc ngày ở tương lai. Viết như 2026-01-05.', { line: '3' }))
      .waitFor()
    expect(await lines.inputValue()).toBe('chi@vidu.vn;hôm nọ')
    expect((await overview()).subscribers).toMatchObject({ subscribed: 2 })
  })

  it('lets a reader subscribe, who confirms in their mailbox', async () => {
    await expectAccessible((await overview()).page)
    await reader.goto((await overview()).page)
    await reader.locator('input[name=address]').fill('doc-gia@vidu.vn')
    await reader.locator('form button').first().click()
    await openLetter('Bản tin cảng')
    await reader.getByRole('link', { name: /newsletters\/confirm/ }).click()
    expect(await violationsOn(reader)).toEqual([])
    await reader.locator('form button').click()
    await until(overview, ({ subscribers }) => subscribers.subscribed === 3, { withinMs: 10_000, everyMs: 250 })
  })

  it('reaches its readers, and says whom it did not reach and who left', async () => {
    await page.goto(`${office.url}/posts/new`)
    await page.getByRole('checkbox', { name: say('Đăng trên {{channel}}', { channel: channel.name }) }).check()
    await page.getByRole('textbox', { name: /^Tiêu đề, / }).fill('Mở cửa bến cảng')
    await page.getByRole('textbox', { name: /^Nội dung, / }).fill('Bến cảng mới mở cửa đón người dân từ sáng mai.')
    await button('Cách đăng khác').click()
    await page.getByRole('menuitem').last().click()
    await page.getByRole('dialog').getByRole('button').last().click()
    await page.waitForURL(/\/posts\/[0-9a-f-]{36}/)
    expect((await read<Post>(new URL(page.url()).pathname)).deliveries).toHaveLength(1)
    await until(overview, ({ issues: [issue] }) => issue?.waiting === 0, { withinMs: 30_000, everyMs: 250 })
    await openLetter('Mở cửa bến cảng')
    await reader.getByRole('button', { name: 'Unsubscribe' }).click()
    const { issues, subscribers } = await until(overview, ({ subscribers }) => subscribers.left === 1, {
      withinMs: 10_000,
      everyMs: 250,
    })
    expect(issues).toMatchObject([
      { title: 'Mở cửa bến cảng', recipients: 3, accepted: 2, undelivered: 1, unsubscribed: 1, waiting: 0 },
    ])
    expect(subscribers).toMatchObject({ subscribed: 1, bounced: 1 })
    await expectAccessible(issues[0]?.url ?? '')
    await expectAccessible(`${office.url}/official`)
  })

  it('tells a person what is kept of them, and forgets them when they ask', async () => {
    await page.goto(`${office.url}/channels/${channel.id}/newsletter`)
    await page.getByRole('link', { name: 'Mở cửa bến cảng' }).waitFor()
    await page.getByRole('textbox', { name: say('Địa chỉ thư của người đó') }).fill('doc-gia@vidu.vn')
    await button('Xem những gì đang giữ').click()
    await page.getByText(say('Thôi nhận lúc')).waitFor()
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 900 })
      await screenshot(page, `newsletter-${width}`)
      expect(await violationsOn(page)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    }
    await page.getByRole('button', { name: `${say('Xóa hết về người này')}…` }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: say('Xóa hết về người này'), exact: true })
      .click()
    await page.getByText(say('Đã xóa hết về người đó.')).waitFor()
    expect((await overview()).subscribers).toMatchObject({ subscribed: 1, left: 0 })
    expect([...problems, ...readerProblems]).toEqual([])
  })
})
