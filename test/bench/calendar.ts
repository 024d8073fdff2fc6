import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import type { BrowserContext, Page } from 'playwright-core'
import { platforms } from '../../connectors/rules/platforms.ts'
import { startOffice } from '../../server/compose.ts'
import { readConfig } from '../../server/config.ts'
import type { Post } from '../../server/contract/deliveries.ts'
import { listCalendar } from '../../server/db/calendar.ts'
import { createLogger } from '../../server/log.ts'
import { openBrowser } from '../support/browser.ts'
import { connectPractice, setUpOffice } from '../support/first-post.ts'
import { addDeliveries, type Span } from './planned.ts'
import { notedPaints, notePaints, type Spread, spreadOf, timed } from './timing.ts'

/**
 * The calendar and the composer in Chromium, with 100, 2,000 and 5,000 deliveries in the month and many stored.
 *   npm run bench:calendar -- [--stored 1000000] [--json]
 */
const { values } = parseArgs({
  options: { stored: { type: 'string', default: '1000000' }, json: { type: 'boolean', default: false } },
})
const sizes = [100, 2_000, 5_000] as const
/** Through four views each: 52 switches. */
const rounds = 13
const say = (sentence: string) => values.json || process.stdout.write(`${sentence}\n`)

const dataDir = await mkdtemp(join(tmpdir(), 'haidang-bench-'))
const said: string[] = []
const office = await startOffice(readConfig({ PORT: '0', HAIDANG_DATA: dataDir, LOG_LEVEL: 'fatal' }), {
  // Without a worker: it would read figures of deliveries that no platform knows.
  part: 'web',
  demo: false,
  log: createLogger({ level: 'fatal' }),
  say: (sentence) => said.push(sentence),
})
const url = office.url ?? ''
const browser = await openBrowser()
try {
  const [, code = ''] = /setup\?code=([\w-]+)/.exec(said.join('\n')) ?? []
  const ask = await setUpOffice(url, code)
  const channels = await Promise.all(platforms.map((platform) => connectPractice(ask, platform)))
  const { organizationId } = await office.db.selectFrom('channel').select('organizationId').executeTakeFirstOrThrow()
  const month = nextMonth()
  say(`writing ${values.stored} deliveries …`)
  await addDeliveries(office.db, tenYearsBefore(month.from), { count: Number(values.stored), state: 'published' })

  const context = await signedIn()
  const result: Record<string, unknown> = {}
  let planned = 0
  for (const size of sizes) {
    await addDeliveries(office.db, month, { count: size - planned, state: 'scheduled', first: planned })
    planned = size
    await sql`vacuum analyze`.execute(office.db)
    const query = await timed(50, () => listCalendar(office.db, organizationId, month))
    const api = await timed(30, () => ask('GET', `/deliveries?${new URLSearchParams(asText(month))}`))
    const figures = { queryMs: query, apiMs: api, ...(await inBrowser(context, month)) }
    say(`${size} in the month: ${JSON.stringify(figures)}`)
    result[size] = figures
  }
  const post = await ask<Post>('POST', '/posts', {
    ...{ kind: 'news', tone: 'neutral', title: 'Bàn phím', sourceLanguage: 'vi' },
    content: { vi: { title: 'Bàn phím', text: longText(5_000), link: '' } },
    variants: channels.map(({ id }) => ({ channelId: id, language: 'vi' })),
  })
  const keys = await typing(context, post.id)
  say(`a key in a text of 5,000 characters for ${channels.length} channels: ${JSON.stringify(keys)}`)
  process.stdout.write(`${JSON.stringify({ stored: Number(values.stored), ...result, ...keys })}\n`)
} finally {
  await browser.close()
  await office.stop()
  await rm(dataDir, { recursive: true, force: true })
}

async function signedIn(): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'vi-VN', viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await page.goto(url)
  await page.locator('input[type=email]').fill('hai@example.vn')
  await page.locator('input[type=password]').fill('một mật khẩu dài')
  await page.locator('button[type=submit]').click()
  await page.waitForURL(({ pathname }) => pathname === '/')
  await page.close()
  return context
}

/** What a person meets: the page from its address to deliveries in sight, a drag, other views, and what it keeps. */
async function inBrowser(context: BrowserContext, { from }: Span) {
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  const ids = new Set<string>()
  let sentBytes = 0
  session.on('Network.responseReceived', ({ requestId, response }) => {
    if (new URL(response.url).pathname === '/api/v1/deliveries') ids.add(requestId)
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (ids.has(requestId)) sentBytes = Math.max(sentBytes, encodedDataLength)
  })
  const shown = page.locator('[data-delivery]:visible').first()
  const usableMs = await timed(5, async () => {
    await page.goto(`${url}/?date=${dayOf(from)}&view=month`)
    await shown.waitFor()
  })
  const dragMs = await dragging(page)
  const viewSwitchMs = await switching(page, 2)
  const before = await memory()
  await switching(page, rounds)
  const after = await memory()
  await page.close()
  return { usableMs, dragMs, viewSwitchMs, payloadKb: kilobytes(sentBytes), memoryMb: { before, after } }

  async function memory(): Promise<number> {
    await session.send('HeapProfiler.collectGarbage')
    const { usedSize } = await session.send('Runtime.getHeapUsage')
    return Math.round(usedSize / 2 ** 20)
  }
}

/** Each movement of the pointer until the picture under it is painted. Nothing is dropped: Escape puts it back. */
async function dragging(page: Page): Promise<Spread> {
  const box = await page.locator('[data-delivery][data-state=scheduled]:visible').first().boundingBox()
  if (!box) throw new Error('There is nothing to drag')
  const { x, y } = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 10, y + 10, { steps: 3 })
  await notePaints(page, 'pointermove')
  for (let step = 1; step <= 60; step += 1) {
    await page.mouse.move(x + 10 + step * 5, y + 10 + step * 3)
    await page.waitForTimeout(20)
  }
  const noted = await notedPaints(page)
  await page.keyboard.press('Escape')
  await page.mouse.up()
  return spreadOf(noted)
}

/** From the key of a view to its first delivery, `rounds` times through four views that end with the month. */
async function switching(page: Page, rounds: number): Promise<Spread> {
  const took: number[] = []
  for (let round = 0; round < rounds; round += 1)
    for (const [key, view] of [
      ['w', 'week'],
      ['d', 'day'],
      ['a', 'list'],
      ['m', 'month'],
    ] as const) {
      const started = performance.now()
      await page.keyboard.press(key)
      await page.waitForURL((address) => (address.searchParams.get('view') ?? 'month') === view)
      await page.locator('[data-delivery]:visible').first().waitFor()
      took.push(performance.now() - started)
    }
  return spreadOf(took)
}

/** From a key to the next frame, with all channels of the office chosen. */
async function typing(context: BrowserContext, postId: string) {
  const page = await context.newPage()
  await page.goto(`${url}/posts/${postId}`)
  const text = page.locator('textarea').first()
  await text.waitFor()
  await text.click()
  await page.keyboard.press('Control+End')
  await page.waitForTimeout(1_000)
  await notePaints(page, 'keydown')
  for (let key = 0; key < 120; key += 1) {
    await page.keyboard.type('chào '.charAt(key % 5))
    await page.waitForTimeout(60)
  }
  const noted = await notedPaints(page)
  await page.close()
  return { keystrokeMs: spreadOf(noted) }
}

/** The month after this one: everything in it can still be moved. */
function nextMonth(): Span {
  const now = new Date()
  return {
    from: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)),
    to: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 2, 1)),
  }
}

/** Ends early enough that the weeks around the month add nothing to what the page shows. */
function tenYearsBefore(instant: Date): Span {
  const daysBefore = (days: number) => new Date(instant.getTime() - days * 86_400_000)
  return { from: daysBefore(3_650), to: daysBefore(40) }
}

function asText({ from, to }: Span) {
  return { from: from.toISOString(), to: to.toISOString() }
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10)
}

function longText(length: number): string {
  return 'Hội chợ khai mạc lúc tám giờ sáng tại quảng trường. '.repeat(100).slice(0, length)
}

function kilobytes(bytes: number): number {
  return Math.round(bytes / 100) / 10
}
