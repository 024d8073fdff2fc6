import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Post } from '../../server/contract/deliveries.ts'
import { describePeer } from '../peers/require.ts'
import { missingChromium, openBrowser, openPage, screenshot, violationsOn } from '../support/browser.ts'
import type { TestClient } from '../support/client.ts'
import { until } from '../support/until.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'
import { wordsIn } from '../support/words.ts'

const sentence = 'Lễ hội khai mạc lúc 20 giờ tại Nhà hát lớn.'
const written = (text: string) => ({
  ...{ kind: 'news', tone: 'neutral', title: 'Lễ hội', sourceLanguage: 'vi' },
  content: { vi: { title: 'Lễ hội', text, link: '' } },
})

describePeer('Two people on one post', missingChromium, () => {
  const say = wordsIn('vi')
  let app: WholeApp
  let lan: TestClient
  let minh: TestClient
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let problems: string[]
  let post: Post

  beforeAll(async () => {
    app = await startWholeApp()
    lan = await app.signIn('officer')
    minh = await app.signIn('admin')
    post = (await lan.post<Post>('/posts', written(sentence))).body
    browser = await openBrowser()
    context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const [name = '', value = ''] = lan.cookie.split('=')
    await context.addCookies([{ name, value, url: app.url }])
    const opened = await openPage(context)
    page = opened.page
    problems = opened.problems
  })
  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  const saved = async () => (await lan.get<Post>(`/posts/${post.id}`)).body
  const savedByMinh = async (text: string) => {
    const { revision } = await saved()
    await minh.put(`/posts/${post.id}`, { ...written(text), revision })
  }
  const textNow = async () => (await saved()).content['vi']?.text ?? ''
  const untilSaved = (text: string) => until(textNow, (now) => now === text)
  /** The page does not hear of it before it saves: as when both press at once. */
  const field = () => page.locator('textarea').first()
  const typeWhileOffline = async (text: string, meanwhile: () => Promise<unknown>) => {
    await context.setOffline(true)
    await field().fill(text)
    await meanwhile()
    await context.setOffline(false)
  }

  it('are put together by themselves where they changed different words', async () => {
    await page.goto(`${app.url}/posts/${post.id}`)
    await field().waitFor()
    await typeWhileOffline(sentence.replace('20 giờ', '19 giờ'), () =>
      savedByMinh(sentence.replace('Nhà hát lớn', 'Quảng trường')),
    )
    await untilSaved('Lễ hội khai mạc lúc 19 giờ tại Quảng trường.')
  })

  it('choose by keyboard where they changed the same words, and nothing is written before they did', async () => {
    const now = await textNow()
    await typeWhileOffline(now.replace('19 giờ', '18 giờ'), () => savedByMinh(now.replace('19 giờ', '21 giờ')))
    await page.getByRole('button', { name: say('Xem và gộp…') }).click()
    const dialog = page.getByRole('dialog')
    await dialog
      .getByText(/A admin/)
      .first()
      .waitFor()
    expect(await textNow()).toContain('21 giờ')
    expect(await violationsOn(page)).toEqual([])
    await screenshot(page, 'together-merge')
    await dialog.getByRole('radio').first().focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await untilSaved(now.replace('19 giờ', '18 21 giờ'))
  })

  it('see each other there while they are, by initials', async () => {
    const other = await browser.newContext({ viewport: { width: 360, height: 780 }, colorScheme: 'dark' })
    const [name = '', value = ''] = minh.cookie.split('=')
    await other.addCookies([{ name, value, url: app.url }])
    const { page: theirs } = await openPage(other)
    await theirs.goto(`${app.url}/posts/${post.id}`)
    const admin = page.getByTitle(say('{{name}} đang mở bài này.', { name: 'A admin' }))
    await admin.waitFor({ timeout: 10_000 })
    await theirs.getByTitle(say('{{name}} đang mở bài này.', { name: 'A officer' })).waitFor({ timeout: 5_000 })
    await field().press('End')
    await field().pressSequentially(' Mời bạn tới xem.', { delay: 80 })
    await theirs.getByTitle(say('{{name}} đang sửa bài này.', { name: 'A officer' })).waitFor({ timeout: 5_000 })
    await screenshot(theirs, 'together-present-360')
    expect(await violationsOn(theirs)).toEqual([])
    await theirs.getByRole('button', { name: say('Lịch sử') }).click()
    await theirs.getByRole('dialog').locator('ins').first().waitFor()
    await screenshot(theirs, 'together-history-360')
    expect(await violationsOn(theirs)).toEqual([])
    await screenshot(page, 'together-present')
    await other.close()
    await admin.waitFor({ state: 'detached', timeout: 10_000 })
  })

  it('see every version and bring one back', async () => {
    await page.getByRole('button', { name: say('Lịch sử') }).click()
    const dialog = page.getByRole('dialog')
    await dialog.locator('ins').first().waitFor()
    expect(await violationsOn(page)).toEqual([])
    await screenshot(page, 'together-history')
    await dialog.getByRole('button', { name: /^Bản 1\b/ }).click()
    await dialog.getByRole('button', { name: say('Khôi phục bản này') }).click()
    await page.getByRole('button', { name: say('Khôi phục'), exact: true }).click()
    await untilSaved(sentence)
    expect(await field().inputValue()).toBe(sentence)
    expect(problems.filter((problem) => !/ERR_INTERNET_DISCONNECTED|409/.test(problem))).toEqual([])
  })
})
