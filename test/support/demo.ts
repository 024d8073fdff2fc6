import type { Page } from 'playwright-core'

/** Signs somebody of the demo office in at its first page. */
export async function signInToDemo(
  page: Page,
  officeUrl: string,
  role: 'admin' | 'officer' | 'approver' | 'manager' | 'contributor',
): Promise<void> {
  await page.goto(officeUrl)
  await page.locator('input[type=email]').fill(`${role}@demo.haidang.test`)
  await page.locator('input[type=password]').fill('hai-dang-luyen-tap')
  await page.locator('button[type=submit]').click()
}
