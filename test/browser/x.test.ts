import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DeliveryDetail, Post } from '../../server/contract/deliveries.ts'
import { describePeer } from '../peers/require.ts'
import { missingChromium, screenshot } from '../support/browser.ts'
import { type DemoVisit, visitDemo } from '../support/demo.ts'
import type { TestOffice } from '../support/office.ts'
import { until } from '../support/until.ts'
import { wordsIn } from '../support/words.ts'

const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const text = `${'Bến cảng mới mở cửa đón người dân từ sáng mai. '.repeat(5)}Mời bà con đến xem.`

describePeer('X in the demo office, through its consent page', missingChromium, () => {
  const say = wordsIn('vi')
  let visit: DemoVisit
  let office: TestOffice
  let page: Page
  let problems: readonly string[]
  const button = (words: string, values = {}) => page.getByRole('button', { name: say(words, values), exact: true })

  beforeAll(async () => {
    visit = await visitDemo('admin')
    ;({ office, page, problems } = visit)
    await page.getByRole('region', { name: say('Lịch đăng') }).waitFor()
  })
  afterAll(() => visit?.close())

  const read = <T>(path: string) => visit.read<T>(path)
  const allow = async () => {
    await page.goto(`${office.url}/channels/connect?platform=x`)
    await button('Tới {{platform}} để cho phép', { platform: 'X' }).click()
    await page.waitForURL((url) => url.origin !== office.url)
    await page.getByRole('button').first().click()
    await page.getByRole('heading', { name: say('Chọn tài khoản') }).waitFor()
  }

  it('is connected, and offered to be moved when it is connected again', async () => {
    await allow()
    await page.getByRole('checkbox').last().check()
    await page.locator('main button[type=submit]').click()
    await page.waitForURL(`${office.url}/channels`)
    await allow()
    await button('Chuyển sang đây').click()
    await page.getByRole('textbox', { name: say('Tên trong Hải Đăng') }).fill('Cảng trên X')
    await screenshot(page, 'x-move')
    await page.locator('main button[type=submit]').click()
    await page.waitForURL(`${office.url}/channels`)
    await page.getByText('Cảng trên X', { exact: true }).waitFor()
  })

  it('gets a numbered thread of two with a picture, and shows where it is', async () => {
    await page.goto(`${office.url}/posts/new`)
    await page.getByRole('checkbox', { name: say('Đăng trên {{channel}}', { channel: 'Cảng trên X' }) }).check()
    await page.getByRole('textbox', { name: /^Tiêu đề, / }).fill('Mở cửa bến cảng')
    await page.getByRole('textbox', { name: /^Nội dung, / }).fill(text)
    await page
      .locator('main input[type=file]')
      .last()
      .setInputFiles({ name: 'ben-cang.png', mimeType: 'image/png', buffer: picture })
    await page.getByRole('button', { name: /^Thiếu mô tả:/ }).click()
    const described = page.getByRole('dialog')
    await described
      .getByRole('textbox', { name: /^Mô tả, / })
      .first()
      .fill('Bến cảng lúc bình minh')
    await described.getByRole('button', { name: say('Lưu') }).click()
    await described.waitFor({ state: 'hidden' })
    await page.getByRole('checkbox', { name: say('Đánh số phần: (1/5)') }).check()
    await button('Tách thành chuỗi bài').click()
    await expect
      .poll(() =>
        page
          .getByRole('textbox', { name: say('Nội dung cho {{channel}}', { channel: 'Cảng trên X' }) })
          .evaluateAll((fields) => fields.map((field) => (field as HTMLTextAreaElement).value.slice(-5))),
      )
      .toEqual(['(1/2)', '(2/2)'])
    await button('Cách đăng khác').click()
    await page.getByRole('menuitem').last().click()
    await page.getByRole('dialog').getByRole('button').last().click()
    await page.waitForURL(/\/posts\/[0-9a-f-]{36}/)
    const [delivery] = (await read<Post>(new URL(page.url()).pathname)).deliveries ?? []
    const detail = () => read<DeliveryDetail>(`/deliveries/${delivery?.id}`)
    const { parts } = await until(detail, ({ state }) => state === 'published', { withinMs: 30_000, everyMs: 250 })
    expect(parts.map((part) => [part.out, part.media.length])).toEqual([
      [true, 1],
      [true, 0],
    ])
    await screenshot(page, 'x-thread')
    await page.goto(`${office.url}/deliveries/${delivery?.id}`)
    await page.goto(
      (await page
        .getByRole('link', { name: say('Mở bài đã đăng') })
        .first()
        .getAttribute('href')) ?? '',
    )
    await page.getByText(/\(1\/2\)$/).waitFor()
    expect(problems).toEqual([])
  })
})
