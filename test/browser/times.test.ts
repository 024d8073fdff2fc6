import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Channel } from '../../server/contract/channels.ts'
import type { Post } from '../../server/contract/deliveries.ts'
import { describePeer } from '../peers/require.ts'
import { missingChromium, screenshot, violationsOn } from '../support/browser.ts'
import { type DemoVisit, visitDemo } from '../support/demo.ts'
import { wordsIn } from '../support/words.ts'

describePeer('times of every channel, in the demo office', missingChromium, () => {
  const say = wordsIn('vi')
  let visit: DemoVisit
  let page: Page
  let channels: readonly Channel[]

  beforeAll(async () => {
    visit = await visitDemo('officer')
    page = visit.page
    await page.locator('[data-delivery]:visible').first().waitFor()
    const found = await visit.read<{ channels: Channel[] }>('/channels')
    channels = found.channels
      .filter(
        ({ state, language, platform }) =>
          state === 'connected' && language === 'vi' && ['wordpress', 'tiktok'].includes(platform),
      )
      .slice(0, 2)
  })
  afterAll(() => visit?.close())

  const dialog = () => page.getByRole('dialog')
  const row = (at: number) =>
    dialog()
      .getByRole('listitem')
      .filter({ hasText: channels[at]?.name ?? '' })

  it('are counted from the first one, kept as a pattern, and used by the next post', async () => {
    await page.goto(`${visit.office.url}/posts/new?date=2030-01-04&time=08:00`)
    for (const { name } of channels)
      await page.getByRole('checkbox', { name: say('Đăng trên {{channel}}', { channel: name }), exact: true }).check()
    await page.getByRole('button', { name: say('Giờ theo mẫu…') }).click()
    await dialog()
      .getByRole('combobox', { name: new RegExp(channels[1]?.name ?? '') })
      .selectOption('working')
    // 04/01/2030 is a Friday.
    await row(1).getByText('08:00, 07/01/2030').waitFor()
    await row(0).getByText('08:00, 04/01/2030').waitFor()
    expect(await violationsOn(page)).toEqual([])
    await screenshot(page, 'times')
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await violationsOn(page)).toEqual([])
    await screenshot(page, 'times-phone')
    await page.setViewportSize({ width: 1280, height: 720 })
    await dialog()
      .getByRole('textbox', { name: say('Lưu các giờ này thành mẫu của đơn vị') })
      .fill('Thứ Hai đầu tuần')
    await dialog()
      .getByRole('button', { name: say('Lưu mẫu') })
      .click()
    await dialog().getByRole('button', { name: 'Thứ Hai đầu tuần', exact: true }).waitFor()
    await dialog().locator('button[type=submit]').click()
    await dialog().waitFor({ state: 'detached' })
    await page
      .getByRole('textbox', { name: new RegExp(`^${say('Nội dung, {{language}}', { language: '' })}`) })
      .first()
      .fill('Cầu cảng số 5 mở cửa.')
    await page.getByRole('button', { name: say('Lưu nháp') }).click()
    await page.waitForURL(/\/posts\/[0-9a-f-]{36}/)
    const saved = await visit.read<Post>(`/posts/${page.url().split('/').at(-1)}`)
    expect(channels.map(({ id }) => saved.variants.find(({ channelId }) => channelId === id)?.plannedFor)).toEqual([
      '2030-01-04T08:00',
      '2030-01-07T08:00',
    ])

    await page.goto(`${visit.office.url}/posts/new?date=2030-01-10&time=09:30`)
    for (const { name } of channels)
      await page.getByRole('checkbox', { name: say('Đăng trên {{channel}}', { channel: name }), exact: true }).check()
    await page.getByRole('button', { name: say('Giờ theo mẫu…') }).click()
    await dialog().getByRole('button', { name: 'Thứ Hai đầu tuần', exact: true }).click()
    await row(1).getByText('08:00, 11/01/2030').waitFor()
    await screenshot(page, 'times-pattern')
    expect(visit.problems).toEqual([])
  })
})
