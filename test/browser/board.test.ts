import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DeliveryDetail } from '../../server/contract/deliveries.ts'
import { describePeer } from '../peers/require.ts'
import { missingChromium, screenshot, violationsOn } from '../support/browser.ts'
import { type DemoVisit, visitDemo } from '../support/demo.ts'
import { until } from '../support/until.ts'
import { wordsIn } from '../support/words.ts'

describePeer('the board of the demo office', missingChromium, () => {
  const say = wordsIn('vi')
  let visit: DemoVisit
  let page: Page
  let problems: readonly string[]

  beforeAll(async () => {
    visit = await visitDemo('officer', { width: 1440, height: 900 })
    ;({ page, problems } = visit)
    await page.locator('[data-delivery]:visible').first().waitFor()
  })
  afterAll(() => visit?.close())

  const column = (name: string) =>
    page.getByRole('region', { name: new RegExp(`^${say(name, {}, 'calendar.json:board')}`) })
  const inLine = () => column('Chờ đăng').locator('[data-delivery][data-state=scheduled]')
  const read = (id: string) => visit.read<DeliveryDetail>(`/deliveries/${id}`)

  it('opens by key, counts each column honestly, and stands in the address', async () => {
    await page.keyboard.press('b')
    await inLine().first().waitFor()
    expect(new URL(page.url()).searchParams.get('view')).toBe('board')
    for (const name of ['Nháp', 'Chờ đăng', 'Cần chú ý', 'Đã đăng', 'Không đăng nữa']) {
      const more = column(name).getByRole('button')
      while ((await more.count()) > 0) await more.click()
      const said = await column(name).getByRole('heading').textContent()
      expect(Number(/\d+/.exec(said ?? '')?.[0])).toBe(await column(name).locator('[data-delivery]').count())
    }
    expect(await violationsOn(page)).toEqual([])
    await screenshot(page, 'board')
  })

  it('asks before a card dropped on another column is cancelled, and takes that back', async () => {
    const card = inLine().last()
    const id = (await card.getAttribute('data-delivery')) ?? ''
    await card.dragTo(column('Không đăng nữa'))
    await page.getByRole('dialog').locator('button[type=submit]').click()
    await column('Không đăng nữa').locator(`[data-delivery="${id}"]`).waitFor()
    expect((await read(id)).state).toBe('cancelled')
    await page.keyboard.press('z')
    await until(
      () => read(id),
      ({ state }) => state === 'scheduled',
    )
    await column('Chờ đăng').locator(`[data-delivery="${id}"]`).waitFor()
  })

  it('says that nobody can bring there what only the platform decides', async () => {
    const card = inLine().last()
    const title = (await card.locator('[lang]').first().textContent()) ?? ''
    await card.dragTo(column('Cần chú ý'))
    await page
      .getByText(
        say(
          'Không chuyển được “{{title}}” sang cột “{{column}}”: việc đó do hệ thống ghi nhận, hoặc lúc này không làm được.',
          { title, column: say('Cần chú ý', {}, 'calendar.json:board') },
        ),
      )
      .waitFor()
  })

  it('opens a card by keyboard beside the board, with all that can be done', async () => {
    await inLine().first().focus()
    await page.keyboard.press('Enter')
    await page
      .getByRole('complementary', { name: say('Chi tiết lượt đăng') })
      .getByRole('heading')
      .first()
      .waitFor()
    expect(new URL(page.url()).searchParams.get('view')).toBe('board')
    expect(await violationsOn(page)).toEqual([])
  })

  it('swipes from column to column on a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 })
    await page.goto(`${visit.office.url}/?view=board`)
    await inLine().first().waitFor()
    await column('Đã đăng').scrollIntoViewIfNeeded()
    await column('Đã đăng').locator('[data-delivery]').first().waitFor()
    expect(await violationsOn(page)).toEqual([])
    await screenshot(page, 'board-phone')
    expect(problems).toEqual([])
  })
})
