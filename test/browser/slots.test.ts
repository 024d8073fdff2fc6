import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DeliveryDetail } from '../../server/contract/deliveries.ts'
import { describePeer } from '../peers/require.ts'
import { missingChromium, screenshot, violationsOn } from '../support/browser.ts'
import { type DemoVisit, visitDemo } from '../support/demo.ts'
import { until } from '../support/until.ts'
import { wordsIn } from '../support/words.ts'

describePeer('free slots when a delivery is moved, in the demo office', missingChromium, () => {
  const say = wordsIn('vi')
  let visit: DemoVisit
  let page: Page

  beforeAll(async () => {
    visit = await visitDemo('officer', { width: 1280, height: 900 })
    page = visit.page
    await page.locator('[data-delivery]:visible').first().waitFor()
  })
  afterAll(() => visit?.close())

  const read = (id: string) => visit.read<DeliveryDetail>(`/deliveries/${id}`)

  it('are offered where the channel has any, and the delivery goes there', async () => {
    await page.keyboard.press('b')
    await page.getByRole('heading', { name: new RegExp(say('Chờ đăng')) }).waitFor()
    const card = page.locator('[data-delivery][data-state=scheduled]').last()
    const id = (await card.getAttribute('data-delivery')) ?? ''
    const { channelId } = await read(id)
    const slots = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, time: '06:25' }))
    const set = await page.request.put(`${visit.office.url}/api/v1/channels/${channelId}/slots`, {
      data: { slots },
      headers: { origin: visit.office.url },
    })
    expect(set.status()).toBe(200)
    await card.focus()
    await page.keyboard.press('r')
    const dialog = page.getByRole('dialog')
    const offered = dialog.getByRole('group', { name: say('Khung giờ trống của kênh') }).getByRole('button')
    await offered.first().waitFor()
    expect(await offered.count()).toBe(4)
    await offered.nth(1).click()
    expect(await offered.nth(1).getAttribute('aria-pressed')).toBe('true')
    expect(await violationsOn(page)).toEqual([])
    await screenshot(page, 'slots')
    await dialog.locator('button[type=submit]').click()
    await until(
      () => read(id),
      ({ localTime }) => localTime?.slice(11) === '06:25',
    )
    expect(visit.problems).toEqual([])
  })
})
