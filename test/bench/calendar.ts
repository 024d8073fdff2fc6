import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import type { Browser } from 'playwright-core'
import { startOffice } from '../../server/compose.ts'
import { readConfig } from '../../server/config.ts'
import { listCalendar } from '../../server/db/calendar.ts'
import type { Db } from '../../server/db/database.ts'
import { createLogger } from '../../server/log.ts'
import { openBrowser } from '../support/browser.ts'
import { connectPractice, setUpOffice } from '../support/first-post.ts'

/**
 * How the calendar behaves with 2,000 deliveries in the month and many stored: the answer of the API, what is sent, and
 * the page in Chromium from the address to the last delivery in sight.
 *   npm run bench:calendar -- [--stored 1000000] [--json]
 */
const { values } = parseArgs({
  options: { stored: { type: 'string', default: '1000000' }, json: { type: 'boolean', default: false } },
})
const inMonth = 2_000
const stored = Number(values.stored)
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
let browser: Browser | null = null
try {
  const url = office.url ?? ''
  const [, code = ''] = /setup\?code=([\w-]+)/.exec(said.join('\n')) ?? []
  const ask = await setUpOffice(url, code)
  await Promise.all(['facebook', 'x', 'instagram', 'threads'].map((platform) => connectPractice(ask, platform)))
  const now = new Date()
  const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1))
  const to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1))
  say(`writing ${stored} deliveries, ${inMonth} of them in ${from.toISOString().slice(0, 7)} …`)
  await insertDeliveries(office.db, { from, to, elsewhere: stored - inMonth })
  await sql`vacuum analyze`.execute(office.db)

  const { organizationId } = await office.db.selectFrom('delivery').select('organizationId').executeTakeFirstOrThrow()
  const query = await timed(100, () => listCalendar(office.db, organizationId, { from, to }))
  const path = `/deliveries?from=${from.toISOString()}&to=${to.toISOString()}`
  const api = await timed(50, () => ask('GET', path))

  browser = await openBrowser()
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await page.goto(url)
  await page.locator('input[type=email]').fill('hai@example.vn')
  await page.locator('input[type=password]').fill('một mật khẩu dài')
  await page.locator('button[type=submit]').click()
  await page
    .getByText(/^Tin số \d+$/)
    .first()
    .waitFor()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  let sentBytes = 0
  const ids = new Set<string>()
  session.on('Network.responseReceived', ({ requestId, response }) => {
    if (new URL(response.url).pathname === '/api/v1/deliveries') ids.add(requestId)
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (ids.has(requestId)) sentBytes = encodedDataLength
  })
  const usable = await timed(7, async () => {
    await page.goto(url)
    await page
      .getByText(/^Tin số \d+$/)
      .first()
      .waitFor()
  })
  const plain = JSON.stringify(await ask('GET', path)).length
  const result = {
    inMonth,
    stored,
    queryMs: query,
    apiMs: api,
    usableMs: usable,
    payloadBytes: { sent: sentBytes, plain },
  }
  say(JSON.stringify(result, null, 2))
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await browser?.close()
  await office.stop()
  await rm(dataDir, { recursive: true, force: true })
}

/**
 * Published, so that the worker leaves them alone: `inMonth` spread over the month, the others over ten years that end
 * forty days before it, so that the weeks around the month add nothing to what the page shows.
 */
async function insertDeliveries(db: Db, range: { from: Date; to: Date; elsewhere: number }): Promise<void> {
  const spans = [
    { from: range.from, to: range.to, count: inMonth },
    { from: daysBefore(range.from, 3650), to: daysBefore(range.from, 40), count: range.elsewhere },
  ]
  for (const span of spans)
    for (let done = 0; done < span.count; done += 20_000) {
      const count = Math.min(20_000, span.count - done)
      await sql`
        with office as (select id from organization limit 1),
          made as materialized (select gen_random_uuid() as post_id, gen_random_uuid() as variant_id, ${done}::int + n as n
            from generate_series(1, ${count}::int) as n),
          posts as (insert into post (id, organization_id, unit_id, author_id, kind, title, content)
            select made.post_id, office.id, member.unit_id, member.id, 'news', 'Tin số ' || made.n,
              jsonb_build_object('vi', jsonb_build_object('title', '', 'text', 'Nội dung ' || made.n, 'link', ''))
            from made, office, (select * from member limit 1) as member),
          own as (select channel.*, row_number() over (order by id) - 1 as place, count(*) over () as all_of from channel),
          variants as (insert into variant (id, organization_id, post_id, channel_id, language)
            select made.variant_id, office.id, made.post_id, own.id, 'vi'
            from made join own on own.place = made.n % own.all_of, office)
        insert into delivery (organization_id, post_id, variant_id, channel_id, platform, state, local_time, zone, due_at,
          remote_id, published_at, created_by)
        select office.id, made.post_id, made.variant_id, own.id, own.platform, 'published',
          at.due at time zone 'Asia/Ho_Chi_Minh', 'Asia/Ho_Chi_Minh', at.due, made.n::text, at.due, member.id
        from made join own on own.place = made.n % own.all_of, office, (select id from member limit 1) as member,
          lateral (select ${span.from}::timestamptz + (made.n::double precision / ${span.count}) *
            (${span.to}::timestamptz - ${span.from}::timestamptz) as due) as at`.execute(db)
    }
}

function daysBefore(instant: Date, days: number): Date {
  return new Date(instant.getTime() - days * 86_400_000)
}

/** Runs `work` so often after one that does not count. @returns milliseconds */
async function timed(times: number, work: () => Promise<unknown>): Promise<{ p50: number; p99: number }> {
  await work()
  const took: number[] = []
  for (let run = 0; run < times; run += 1) {
    const started = performance.now()
    await work()
    took.push(performance.now() - started)
  }
  took.sort((one, other) => one - other)
  const at = (share: number) =>
    Math.round((took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0) * 10) / 10
  return { p50: at(0.5), p99: at(0.99) }
}
