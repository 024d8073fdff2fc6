import { mkdir, writeFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DeliveryItem } from '../../server/contract/deliveries.ts'
import { describePeer } from '../peers/require.ts'
import { missingChromium, screenshot, violationsOn } from '../support/browser.ts'
import { type DemoVisit, visitDemo } from '../support/demo.ts'
import { wordsIn } from '../support/words.ts'

describePeer('the month on paper, in the demo office', missingChromium, () => {
  const say = wordsIn('vi')
  let visit: DemoVisit
  let page: Page

  beforeAll(async () => {
    visit = await visitDemo('officer')
    page = visit.page
    await page.locator('[data-delivery]:visible').first().waitFor()
  })
  afterAll(() => visit?.close())

  const printed = () => page.locator('td li')

  it('shows every delivery of every day, but what was called off', async () => {
    await page.getByRole('button', { name: say('Nhập, xuất, in') }).click()
    const asked = page.waitForRequest(/\/deliveries\?/)
    await page.getByRole('menuitem', { name: say('In cả tháng…') }).click()
    await printed().first().waitFor()
    const { deliveries } = await visit.read<{ deliveries: DeliveryItem[] }>(
      (await asked).url().replace(/^.*\/api\/v1/, ''),
    )
    const hung = deliveries.filter(({ state }) => state !== 'cancelled' && state !== 'removed')
    expect(hung.length).toBeLessThan(deliveries.length)
    expect(await printed().count()).toBe(hung.length)
    expect(await violationsOn(page)).toEqual([])
    await screenshot(page, 'print')
  })

  it('goes on paper without buttons, on a few sheets', async () => {
    for (const [format, most] of [
      ['A3', 2],
      ['A4', 4],
    ] as const) {
      const sheets = await page.pdf({ format, landscape: true })
      await mkdir('test/output', { recursive: true })
      await writeFile(`test/output/month-${format}.pdf`, sheets)
      const count = sheets.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0
      expect(count, format).toBeGreaterThan(0)
      expect(count, format).toBeLessThanOrEqual(most)
    }
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('button', { name: say('In', {}, 'calendar.json:paper') }).isVisible()).toBe(false)
    await page.emulateMedia({ media: 'screen' })
  })

  it('shows what was called off to who filters by it, and leads back to the same view', async () => {
    await page.goto(`${visit.office.url}/print?view=board&state=cancelled`)
    await printed().first().waitFor()
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('link', { name: say('Về lịch') }).click()
    await page.waitForURL(/view=board/)
    expect(new URL(page.url()).searchParams.get('state')).toBe('cancelled')
    expect(visit.problems).toEqual([])
  })
})
