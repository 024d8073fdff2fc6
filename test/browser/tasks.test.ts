import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { NextDay } from '../../server/contract/outlook.ts'
import type { Me } from '../../server/contract/people.ts'
import { describePeer } from '../peers/require.ts'
import { missingChromium, openPage, screenshot, violationsOn } from '../support/browser.ts'
import { type DemoVisit, signInToDemo, visitDemo } from '../support/demo.ts'
import { wordsIn } from '../support/words.ts'

describePeer('tasks on a post of the demo office', missingChromium, () => {
  const say = wordsIn('vi')
  let visit: DemoVisit
  let officer: Page
  let manager: Page
  let problems: readonly string[]

  beforeAll(async () => {
    visit = await visitDemo('officer', { width: 1280, height: 900 })
    officer = visit.page
    await officer.locator('[data-delivery]:visible').first().waitFor()
    const phone = await openPage(
      await visit.browser.newContext({ locale: 'vi-VN', viewport: { width: 360, height: 740 } }),
    )
    manager = phone.page
    problems = phone.problems
    await signInToDemo(manager, visit.office.url, 'manager')
    await manager.locator('[data-delivery]:visible').first().waitFor()
  })
  afterAll(() => visit?.close())

  it('one gives it, the other finds it on a phone and ticks it, and the first sees that without asking', async () => {
    const { deliveries } = await visit.read<NextDay>('/deliveries/next-24-hours')
    const { member } = (await (await manager.request.get(`${visit.office.url}/api/v1/me`)).json()) as Me
    await manager.goto(`${visit.office.url}/tasks`)
    await manager.getByText(say('Bạn không có việc nào. Giao việc ngay trong một bài, ở nút “Việc”.')).waitFor()

    await officer.goto(`${visit.office.url}/posts/${deliveries[0]?.postId}`)
    await officer.getByRole('button', { name: say('Việc'), exact: true }).click()
    const dialog = officer.getByRole('dialog')
    await dialog.getByRole('textbox', { name: say('Việc gì') }).fill('Xin ảnh bến số 5')
    await dialog.getByRole('combobox', { name: say('Ai làm') }).fill(member.name)
    await officer.getByRole('option', { name: member.name }).click()
    await dialog.getByRole('button', { name: say('Giao việc') }).click()
    const given = dialog.getByRole('listitem').filter({ hasText: 'Xin ảnh bến số 5' })
    await given.waitFor()
    expect(await violationsOn(officer)).toEqual([])
    await screenshot(officer, 'tasks-dialog')

    const told = manager.getByRole('listitem').filter({ hasText: 'Xin ảnh bến số 5' })
    await told.waitFor()
    expect(await violationsOn(manager)).toEqual([])
    expect(await manager.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
    await screenshot(manager, 'tasks-phone')
    await told.getByRole('checkbox').check()
    await manager.getByText(say('Đã xong: {{title}}', { title: 'Xin ảnh bến số 5' })).waitFor()

    await expect.poll(() => given.getByRole('checkbox').isChecked()).toBe(true)
    await officer.goto(`${visit.office.url}/tasks?show=given`)
    await officer
      .getByRole('link', { name: deliveries[0]?.title ?? '' })
      .first()
      .waitFor()
    expect(await violationsOn(officer)).toEqual([])
    await screenshot(officer, 'tasks-page')
    expect([...visit.problems, ...problems]).toEqual([])
  })
})
