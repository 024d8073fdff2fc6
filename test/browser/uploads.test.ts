import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, CDPSession, Page, Request } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hashPassword } from '../../server/auth/passwords.ts'
import { png } from '../media/files.ts'
import { missingChromium, openBrowser, openPage, screenshot } from '../support/browser.ts'
import { until } from '../support/until.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'

const MiB = 1024 * 1024
/** Bytes a second, so that a piece takes a while. */
const slow = 6 * MiB

describe.skipIf(missingChromium() !== null)('uploading in a browser', () => {
  let folder: string
  let app: WholeApp
  let wire: { readonly url: string; tear(torn: boolean): void; stop(): Promise<void> }
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let devTools: CDPSession | undefined
  const offsets: { from: number; isTaken: boolean }[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'haidang-uploads-'))
    app = await startWholeApp()
    wire = await startLine(app.url)
    browser = await openBrowser()
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en' })
    await signIn()
    page = (await openPage(context)).page
    page.on('requestfinished', (request) => note(request, true))
    page.on('requestfailed', (request) => note(request, false))
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await screenshot(page, 'uploads-failed')
  })
  afterAll(async () => {
    await context?.close()
    await browser?.close()
    await wire?.stop()
    await app?.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** Between the page and the server: a line that can be torn. */
  async function startLine(to: string) {
    const { port } = new URL(to)
    const sockets = new Set<Socket>()
    const relay = createServer((near) => {
      const far = connect(Number(port), '127.0.0.1')
      for (const socket of [near, far]) {
        sockets.add(socket)
        socket.on('error', () => {})
        socket.on('close', () => {
          sockets.delete(socket)
          near.destroy()
          far.destroy()
        })
      }
      if (isTorn) near.resetAndDestroy()
      near.pipe(far).pipe(near)
    })
    let isTorn = false
    await new Promise<void>((done) => relay.listen(0, '127.0.0.1', done))
    const tear = (torn: boolean) => {
      isTorn = torn
      if (torn) for (const socket of sockets) socket.resetAndDestroy()
    }
    const stop = async () => {
      tear(true)
      await new Promise((done) => relay.close(done))
    }
    return { url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`, tear, stop }
  }

  async function signIn() {
    const [name = '', value = ''] = (await app.signIn('officer')).cookie.split('=')
    await context.addCookies([{ name, value, url: wire.url }])
  }
  function note(request: Request, isTaken: boolean) {
    const from = new URL(request.url()).searchParams.get('offset')
    if (request.method() === 'PATCH' && from !== null) offsets.push({ from: Number(from), isTaken })
  }
  /** -1: as fast as it goes. */
  async function throttle(bytesPerSecond: number) {
    devTools ??= await context.newCDPSession(page)
    await devTools.send('Network.enable')
    await devTools.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond },
    })
  }
  const picture = async (name: string, bytes: number) => {
    const path = join(folder, name)
    await writeFile(path, Buffer.concat([await png(60, 40), randomBytes(bytes)]))
    return path
  }
  const choose = (paths: string[]) => page.locator('main input[type=file]').first().setInputFiles(paths)
  const stored = async () => Number((await app.db.selectFrom('media').select('id').execute()).length)

  it('goes on after the line was cut in the middle of a piece, and sends nothing twice that had arrived', async () => {
    const size = 18 * MiB
    const path = await picture('Bến cảng.png', size)
    await page.goto(`${wire.url}/media`)
    await page.locator('main input[type=file]').first().waitFor({ state: 'attached' })
    await throttle(slow)
    await choose([path])
    await until(
      async () => offsets.length,
      (pieces) => pieces >= 2,
    )
    await page.waitForTimeout(200)
    wire.tear(true)
    await page.locator('[data-upload=waiting-line]').waitFor()
    wire.tear(false)
    await until(stored, (files) => files === 1)
    const failed = offsets.filter(({ isTaken }) => !isTaken)
    const taken = offsets.filter(({ isTaken }) => isTaken).map(({ from }) => from)
    expect(failed.length).toBeLessThanOrEqual(1)
    expect(taken).toEqual([...new Set(taken)].sort((one, other) => one - other))
    // What had come of the cut piece stayed: the next one begins at or behind its start.
    for (const { from } of failed) expect(taken.filter((other) => other < from).length).toBeGreaterThan(0)
    await page.getByText('Bến cảng.png').first().waitFor()
  })

  it('continues after the page was closed in the middle, when the file is chosen again', async () => {
    const path = await picture('Lễ hội.png', 14 * MiB)
    offsets.length = 0
    await throttle(slow)
    await choose([path])
    await until(
      async () => offsets.length,
      (pieces) => pieces >= 1,
    )
    page.once('dialog', (dialog) => void dialog.accept())
    await page.reload()
    await page.getByText('Lễ hội.png').first().waitFor()
    offsets.length = 0
    await throttle(-1)
    await choose([path])
    await until(stored, (files) => files === 2)
    expect(Math.min(...offsets.map(({ from }) => from))).toBeGreaterThan(0)
  })

  it('waits when the session has ended, and goes on after signing in again', async () => {
    await throttle(slow)
    await choose([await picture('Hải sản.png', 14 * MiB)])
    await page.waitForTimeout(300)
    await app.db.deleteFrom('session').execute()
    const password = 'một mật khẩu dài'
    const email = 'can.bo@example.vn'
    await app.db
      .updateTable('member')
      .set({ email, passwordHash: await hashPassword(password) })
      .execute()
    await page.locator('input[type=email]').fill(email)
    await page.locator('input[type=password]').fill(password)
    await throttle(-1)
    await page.locator('button[type=submit]').click()
    await until(stored, (files) => files === 3)
  })

  it('takes fifty files at once, three at a time, each once', async () => {
    await page.goto(`${wire.url}/media`)
    await page.locator('main input[type=file]').first().waitFor({ state: 'attached' })
    const paths = await Promise.all(Array.from({ length: 50 }, (_, at) => picture(`Ảnh ${at}.png`, 20_000)))
    await choose([...paths])
    await until(stored, (files) => files === 53, { withinMs: 60_000 })
    await choose([paths[0] ?? ''])
    await page.waitForTimeout(500)
    expect(await stored()).toBe(53)
  })
})
