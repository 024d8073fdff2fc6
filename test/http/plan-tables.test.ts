import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Post } from '../../server/contract/deliveries.ts'
import type { CalendarFeed, PlanImport } from '../../server/contract/plan-import.ts'
import { readTable } from '../../server/tables/read.ts'
import type { TestClient } from '../support/client.ts'
import { connectPractice } from '../support/practice-channel.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'

let app: WholeApp
let admin: TestClient
let officer: TestClient
beforeAll(async () => {
  app = await startWholeApp()
  admin = await app.signIn('admin')
  officer = await app.signIn('officer')
  await connectPractice(admin)
})
afterAll(() => app.close())

const channelName = async () =>
  (await officer.get<{ channels: { name: string }[] }>('/channels')).body.channels[0]?.name ?? ''

async function open(csv: string | Buffer, as: TestClient = officer) {
  const form = new FormData()
  form.append('file', new File([new Uint8Array(Buffer.from(csv))], 'kế hoạch.csv'))
  return as.request<PlanImport>('POST', '/plan-imports', { body: form })
}
const bytesOf = async (client: TestClient, path: string) =>
  Buffer.from(await (await fetch(`${app.url}/api/v1${path}`, { headers: { cookie: client.cookie } })).arrayBuffer())
const range = 'from=2031-01-01T00:00:00Z&to=2031-12-31T00:00:00Z'

describe('a plan as a table', () => {
  it('is looked at, mapped, and its good rows become drafts, once', async () => {
    const name = await channelName()
    const opened = await open(
      `Ngày,Giờ,Trang,Tiêu đề,Lời bài\n10/05/2031,09:00,${name},Một,Chữ một\n11/05/2031,09:00,Không có,Hai,Chữ hai\n`,
    )
    expect(opened.status).toBe(201)
    expect(opened.body).toMatchObject({ fileName: 'kế hoạch.csv', good: 0, bad: 2, importedAt: null })
    expect(opened.body.rows[0]?.problems).toMatchObject([{ field: 'text', code: 'required' }])

    const { id } = opened.body
    const mapped = await officer.post<PlanImport>(`/plan-imports/${id}/mapping`, {
      mapping: { ...opened.body.mapping, text: 4 },
    })
    expect(mapped.body).toMatchObject({ good: 1, bad: 1 })
    const [one, two] = await Promise.all([1, 2].map(() => officer.post<PlanImport>(`/plan-imports/${id}/run`)))
    const postId = one?.body.rows[0]?.postId
    expect(postId).toEqual(expect.any(String))
    expect(two?.body.rows.map((row) => row.postId)).toEqual([postId, null])

    const post = (await officer.get<Post>(`/posts/${postId}`)).body
    expect(post).toMatchObject({
      state: 'draft',
      title: 'Một',
      deliveries: [{ state: 'draft', localTime: '2031-05-10T09:00' }],
    })
    const { rows, header } = await readTable(await bytesOf(officer, `/plan-imports/${id}/result?format=csv`))
    expect(header.slice(-2)).toEqual(['Result', 'Problems'])
    expect(rows.map((row) => row.slice(-2))).toEqual([
      ['draft', ''],
      ['left out', 'channels: unknown (Không có)'],
    ])
    expect((await officer.post(`/plan-imports/${id}/mapping`, { mapping: opened.body.mapping })).problem.code).toBe(
      'wrong-state',
    )
  })

  it('is its owner’s: nobody else sees or runs it', async () => {
    const { body } = await open('Ngày,Kênh\n1/1/2031,x\n')
    expect((await admin.get(`/plan-imports/${body.id}`)).problem).toMatchObject({ status: 404 })
    expect((await admin.post(`/plan-imports/${body.id}/run`)).problem).toMatchObject({ status: 404 })
  })

  it('that cannot be read is refused with the reason', async () => {
    expect((await open('')).problem).toMatchObject({ status: 422, errors: [{ path: 'file', code: 'no-rows' }] })
    expect((await open(Buffer.from([0x89, 0xff, 0xfe, 0x00]))).problem).toMatchObject({ status: 422 })
    expect((await open(`a\n${'x'.repeat(5_000_001)}`)).problem).toMatchObject({ status: 413 })
  })

  it('goes out as CSV and Excel and comes back in as it was', async () => {
    const name = await channelName()
    const made = await open(`Ngày,Giờ,Kênh,Tiêu đề,Nội dung\n12/06/2031,09:00,${name},Ba,"Chữ ba, dòng\nhai"\n`)
    await officer.post(`/plan-imports/${made.body.id}/run`)
    for (const format of ['csv', 'xlsx']) {
      const bytes = await bytesOf(officer, `/deliveries/export?${range}&text=ba&format=${format}`)
      const { header, rows } = await readTable(bytes)
      expect(header).toContain('Nội dung')
      expect(rows.find((row) => row.includes('Ba'))).toEqual(
        expect.arrayContaining(['2031-06-12', '09:00', name, 'Chữ ba, dòng\nhai', 'draft']),
      )
      expect((await open(bytes)).body).toMatchObject({ good: rows.length, bad: 0 })
    }
  })

  it('has a template that an import understands but for its channels', async () => {
    const { body } = await open(await bytesOf(officer, '/plan-imports/template?format=xlsx&language=en'))
    expect(body.rows[0]?.problems.map(({ field }) => field)).toEqual(expect.arrayContaining(['channels']))
    expect(Object.values(body.mapping)).not.toContain(null)
  })
})

describe('the plan for other calendars', () => {
  const read = (url: string, headers: Record<string, string> = {}) =>
    fetch(new URL(new URL(url).pathname, app.url), { headers })

  it('is read at a private address until that is taken back', async () => {
    const { body, status } = await officer.post<CalendarFeed & { url: string }>('/calendar-feeds', {
      name: 'Điện thoại',
      filters: {},
    })
    expect(status).toBe(201)
    expect(body.url).toMatch(/\/calendar\/[\w-]{43}\.ics$/)
    const answer = await read(body.url)
    expect(answer.headers.get('content-type')).toContain('text/calendar')
    const text = await answer.text()
    expect(text).toMatch(/^BEGIN:VCALENDAR\r\n/)
    expect((await read(body.url, { 'if-none-match': answer.headers.get('etag') ?? '' })).status).toBe(304)
    const [feed] = (await officer.get<{ feeds: CalendarFeed[] }>('/calendar-feeds')).body.feeds
    expect(feed).toMatchObject({ name: 'Điện thoại', lastReadAt: expect.any(String) })
    expect(JSON.stringify(feed)).not.toContain(body.url.slice(-20))

    expect((await admin.delete(`/calendar-feeds/${body.id}`)).problem).toMatchObject({ status: 404 })
    await officer.delete(`/calendar-feeds/${body.id}`)
    expect((await read(body.url)).status).toBe(404)
  })

  it('is nothing behind an address nobody was given', async () => {
    expect((await read(`${app.url}/calendar/${'a'.repeat(43)}.ics`)).status).toBe(404)
  })
})
