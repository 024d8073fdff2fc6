import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { wallTimeOf } from '../../server/domain/wall-time.ts'
import { type BlueskyAccount, type BlueskyPeer, missingBluesky, startBluesky } from '../peers/bluesky.ts'
import { describePeer } from '../peers/require.ts'
import {
  missingChromium,
  openBrowser,
  openPage,
  screenshot,
  violationsOn,
  type WatchedPage,
} from '../support/browser.ts'
import { startTestOffice, type TestOffice } from '../support/office.ts'
import { until } from '../support/until.ts'
import { type PageLanguage, wordsIn } from '../support/words.ts'

const zone = 'Asia/Ho_Chi_Minh'

/** The next whole minute with at least ten seconds to go, as the office's clock will show it. */
function soon(): { hour: string; minute: string; at: Date } {
  const minute = 60_000
  const at = new Date(Math.ceil((Date.now() + 10_000) / minute) * minute)
  const [, time = ''] = wallTimeOf(at, zone).split('T')
  const [hour = '', minutes = ''] = time.split(':')
  return { hour, minute: minutes, at }
}

const text = 'Bảo tàng mở cửa từ hôm nay. Mời bạn đến xem! #HảiPhòng https://example.vn/bao-tang'
const pages = [
  '/next-24-hours',
  '/held',
  '/attention',
  '/media',
  '/campaigns',
  '/settings',
  '/posts/new',
  '/channels/connect',
]

/** The whole way of a new user, in one language: each step a test, in order. */
export function describeStory(language: PageLanguage): void {
  describePeer(
    `A new user, from the printed address to a post on Bluesky, in ${language}`,
    () => missingChromium() ?? missingBluesky(),
    () => {
      const say = wordsIn(language)
      let browser: Browser
      let peer: BlueskyPeer
      let office: TestOffice
      let context: BrowserContext
      let watched: WatchedPage
      let page: Page
      let account: BlueskyAccount
      let dueAt: Date
      /** When Bluesky first showed a post. */
      let appeared: Promise<Date>

      beforeAll(async () => {
        peer = await startBluesky()
        browser = await openBrowser()
        account = await peer.createAccount(`cang-${language}.test`)
        office = await startTestOffice({ env: { HAIDANG_ALLOW_HOSTS: new URL(peer.url).host } })
        // The office's zone is used whatever the browser's.
        context = await browser.newContext({ viewport: { width: 1440, height: 900 }, timezoneId: 'America/New_York' })
        watched = await openPage(context)
        page = watched.page
      })
      afterEach(async ({ task }) => {
        if (task.result?.state === 'fail') await screenshot(page, `story-${language}-failed`)
      })
      afterAll(async () => {
        await context?.close()
        await office?.close()
        await browser?.close()
        await peer?.stop()
      })

      const button = (vietnamese: string, values = {}) =>
        page.getByRole('button', { name: say(vietnamese, values), exact: true })
      const link = (vietnamese: string) => page.getByRole('link', { name: say(vietnamese), exact: true })
      const field = (vietnamese: string, values = {}) =>
        page.getByRole('textbox', { name: say(vietnamese, values), exact: true })
      const bar = () => page.getByRole('region', { name: say('Lên lịch', {}, 'composer'), exact: true })
      const chip = () =>
        page
          .getByRole('region', { name: say('Lịch đăng') })
          .getByText('Mở cửa Bảo tàng Hàng hải')
          .first()
      const seen = async (name: string) => {
        const violations = await violationsOn(page)
        await screenshot(page, `story-${language}-${name}`)
        expect(violations).toEqual([])
      }

      it('sets up the office with the code in the address', async () => {
        await page.goto(`${office.url}/setup?code=${office.setUpCode}`)
        // The form is there before the language is chosen, and follows it.
        await page.locator('input[type=email]').waitFor()
        if (language === 'en') await page.getByRole('button', { name: /^EN/ }).click()
        await seen('1-setup')
        await field('Tên cơ quan').fill('Văn phòng Truyền thông')
        await field('Họ và tên').fill('Trần Thị Hải')
        await field('Thư điện tử').fill(`hai-${language}@example.vn`)
        await field('Mật khẩu').fill('một mật khẩu dài')
        await button('Tạo cơ quan và quản trị').click()
        await page.getByRole('region', { name: say('Lịch đăng') }).waitFor()
        await seen('2-empty-calendar')
      })

      it('connects the office’s Bluesky account, and states that it is official', async () => {
        await link('Kênh').click()
        await link('Kết nối kênh đầu tiên').click()
        await page.getByRole('link', { name: 'Bluesky', exact: true }).click()
        await seen('3-connect')
        await field('Tên tài khoản').fill(account.handle)
        await field('Mật khẩu ứng dụng').fill('wron-gpas-swor-dxxx')
        await field('Máy chủ (nếu tự vận hành)').fill(peer.url)
        await button('Kiểm tra và tìm tài khoản').click()
        await page.getByRole('alert').first().waitFor()
        await field('Mật khẩu ứng dụng').fill(account.appPassword)
        await button('Kiểm tra và tìm tài khoản').click()
        await page.getByRole('heading', { name: say('Chọn tài khoản') }).waitFor()
        await seen('4-choose')
        await page.getByRole('checkbox').last().check()
        await page.locator('main button[type=submit]').click()
        await page.getByRole('heading', { name: account.handle }).waitFor()
        await seen('5-channels')
      })

      it('writes a post for today and schedules it', async () => {
        watched.problems.length = 0
        await link('Lịch đăng').click()
        await link('Soạn bài').last().click()
        await page.getByRole('checkbox', { name: say('Đăng trên {{channel}}', { channel: account.handle }) }).check()
        const source = page.getByRole('tab').first()
        await source.waitFor()
        await page.locator('textarea[placeholder], input[placeholder]').first().waitFor()
        await page
          .getByRole('textbox', { name: new RegExp(`^${say('Tiêu đề, {{language}}', { language: '' })}`) })
          .fill('Mở cửa Bảo tàng Hàng hải')
        const textbox = page.getByRole('textbox', {
          name: new RegExp(`^${say('Nội dung, {{language}}', { language: '' })}`),
        })
        await textbox.fill('Quá dài. '.repeat(60))
        await expect.poll(() => bar().getByRole('button', { disabled: true }).first().isVisible()).toBe(true)
        await textbox.fill(text)

        const { hour, minute, at } = soon()
        await page.getByRole('button', { name: new RegExp(`^${say('Ngày', {}, 'common')}: `) }).click()
        const [date = ''] = wallTimeOf(at, zone).split('T')
        await page
          .getByRole('dialog')
          .locator('button:not([disabled]) >> text=/^\\d+$/')
          .filter({ hasText: new RegExp(`^${Number(date.slice(8))}$`) })
          .first()
          .click()
        await page
          .getByRole('spinbutton', { name: say('Giờ', {}, 'common.json:wallTime.hours'), exact: true })
          .fill(hour)
        await page
          .getByRole('spinbutton', { name: say('Phút', {}, 'common.json:wallTime.minutes'), exact: true })
          .fill(minute)
        await seen('6-composer')
        await bar()
          .getByRole('button', { name: new RegExp(`^${say('Lên lịch', {}, 'composer')} 1`) })
          .click()
        await page.waitForURL(/\/posts\/[0-9a-f-]{36}/)

        dueAt = at
        appeared = firstPost(peer, account.did)
        await link('Lịch đăng').click()
        await chip().waitFor()
        await seen('7-calendar')
      })

      it.each(pages)(
        'meanwhile finds nothing wrong for assistive technology on %s, on desktop and phone, light and dark',
        async (path) => {
          for (const viewport of [
            { width: 1440, height: 900 },
            { width: 360, height: 740 },
          ]) {
            await page.setViewportSize(viewport)
            await page.goto(`${office.url}${path}`)
            await page.getByRole('heading', { level: 1 }).first().waitFor()
            for (const colorScheme of ['light', 'dark'] as const) {
              await page.emulateMedia({ colorScheme })
              await seen(`page${path.replaceAll('/', '-')}-${viewport.width}-${colorScheme}`)
            }
            const overflow = await page.evaluate(
              () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
            )
            expect(overflow).toBeLessThanOrEqual(0)
          }
        },
      )

      it('sees that the post went out on time, and only once', async () => {
        const late = (await appeared).getTime() - dueAt.getTime()
        expect(late).toBeGreaterThanOrEqual(0)
        expect(late).toBeLessThan(10_000)
        await page.setViewportSize({ width: 1440, height: 900 })
        await page.emulateMedia({ colorScheme: 'light' })
        await page.goto(office.url)
        await chip().click()
        const out = page.getByRole('link', { name: say('Mở bài đã đăng') }).first()
        await out.waitFor()
        await seen('8-published')
        expect(await out.getAttribute('href')).toContain(account.did)
        const posts = await peer.readPosts(account.did)
        expect(posts.map(({ value }) => value.text)).toEqual([text])
        expect(watched.problems).toEqual([])
      })
    },
  )
}

/** @returns when the account's first post was seen on the server */
async function firstPost(peer: BlueskyPeer, did: string): Promise<Date> {
  await until(
    () => peer.readPosts(did),
    (posts) => posts.length > 0,
    { withinMs: 150_000, everyMs: 250 },
  )
  return new Date()
}
