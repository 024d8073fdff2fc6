import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describePeer } from '../peers/require.ts'
import { missingChromium, openBrowser, openPage, screenshot, violationsOn } from '../support/browser.ts'
import { type DemoVisit, signInToDemo, visitDemo } from '../support/demo.ts'
import { wordsIn } from '../support/words.ts'

describePeer('high contrast, in the demo office', missingChromium, () => {
  const say = wordsIn('vi')
  let visit: DemoVisit
  let page: Page

  beforeAll(async () => {
    visit = await visitDemo('officer', { width: 1280, height: 900 })
    page = visit.page
    await page.locator('[data-delivery]:visible').first().waitFor()
  })
  afterAll(() => visit?.close())

  const isHigh = (at: Page) => at.locator('html[data-contrast=more]').count()

  it('is chosen under my settings, holds at once and on another device', async () => {
    await page.goto(`${visit.office.url}/settings?tab=me`)
    await page
      .getByRole('radiogroup', { name: say('Độ tương phản') })
      .getByText(say('Cao'), { exact: true })
      .click()
    await expect.poll(() => isHigh(page)).toBe(1)
    await expect
      .poll(async () => (await visit.read<{ preferences: object }>('/me')).preferences)
      .toMatchObject({ contrast: 'more' })
    const other = await openPage(await visit.browser.newContext({ locale: 'vi-VN' }))
    await signInToDemo(other.page, visit.office.url, 'officer')
    await expect.poll(() => isHigh(other.page)).toBe(1)
    await other.page.close()
  })

  for (const colorScheme of ['light', 'dark'] as const)
    it.each([
      '/?view=month',
      '/?view=week',
      '/?view=board',
      '/next-24-hours',
      '/attention',
      '/posts/new',
      '/channels',
      '/settings?tab=me',
    ])(`every text of %s stands out seven times, ${colorScheme}`, async (path) => {
      await page.emulateMedia({ colorScheme })
      await page.goto(`${visit.office.url}${path}`)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      if (path.includes('view')) await page.locator('[data-delivery]:visible').first().waitFor()
      expect(await violationsOn(page, ['color-contrast-enhanced'])).toEqual([])
      if (path.includes('view')) await screenshot(page, `contrast-${path.split('=')[1]}-${colorScheme}`)
    })

  it('follows a machine that asks for it, before anything is chosen', async () => {
    const browser = await openBrowser()
    const asking = await openPage(await browser.newContext({ contrast: 'more' }))
    await asking.page.goto(visit.office.url)
    expect(await isHigh(asking.page)).toBe(1)
    const plain = await openPage(await browser.newContext())
    await plain.page.goto(visit.office.url)
    expect(await isHigh(plain.page)).toBe(0)
    await browser.close()
    expect(visit.problems).toEqual([])
  })
})
