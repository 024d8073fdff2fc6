import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Locator, Page } from 'playwright-core'
import { startOffice } from '../../server/compose.ts'
import { readConfig } from '../../server/config.ts'
import type { Channel } from '../../server/contract/channels.ts'
import type { NextDay } from '../../server/contract/outlook.ts'
import { createLogger } from '../../server/log.ts'
import { openBrowser, openPage } from '../support/browser.ts'
import { signInToDemo } from '../support/demo.ts'
import { wordsIn } from '../support/words.ts'

/**
 * Ten tasks of an officer, done in the demo office the shortest way a new user finds: clicks, keys and waiting counted.
 *   npm run walk -- [--json]
 * `seconds` is what the keystroke-level model gives a practised person: 1.3 s to point and click, 0.28 s a key, 1.35 s to
 * think before each click, typing at 0.2 s a letter, and the waiting that was measured.
 */
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const say = (sentence: string) => values.json || process.stdout.write(`${sentence}\n`)
const words = wordsIn('vi')

interface Walked {
  clicks: number
  keys: number
  letters: number
  /** Until what was asked for stood there, without the person's own time. */
  waitMs: number
}

let walked: Walked
const waiting = async <T>(work: Promise<T>): Promise<T> => {
  const begun = performance.now()
  const answer = await work
  walked.waitMs += performance.now() - begun
  return answer
}
const click = async (at: Locator, options: Parameters<Locator['click']>[0] = {}) => {
  walked.clicks += 1
  await waiting(at.click(options))
}
const type = async (at: Locator, text: string) => {
  walked.letters += text.length
  await waiting(at.fill(text))
}
const press = async (at: Page, key: string) => {
  walked.keys += 1
  await at.keyboard.press(key)
}
const there = (at: Locator) => waiting(at.first().waitFor())

const dataDir = await mkdtemp(join(tmpdir(), 'haidang-walk-'))
const office = await startOffice(readConfig({ PORT: '0', HAIDANG_DATA: dataDir, LOG_LEVEL: 'fatal' }), {
  part: 'all',
  demo: true,
  log: createLogger({ level: 'fatal' }),
  say: () => undefined,
})
const url = office.url ?? ''
const browser = await openBrowser()
const { page } = await openPage(await browser.newContext({ locale: 'vi-VN', viewport: { width: 1440, height: 900 } }))
await signInToDemo(page, url, 'officer')
await page.locator('[data-delivery]:visible').first().waitFor()
const read = async <T>(path: string) => (await (await page.request.get(`${url}/api/v1${path}`)).json()) as T
const open = async (path: string) => {
  await page.goto(`${url}${path}`)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
}
const button = (name: string | RegExp, within: Page | Locator = page) =>
  within.getByRole('button', { name: typeof name === 'string' ? words(name) : name }).first()
const dialog = page.getByRole('dialog')
const confirm = dialog.locator('button[type=submit]')
const toast = (sentence: RegExp) => page.getByText(sentence).first()
const chosenBar = page.getByRole('region', { name: words('Các lượt đang chọn') })
const { deliveries } = await read<NextDay>('/deliveries/next-24-hours')
const { channels } = await read<{ channels: Channel[] }>('/channels')
const postId = deliveries[0]?.postId ?? ''

const tasks: Readonly<Record<string, () => Promise<void>>> = {
  'plan a week (the last one again)': async () => {
    await open('/?view=week')
    await there(page.locator('[data-delivery]:visible'))
    await press(page, 'Shift+X')
    await click(button('Nhân bản…', chosenBar))
    await click(dialog.getByText(words('Sau một số ngày')))
    await click(confirm)
    await there(toast(/Đã tạo \d+ bài nháp/))
  },
  'move it by a day': async () => {
    const nextWeek = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10)
    await open(`/?view=week&date=${nextWeek}`)
    await there(page.locator('[data-delivery]:visible'))
    await press(page, 'Shift+X')
    await click(button('Dời…', chosenBar))
    await click(confirm)
    await there(toast(/Đã dời \d+ lượt/))
  },
  'add a language': async () => {
    await open(`/posts/${postId}`)
    await click(button(/^Ngôn ngữ$/))
    await click(page.getByRole('menuitem').first())
    await type(page.locator('textarea:visible').first(), 'The museum opens at eight.')
    await there(page.getByRole('tab').nth(1))
  },
  'fix a red check': async () => {
    await open('/posts/new')
    const x = channels.find(({ platform }) => platform === 'x')
    await page.getByRole('checkbox', { name: words('Đăng trên {{channel}}', { channel: x?.name ?? '' }) }).check()
    const text = page.getByRole('textbox', {
      name: new RegExp(`^${words('Nội dung, {{language}}', { language: '' })}`),
    })
    await text.first().fill('Quá dài. '.repeat(60))
    await page.getByRole('tab').first().waitFor()
    await click(page.getByRole('button', { name: words('Đi tới đoạn này') }).first())
    await type(page.locator('textarea:focus'), 'Vừa đủ.')
    await there(page.getByText(/^1 bản đạt/))
  },
  'pause everything and resume': async () => {
    await open('/')
    await click(button('Tạm dừng tất cả'))
    await type(dialog.getByRole('textbox').first(), 'Bão')
    await click(confirm)
    const banner = page.getByText(words('Đang tạm dừng tất cả')).first()
    await there(banner)
    await click(button('Mở lại…'))
    await click(confirm)
    await waiting(dialog.waitFor({ state: 'detached' }))
  },
  'import 200 rows': async () => {
    await open('/import')
    const row = (at: number) => `${String((at % 28) + 1).padStart(2, '0')}/01/2030,08:00,Cảng Kể Chuyện,Tin số ${at}`
    const csv = ['Ngày,Giờ,Kênh,Nội dung', ...Array.from({ length: 200 }, (_, at) => row(at))].join('\n')
    walked.clicks += 2
    await waiting(
      page
        .locator('input[type=file]')
        .first()
        .setInputFiles({ name: 'ke-hoach.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) }),
    )
    await click(button(/^Tạo 200 bản nháp/))
    await there(page.getByText(/Đã tạo 200 bản nháp/))
  },
  'find a post of last year': async () => {
    await open('/')
    await there(page.locator('[data-delivery]:visible'))
    await press(page, 'Control+k')
    await type(page.getByRole('textbox', { name: words('Tìm và ra lệnh') }), 'phien cho chieu coi')
    await there(dialog.getByText(/Phiên chợ chiếu cói/))
    await press(page, 'Enter')
    await waiting(page.waitForURL(/\/posts\//))
  },
  'recover what was cancelled': async () => {
    await open('/')
    await there(page.locator('[data-delivery][data-state=scheduled]:visible'))
    await page
      .locator('[data-delivery][data-state=scheduled]:visible')
      .last()
      .click({ modifiers: ['Control'] })
    await button('Hủy lượt…', chosenBar).click()
    await confirm.click()
    await toast(/Đã hủy 1 lượt/).waitFor()
    await press(page, 'z')
    await there(toast(/Đã hoàn tác/))
  },
  'answer a comment': async () => {
    await page.request.post(`${url}/api/v1/posts/${postId}/comments`, {
      data: { text: 'Con số này đã đúng chưa?' },
      headers: { origin: url },
    })
    await open(`/posts/${postId}`)
    await click(button(/^Trao đổi/))
    await click(dialog.getByRole('button', { name: words('Trả lời'), exact: true }).first())
    await type(dialog.getByRole('textbox', { name: words('Câu trả lời của bạn') }), 'Đúng rồi.')
    await click(button('Gửi trả lời', dialog))
    await there(dialog.getByText('Đúng rồi.'))
  },
  'print the month': async () => {
    await open('/')
    await click(button('Nhập, xuất, in'))
    await click(page.getByRole('menuitem', { name: words('In cả tháng…') }))
    await there(page.locator('td li'))
    walked.clicks += 1
  },
}

const result: Record<string, Walked & { seconds: number }> = {}
try {
  for (const [name, task] of Object.entries(tasks)) {
    walked = { clicks: 0, keys: 0, letters: 0, waitMs: 0 }
    try {
      await task()
    } catch (error) {
      await page.screenshot({ path: `test/output/walk-${Object.keys(result).length}.png` })
      say(`${name}: not walked: ${String(error).split('\n').slice(0, 3).join(' ')}`)
      continue
    }
    const { clicks, keys, letters, waitMs } = walked
    const seconds = clicks * (1.3 + 1.35) + keys * (0.28 + 1.35) + letters * 0.2 + waitMs / 1000
    result[name] = { clicks, keys, letters, waitMs: Math.round(waitMs), seconds: Math.round(seconds * 10) / 10 }
    say(`${name}: ${JSON.stringify(result[name])}`)
  }
} finally {
  await browser.close()
  await office.stop()
  await rm(dataDir, { recursive: true, force: true })
}
process.stdout.write(`${JSON.stringify(result)}\n`)
