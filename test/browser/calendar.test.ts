import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DeliveryDetail } from '../../server/contract/deliveries.ts'
import type { Me } from '../../server/contract/people.ts'
import { describePeer } from '../peers/require.ts'
import { missingChromium, screenshot, violationsOn } from '../support/browser.ts'
import { type DemoVisit, visitDemo } from '../support/demo.ts'
import type { TestOffice } from '../support/office.ts'
import { until } from '../support/until.ts'
import { wordsIn } from '../support/words.ts'

describePeer('the calendar of the demo office, by keyboard', missingChromium, () => {
  const say = wordsIn('vi')
  let visit: DemoVisit
  let office: TestOffice
  let page: Page
  let problems: readonly string[]

  beforeAll(async () => {
    visit = await visitDemo('officer', { width: 1440, height: 1000 })
    ;({ office, page, problems } = visit)
    await page.locator('[data-delivery]:visible').first().waitFor()
  })
  afterAll(() => visit?.close())

  const dialog = () => page.getByRole('dialog')
  const scheduled = () => page.locator('[data-delivery][data-state=scheduled]:visible').last()
  const timeOf = async (id: string) =>
    ((await (await page.request.get(`${office.url}/api/v1/deliveries/${id}`)).json()) as DeliveryDetail).localTime

  it('changes its views by single keys, and remembers the last one', async () => {
    for (const [key, search] of [
      ['w', '?view=week'],
      ['d', '?view=day'],
      ['a', '?view=list'],
      ['m', ''],
      ['w', '?view=week'],
    ] as const) {
      await page.keyboard.press(key)
      await page.waitForURL(`${office.url}/${search}`)
    }
    await until(
      async () => (await (await page.request.get(`${office.url}/api/v1/me`)).json()) as Me,
      ({ preferences }) => preferences.calendarView === 'week',
    )
    await page.goto(office.url)
    await page.getByRole('radio', { name: say('Tuần'), checked: true }).waitFor({ state: 'attached' })
    await page.keyboard.press('m')
  })

  it('cancels nothing while nothing is chosen', async () => {
    await page.locator('[data-delivery]:visible').first().waitFor()
    await page.keyboard.press('Delete')
    await page.getByText(say('Chọn một lượt đăng trước.')).waitFor()
    expect(await dialog().count()).toBe(0)
  })

  it('moves what is chosen, takes that back, and does it again', async () => {
    await page.waitForURL(`${office.url}/`)
    const id = (await scheduled().getAttribute('data-delivery')) ?? ''
    const before = await timeOf(id)
    await scheduled().click()
    await page.waitForURL(/delivery=/)
    await page
      .getByRole('button', { name: say('Dời giờ…') })
      .first()
      .waitFor()
    await page.keyboard.press('r')
    await dialog().waitFor()
    expect(await violationsOn(page)).toEqual([])
    await dialog().getByRole('spinbutton').first().press('ArrowUp')
    await dialog().locator('button[type=submit]').click()
    await dialog().waitFor({ state: 'hidden' })
    const after = await until(
      () => timeOf(id),
      (time) => time !== before,
    )

    await page.getByRole('button', { name: /^Hoàn tác/ }).waitFor()
    await page.keyboard.press('z')
    await until(
      () => timeOf(id),
      (time) => time === before,
    )
    await page.getByRole('button', { name: /^Làm lại/ }).waitFor()
    await page.keyboard.press('Shift+Z')
    await until(
      () => timeOf(id),
      (time) => time === after,
    )
    await screenshot(page, 'calendar-moved')
  })

  it('carries a delivery by arrow keys, speaks each place, and moves it with Enter', async () => {
    const id = (await scheduled().getAttribute('data-delivery')) ?? ''
    const before = (await timeOf(id)) ?? ''
    const chip = page.locator(`a:has([data-delivery="${id}"]), [role=button]:has([data-delivery="${id}"])`).first()
    await chip.focus()
    await page.keyboard.press('Shift+R')
    const bar = page.getByRole('region', { name: /^Đang dời “/ })
    await bar.waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Escape')
    await bar.waitFor({ state: 'detached' })
    expect(await timeOf(id)).toBe(before)
    await chip.focus()
    await page.keyboard.press('Shift+R')
    for (const [key, days] of [
      ['ArrowRight', 1],
      ['ArrowDown', 8],
    ] as const) {
      await page.keyboard.press(key)
      const day = new Date(Date.parse(`${before}Z`) + days * 86_400_000).toISOString()
      await bar
        .getByRole('status')
        .getByText(`${day.slice(8, 10)}/${day.slice(5, 7)}`)
        .waitFor()
    }
    const answered = page.waitForResponse((response) => response.url().endsWith('/move'))
    await page.keyboard.press('Enter')
    await answered
    const wanted = new Date(Date.parse(`${before}Z`) + 8 * 86_400_000).toISOString().slice(0, 16)
    expect(await timeOf(id)).toBe(wanted)
    await page
      .getByText(`${wanted.slice(8, 10)}/${wanted.slice(5, 7)}`)
      .last()
      .waitFor()
    await page.keyboard.press('z')
    await until(
      () => timeOf(id),
      (time) => time === before,
    )
  })

  it('keeps a view under a name, and opens it again', async () => {
    await page.goto(`${office.url}/?view=week&platform=facebook`)
    await page.locator('[data-delivery]:visible').first().waitFor()
    const openViews = async () => {
      await page.getByRole('button', { name: say('Nhập, xuất, in') }).click()
      await page.getByRole('menuitem', { name: say('Góc nhìn đã lưu…') }).click()
      await dialog().waitFor()
    }
    await openViews()
    await dialog()
      .getByRole('textbox', { name: say('Lưu góc nhìn này với tên') })
      .fill('Facebook theo tuần')
    await dialog()
      .getByRole('button', { name: say('Lưu góc nhìn') })
      .click()
    await dialog().getByRole('link', { name: 'Facebook theo tuần' }).waitFor()
    expect(await violationsOn(page)).toEqual([])
    await screenshot(page, 'calendar-views')
    await page.goto(`${office.url}/?view=month`)
    await openViews()
    await dialog().getByRole('link', { name: 'Facebook theo tuần' }).click()
    await page.waitForURL(`${office.url}/?view=week&platform=facebook`)
  })

  it('finds a page by a few letters and lists every key', async () => {
    await page.keyboard.press('Control+k')
    const field = page.getByRole('textbox', { name: say('Tìm và ra lệnh') })
    await field.fill('thu vien')
    const entry = dialog().getByText(say('Thư viện'), { exact: true })
    await entry.waitFor()
    expect(await violationsOn(page)).toEqual([])
    await entry.click()
    await page.waitForURL(`${office.url}/media`)
    // While the palette goes, keys are still its own.
    await dialog().waitFor({ state: 'detached' })
    await page.keyboard.press('?')
    await page.getByRole('heading', { name: say('Phím tắt') }).waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
  })

  it('opens the first post that the server finds, by Enter alone', async () => {
    await page.keyboard.press('Control+k')
    await page.getByRole('textbox', { name: say('Tìm và ra lệnh') }).fill('phien cho chieu coi')
    await dialog()
      .getByText(/Phiên chợ chiếu cói/)
      .first()
      .waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/posts\/[0-9a-f-]{36}/)
    expect(problems).toEqual([])
  })
})
