import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Me } from '../../server/contract/people.ts'
import { describePeer } from '../peers/require.ts'
import { missingChromium, screenshot, violationsOn } from '../support/browser.ts'
import { type DemoVisit, visitDemo } from '../support/demo.ts'
import { wordsIn } from '../support/words.ts'

describePeer('a second clock beside the office’s', missingChromium, () => {
  const say = wordsIn('vi')
  let visit: DemoVisit
  let page: Page

  beforeAll(async () => {
    visit = await visitDemo('officer', { width: 1280, height: 900 })
    page = visit.page
    await page.locator('[data-delivery]:visible').first().waitFor()
  })
  afterAll(() => visit?.close())

  it('is chosen by name, shown beside every hour, and remembered', async () => {
    await page.goto(`${visit.office.url}/?view=week&date=2026-01-14`)
    await page.getByRole('button', { name: say('Nhập, xuất, in') }).click()
    await page.getByRole('menuitem', { name: say('Múi giờ thứ hai…') }).click()
    await page.getByRole('combobox', { name: say('Múi giờ', {}, 'plan-menu') }).fill('Paris')
    await page.getByRole('option', { name: /Europe\/Paris/ }).click()
    expect(await violationsOn(page)).toEqual([])
    await page
      .getByRole('dialog')
      .getByRole('button', { name: say('Hiện', {}, 'plan-menu'), exact: true })
      .click()
    // Six hours apart in winter.
    await expect
      .poll(() => page.locator('small[title^="Europe/Paris"]').allTextContents())
      .toEqual(expect.arrayContaining(['18:00', '02:00', '03:00']))
    expect(new URL(page.url()).searchParams.get('zone2')).toBe('Europe/Paris')
    await expect.poll(async () => (await visit.read<Me>('/me')).preferences.calendarZone).toBe('Europe/Paris')
    expect(await violationsOn(page)).toEqual([])
    await screenshot(page, 'zone-week')
  })

  it('stands under each time of the agenda on a phone, with its day where that is another', async () => {
    await page.setViewportSize({ width: 360, height: 740 })
    await page.goto(`${visit.office.url}/?view=list&zone2=America%2FLos_Angeles`)
    await page.locator('[data-delivery]:visible').first().waitFor()
    expect(await page.locator('li small').first().textContent()).toMatch(/^\d\d:\d\d \d\d\/\d\d$/)
    expect(await violationsOn(page)).toEqual([])
    await screenshot(page, 'zone-phone')
    expect(visit.problems).toEqual([])
  })
})
