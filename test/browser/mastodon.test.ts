import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Channel } from '../../server/contract/channels.ts'
import { describePeer } from '../peers/require.ts'
import { missingSnac, type SnacPeer, startSnac } from '../peers/snac.ts'
import { missingChromium, openBrowser, openPage, screenshot } from '../support/browser.ts'
import { setUpOffice } from '../support/first-post.ts'
import { startTestOffice, type TestOffice } from '../support/office.ts'
import { wordsIn } from '../support/words.ts'

describePeer(
  'Connecting an account by leaving for its server and coming back',
  () => missingChromium() ?? missingSnac(),
  () => {
    const say = wordsIn('vi')
    let snac: SnacPeer
    let office: TestOffice
    let browser: Browser
    let page: Page
    let channels: () => Promise<Channel[]>

    beforeAll(async () => {
      snac = await startSnac()
      office = await startTestOffice({ env: { HAIDANG_ALLOW_HOSTS: new URL(snac.url).host } })
      const ask = await setUpOffice(office.url, office.setUpCode ?? '')
      channels = async () => (await ask<{ channels: Channel[] }>('GET', '/channels')).channels
      browser = await openBrowser()
      page = (await openPage(await browser.newContext())).page
      await page.goto(office.url)
      await page.locator('input[type=email]').fill('hai@example.vn')
      await page.locator('input[type=password]').fill('một mật khẩu dài')
      await page.locator('button[type=submit]').click()
      await page.getByRole('region', { name: say('Lịch đăng') }).waitFor()
    })
    afterAll(async () => {
      await browser?.close()
      await office?.close()
      await snac?.stop()
    })

    const leave = () =>
      page.getByRole('button', { name: say('Tới {{platform}} để cho phép', { platform: 'Mastodon' }) }).click()
    const letIn = async () => {
      await page.locator('input[name=login]').fill(snac.user)
      await page.locator('input[name=passwd]').fill(snac.password)
      await page.locator('input[type=submit]').click()
    }

    it('comes back to choose the account, and the channel is there', async () => {
      await page.goto(`${office.url}/channels/connect`)
      await page.getByRole('link', { name: 'Mastodon', exact: true }).click()
      await page.getByRole('textbox').first().fill(snac.url)
      await leave()
      await page.waitForURL(`${snac.url}/**`)
      await letIn()
      await page.waitForURL(`${office.url}/channels/connect/**`)
      await page.getByRole('heading', { name: say('Chọn tài khoản') }).waitFor()
      await screenshot(page, 'mastodon-choose')
      await page.getByRole('checkbox').last().check()
      await page.locator('main button[type=submit]').click()
      await page.waitForURL(`${office.url}/channels`)
      expect(await channels()).toMatchObject([{ platform: 'mastodon', state: 'connected', practice: false }])
    })

    it('comes back without a channel, and with the reason, when the person does not let us in', async () => {
      await page.goto(`${office.url}/api/v1/connections/callback?state=nobody-asked&error=access_denied`)
      await page.waitForURL(/\/channels\?problem=/)
      await page.getByRole('alert').first().waitFor()
      expect(await channels()).toHaveLength(1)
    })
  },
)
