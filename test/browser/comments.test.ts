import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { NextDay } from '../../server/contract/outlook.ts'
import type { Me } from '../../server/contract/people.ts'
import { describePeer } from '../peers/require.ts'
import { missingChromium, openBrowser, openPage, screenshot, violationsOn } from '../support/browser.ts'
import { signInToDemo } from '../support/demo.ts'
import { startTestOffice, type TestOffice } from '../support/office.ts'
import { wordsIn } from '../support/words.ts'

describePeer('two colleagues talk about a post', missingChromium, () => {
  const say = wordsIn('vi')
  let office: TestOffice
  let browser: Browser
  let officer: Page
  let manager: Page
  const problems: string[][] = []

  const signIn = async (role: 'officer' | 'manager', width: number) => {
    const opened = await openPage(await browser.newContext({ locale: 'vi-VN', viewport: { width, height: 800 } }))
    problems.push(opened.problems)
    const { page } = opened
    await signInToDemo(page, office.url, role)
    await page.locator('[data-delivery]:visible').first().waitFor()
    return page
  }
  const read = async <T>(page: Page, path: string) =>
    (await (await page.request.get(`${office.url}/api/v1${path}`)).json()) as T

  beforeAll(async () => {
    office = await startTestOffice({ demo: true })
    browser = await openBrowser()
    officer = await signIn('officer', 1280)
    manager = await signIn('manager', 360)
  })
  afterAll(async () => {
    await browser?.close()
    await office?.close()
  })

  it('one asks by name, the other is told, answers on a phone, and the first sees it without asking', async () => {
    const { deliveries } = await read<NextDay>(officer, '/deliveries/next-24-hours')
    const postId = deliveries[0]?.postId
    const { member } = await read<Me>(manager, '/me')

    await officer.goto(`${office.url}/posts/${postId}`)
    await officer.getByRole('button', { name: say('Trao đổi'), exact: true }).click()
    const dialog = officer.getByRole('dialog')
    await dialog.getByText(say('Chưa có trao đổi nào.')).waitFor()
    await dialog.getByRole('textbox', { name: say('Lời của bạn') }).fill('Con số này đã đúng chưa?')
    // Closed and opened again: what was typed is still there.
    await dialog.getByRole('button', { name: say('Đóng', {}, 'common') }).click()
    await officer.getByRole('button', { name: say('Trao đổi'), exact: true }).click()
    expect(await dialog.getByRole('textbox', { name: say('Lời của bạn') }).inputValue()).toBe(
      'Con số này đã đúng chưa?',
    )
    await dialog.getByRole('combobox', { name: say('Nhắc tới ai') }).fill(member.name)
    await officer.getByRole('option', { name: member.name }).click()
    await dialog.getByRole('button', { name: say('Gửi', {}, 'comments.json'), exact: true }).click()
    await dialog.getByText('Con số này đã đúng chưa?').waitFor()
    expect(await violationsOn(officer)).toEqual([])
    await screenshot(officer, 'comments-desktop')

    await manager.goto(`${office.url}/attention?show=mentions`)
    await manager.getByText('Con số này đã đúng chưa?').waitFor()
    expect(await violationsOn(manager)).toEqual([])
    await screenshot(manager, 'comments-attention')
    await manager.getByRole('link', { name: say('Xem và trả lời') }).click()
    const told = manager.getByRole('dialog')
    await told.getByRole('button', { name: say('Trả lời'), exact: true }).click()
    await told.getByRole('textbox', { name: say('Câu trả lời của bạn') }).fill('Đúng rồi.')
    await told.getByRole('button', { name: say('Gửi trả lời') }).click()
    await told.getByText('Đúng rồi.').waitFor()
    expect(await violationsOn(manager)).toEqual([])
    expect(await manager.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
    await screenshot(manager, 'comments-phone')

    await dialog.getByText('Đúng rồi.').waitFor()
    await dialog.getByRole('button', { name: say('Đã xong') }).click()
    await dialog.getByRole('button', { name: say('Mở lại', {}, 'comments.json') }).waitFor()
    await manager.goto(`${office.url}/attention?show=mentions`)
    await manager.getByText(say('Không có việc nào loại này.')).waitFor()
    expect(problems.flat()).toEqual([])
  })
})
