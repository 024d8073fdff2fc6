import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Campaign } from '../../server/contract/content.ts'
import type { DeliveryDetail } from '../../server/contract/deliveries.ts'
import { describePeer } from '../peers/require.ts'
import { missingChromium, screenshot, violationsOn } from '../support/browser.ts'
import { type DemoVisit, visitDemo } from '../support/demo.ts'
import type { TestOffice } from '../support/office.ts'
import { until } from '../support/until.ts'
import { wordsIn } from '../support/words.ts'

describePeer('many deliveries at once, on the calendar of the demo office', missingChromium, () => {
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

  const bar = () => page.getByRole('region', { name: say('Các lượt đang chọn') })
  const dialog = () => page.getByRole('dialog')
  const scheduled = () => page.locator('[data-delivery][data-state=scheduled]:visible')
  const read = async (id: string) =>
    (await (await page.request.get(`${office.url}/api/v1/deliveries/${id}`)).json()) as DeliveryDetail
  const dayAfter = (localTime: string | null) => {
    const day = new Date(`${localTime?.slice(0, 10)}T00:00:00Z`)
    day.setUTCDate(day.getUTCDate() + 1)
    return `${day.toISOString().slice(0, 10)}${localTime?.slice(10)}`
  }

  it('chooses by Ctrl and by key, moves by a day, takes that back and does it again', async () => {
    const count = await scheduled().count()
    const ids = await Promise.all(
      [count - 1, count - 2].map(async (at) => (await scheduled().nth(at).getAttribute('data-delivery')) ?? ''),
    )
    const before = await Promise.all(ids.map(read))
    await page.locator(`[data-delivery="${ids[0]}"]:visible`).click({ modifiers: ['Control'] })
    await bar().waitFor()
    await page
      .locator(`a:has([data-delivery="${ids[1]}"]), [role=button]:has([data-delivery="${ids[1]}"])`)
      .first()
      .focus()
    await page.keyboard.press('x')
    await bar()
      .getByText(say('Đang chọn {{count}} lượt', { count: '2' }))
      .waitFor()
    expect(await violationsOn(page)).toEqual([])
    await screenshot(page, 'bulk-chosen')
    await bar()
      .getByRole('button', { name: say('Dời…') })
      .click()
    await dialog()
      .getByRole('textbox', { name: say('Ngày', {}, 'together.json:shift') })
      .waitFor()
    expect(await violationsOn(page)).toEqual([])
    await screenshot(page, 'bulk-shift')
    await dialog().locator('button[type=submit]').click()
    await bar().waitFor({ state: 'detached' })
    const moved = before.map(({ localTime }) => dayAfter(localTime))
    const times = async () => (await Promise.all(ids.map(read))).map(({ localTime }) => localTime)
    await until(times, (now) => now.join() === moved.join())
    await page.keyboard.press('z')
    await until(times, (now) => now.join() === before.map(({ localTime }) => localTime).join())
    await page.keyboard.press('Shift+Z')
    await until(times, (now) => now.join() === moved.join())
  })

  it('chooses everything shown, lets go with Escape, and by a box with Shift', async () => {
    await page.keyboard.press('Shift+X')
    await bar().waitFor()
    // The first Escape is the dialog's.
    await bar()
      .getByRole('button', { name: say('Nhân bản…') })
      .click()
    await dialog().waitFor()
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
    expect(await bar().count()).toBe(1)
    await page.keyboard.press('Escape')
    await bar().waitFor({ state: 'detached' })
    const plan = await page.getByRole('region', { name: say('Lịch đăng') }).boundingBox()
    if (!plan) throw new Error('The plan is not there')
    await page.keyboard.down('Shift')
    await page.mouse.move(plan.x + plan.width - 4, plan.y + plan.height - 4)
    await page.mouse.down()
    await page.mouse.move(plan.x + 8, plan.y + 40, { steps: 8 })
    await page.mouse.up()
    await page.keyboard.up('Shift')
    await bar().waitFor()
    await bar()
      .getByRole('button', { name: say('Bỏ chọn') })
      .click()
    await bar().waitFor({ state: 'detached' })
  })

  it('gives the posts of what is chosen a campaign, and takes that back', async () => {
    const id = (await scheduled().last().getAttribute('data-delivery')) ?? ''
    const { campaignId } = await read(id)
    const { campaigns } = await visit.read<{ campaigns: Campaign[] }>('/campaigns')
    const other = campaigns.find((campaign) => !campaign.archived && campaign.id !== campaignId)
    await scheduled()
      .last()
      .click({ modifiers: ['Control'] })
    await bar()
      .getByRole('button', { name: say('Chiến dịch, đơn vị…') })
      .click()
    await dialog()
      .getByRole('combobox', { name: say('Chiến dịch', {}, 'together.json') })
      .click()
    await page.getByRole('option', { name: other?.name ?? '', exact: true }).click()
    expect(await violationsOn(page)).toEqual([])
    await screenshot(page, 'bulk-place')
    await dialog().locator('button[type=submit]').click()
    await until(
      () => read(id),
      (now) => now.campaignId === other?.id,
    )
    expect((await read(id)).state).toBe('scheduled')
    await page.keyboard.press('z')
    await until(
      () => read(id),
      (now) => now.campaignId === campaignId,
    )
  })

  it('makes drafts of what is chosen for the month after, and takes them back', async () => {
    const drafts = async () => (await visit.read<{ posts: unknown[] }>('/posts?state=draft&limit=100')).posts.length
    const before = await drafts()
    await scheduled()
      .last()
      .click({ modifiers: ['Control'] })
    await bar()
      .getByRole('button', { name: say('Nhân bản…') })
      .click()
    await dialog().getByText(say('Bản sao là nháp: chưa ai thả, không gì tự đăng.')).waitFor()
    expect(await violationsOn(page)).toEqual([])
    await screenshot(page, 'bulk-copy')
    await dialog().locator('button[type=submit]').click()
    await bar().waitFor({ state: 'detached' })
    await until(drafts, (now) => now === before + 1)
    await page.keyboard.press('z')
    await until(drafts, (now) => now === before)
  })

  it('cancels, and puts back where it stood', async () => {
    const id = (await scheduled().last().getAttribute('data-delivery')) ?? ''
    const { localTime } = await read(id)
    await scheduled()
      .last()
      .click({ modifiers: ['Control'] })
    await bar()
      .getByRole('button', { name: say('Hủy lượt…') })
      .click()
    await dialog().locator('button[type=submit]').click()
    await until(
      () => read(id),
      ({ state }) => state === 'cancelled',
    )
    await page.keyboard.press('z')
    const restored = await until(
      () => read(id),
      ({ state }) => state === 'scheduled',
    )
    expect(restored.localTime).toBe(localTime)
  })

  it('chooses by touch on a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 })
    await page.goto(`${office.url}/?view=list`)
    await page.locator('[data-delivery]:visible').first().waitFor()
    await page.getByRole('button', { name: say('Nhập, xuất, in') }).click()
    await page.getByRole('menuitem', { name: say('Chọn nhiều lượt') }).click()
    await bar().waitFor()
    await page.locator('[data-delivery]:visible').first().click()
    await bar()
      .getByText(say('Đang chọn {{count}} lượt', { count: '1' }))
      .waitFor()
    expect(await violationsOn(page)).toEqual([])
    await screenshot(page, 'bulk-phone')
    expect(problems).toEqual([])
  })
})
