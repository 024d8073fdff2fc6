import type { Browser, Page } from 'playwright-core'
import { openBrowser, openPage } from './browser.ts'
import { startTestOffice, type TestOffice } from './office.ts'

type DemoRole = 'admin' | 'officer' | 'approver' | 'manager' | 'contributor'

/** Signs somebody of the demo office in at its first page. */
export async function signInToDemo(page: Page, officeUrl: string, role: DemoRole): Promise<void> {
  await page.goto(officeUrl)
  await page.locator('input[type=email]').fill(`${role}@demo.haidang.test`)
  await page.locator('input[type=password]').fill('hai-dang-luyen-tap')
  await page.locator('button[type=submit]').click()
}

/** A demo office of its own, and somebody of it at a browser. */
export interface DemoVisit {
  readonly office: TestOffice
  readonly browser: Browser
  readonly page: Page
  readonly problems: readonly string[]
  /** What the API answers this person. */
  read<T>(path: string): Promise<T>
  close(): Promise<void>
}

export async function visitDemo(role: DemoRole, viewport = { width: 1280, height: 720 }): Promise<DemoVisit> {
  const office = await startTestOffice({ demo: true })
  const browser = await openBrowser()
  const { page, problems } = await openPage(await browser.newContext({ locale: 'vi-VN', viewport }))
  await signInToDemo(page, office.url, role)
  return {
    ...{ office, browser, page, problems },
    read: async <T>(path: string) => (await (await page.request.get(`${office.url}/api/v1${path}`)).json()) as T,
    close: async () => {
      await browser.close()
      await office.close()
    },
  }
}
