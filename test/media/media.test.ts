import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { get } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ConnectorError } from '../../connectors/contract.ts'
import type { Media } from '../../server/contract/content.ts'
import { createMedia, type MediaCases } from '../../server/domain/media.ts'
import { mediaRoutes } from '../../server/http/routes/media.ts'
import { type MediaStore, openMediaStore } from '../../server/media/store.ts'
import { startTestApp, type TestApp, type TestClient } from '../support/app.ts'
import { testFilm } from '../support/film.ts'
import { bomb, isoMedia, png, sidewaysJpeg } from './files.ts'

let folder: string
let store: MediaStore
let library: MediaCases | undefined
let app: TestApp
let officer: TestClient
const described: string[] = []
/** Media as a delivery of this office gets them. */
const contentMedia = (ids: readonly string[], language: string, organizationId = app.office.organizationId) =>
  library?.contentMedia({ organizationId, deliveryId: randomUUID() }, ids, language)
beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'haidang-media-')), '.hidden', 'media')
  store = await openMediaStore(folder)
  app = await startTestApp({
    routes: ({ db }) => {
      library = createMedia({
        db,
        store,
        publicAddress: () => null,
        onDescribed: async (_trx, _organization, id) => void described.push(id),
      })
      return mediaRoutes(library)
    },
  })
  officer = await app.signIn('officer')
})
afterAll(async () => {
  await app.close()
  await rm(join(folder, '..', '..'), { recursive: true, force: true })
})
beforeEach(async () => {
  await app.db.deleteFrom('media').execute()
})

const upload = (bytes: Uint8Array, name: string, client = officer) => {
  const body = new FormData()
  body.set('file', new Blob([new Uint8Array(bytes)]), name)
  return client.request<Media>('POST', '/media', { body })
}
const raw = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${app.url}${path}`, { headers: { cookie: officer.cookie, ...headers } })
const incoming = () => readdir(join(folder, 'incoming'))
const stored = () => app.db.selectFrom('media').selectAll().execute()

describe('adding a file', () => {
  it('knows how large a film is and how long it lasts, and takes one that it cannot read', async () => {
    const film = await testFilm({ width: 360, height: 640, seconds: 2 })
    expect((await upload(film, 'phim.mp4')).body).toMatchObject({
      ...{ kind: 'video', width: 360, height: 640, durationMs: 2_000 },
    })
    expect((await upload(isoMedia('isom'), 'lạ.mp4')).body).toMatchObject({ kind: 'video', durationMs: null })
  })

  it('takes a picture by its content and keeps its Vietnamese name', async () => {
    const answer = await upload(await png(64, 48), 'Cầu cảng lúc bình minh.png')
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({
      ...{ kind: 'image', mimeType: 'image/png', width: 64, height: 48, durationMs: null, alt: {} },
      fileName: 'Cầu cảng lúc bình minh.png',
    })
    expect((await officer.get(`/media/${answer.body.id}`)).body).toEqual(answer.body)
    expect(await incoming()).toEqual([])
  })

  it('measures a picture as it is looked at', async () => {
    expect((await upload(await sidewaysJpeg(), 'a.jpg')).body).toMatchObject({ width: 40, height: 60 })
  })

  it('knows the same file again, and stores it once, also when it comes twice at once', async () => {
    const bytes = await png(10, 10, 7)
    const answers = await Promise.all([upload(bytes, 'a.png'), upload(bytes, 'b.png')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 201])
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(await stored()).toHaveLength(1)
  })

  it('takes a video without unpacking it', async () => {
    expect((await upload(isoMedia('isom'), 'phim.mp4')).body).toMatchObject({
      ...{ kind: 'video', mimeType: 'video/mp4', width: null, thumbnailUrl: null },
    })
  })

  it.each<[string, string, () => Buffer | Promise<Buffer>, number, string]>([
    ['text that calls itself a picture', 'a.png', () => Buffer.from('không phải ảnh'), 415, 'file-type'],
    ['a video that calls itself a picture', 'a.png', () => isoMedia('isom'), 415, 'not-what-its-name-says'],
    ['a decompression bomb', 'a.png', () => bomb(30_000), 415, 'too-many-pixels'],
    [
      'a picture that ends in the middle',
      'a.png',
      async () => (await png(300, 300)).subarray(0, 200),
      415,
      'broken-image',
    ],
    ['a HEIC picture', 'IMG_1.heic', () => isoMedia('heic'), 415, 'heic'],
    [
      'SVG',
      'a.svg',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
      415,
      'file-type',
    ],
    ['HTML', 'a.html', () => Buffer.from('<!doctype html><script>alert(1)</script>'), 415, 'file-type'],
    ['an empty file', 'a.png', () => Buffer.alloc(0), 415, 'file-type'],
    ['a zip', 'a.zip', () => Buffer.from('PK\x03\x04aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'latin1'), 415, 'file-type'],
  ])('refuses %s', async (_what, name, bytes, status, code) => {
    const answer = await upload(await bytes(), name)
    expect(answer.status).toBe(status)
    expect(answer.problem.errors).toMatchObject([{ path: 'file', code }])
    expect(await stored()).toEqual([])
    expect(await incoming()).toEqual([])
  })

  it('refuses a picture above 40 MB', async () => {
    const picture = await png(10, 10)
    const answer = await upload(Buffer.concat([picture, Buffer.alloc(40 * 1024 * 1024)]), 'a.png')
    expect(answer.status).toBe(413)
    expect(answer.problem.errors).toMatchObject([{ code: 'too-large', values: { maxMegabytes: 40 } }])
    expect(await incoming()).toEqual([])
  })

  it.each([
    ['no file', 'multipart/form-data; boundary=x', '--x--\r\n', 422],
    ['another field', 'multipart/form-data; boundary=x', part('other', 'a'), 422],
    ['a body that ends in the middle', 'multipart/form-data; boundary=x', part('file', 'a').slice(0, -8), 422],
    ['no boundary', 'multipart/form-data', 'x', 422],
    ['JSON', 'application/json', '{}', 415],
  ])('refuses %s', async (_what, type, body, status) => {
    const answer = await officer.request('POST', '/media', { body, headers: { 'content-type': type } })
    expect(answer.status).toBe(status)
    await expect.poll(incoming).toEqual([])
  })

  it('leaves nothing behind when the sender goes away in the middle', async () => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1')
    const head = part('file', '').slice(0, -9)
    socket.write(
      `POST /api/v1/media HTTP/1.1\r\nHost: x\r\nOrigin: ${app.url}\r\nSec-Fetch-Site: same-origin\r\nCookie: ${officer.cookie}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 9999999\r\n\r\n${head}${'a'.repeat(200_000)}`,
    )
    await expect.poll(incoming).toHaveLength(1)
    socket.destroy()
    await expect.poll(incoming).toEqual([])
  })

  it('cleans names that are paths or carry control characters', async () => {
    const { body } = await upload(await png(8, 8, 3), '..\\..\\etc/pa\u0085ss.png')
    expect(body.fileName).toBe('pass.png')
  })
})

describe('serving a file', () => {
  it('sends it so that a browser runs nothing in it, and keeps it', async () => {
    const bytes = await png(20, 20, 9)
    const { body } = await upload(bytes, 'Ảnh (1).png')
    const answer = await raw(body.url)
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/default-src 'none'.*sandbox/),
      'content-disposition': "inline; filename*=UTF-8''%E1%BA%A2nh%20%281%29.png",
      'cache-control': 'private, max-age=31536000, immutable',
    })
    // Without `cache-control`, which fetch() would add, and then nothing is ever fresh.
    const headers = { cookie: officer.cookie, 'if-none-match': String(answer.headers.get('etag')) }
    const [again] = await once(get(`${app.url}${body.url}`, { headers }), 'response')
    expect(again.resume().statusCode).toBe(304)
  })

  it('answers ranges, as players ask for them', async () => {
    const { body } = await upload(isoMedia('isom', 5_000), 'a.mp4')
    const some = await raw(body.url, { range: 'bytes=4-7' })
    expect([some.status, some.headers.get('content-range'), await some.text()]).toEqual([206, 'bytes 4-7/5000', 'ftyp'])
    const beyond = await raw(body.url, { range: 'bytes=9000-' })
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */5000'])
  })

  it('sends documents as attachments', async () => {
    const { body } = await upload(Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\n'), 'a.pdf')
    expect((await raw(body.url)).headers.get('content-disposition')).toMatch(/^attachment;/)
  })

  it('makes a small upright WebP at first use, once', async () => {
    const { body } = await upload(await png(1000, 500, 5), 'a.png')
    const [one, two] = await Promise.all([raw(String(body.thumbnailUrl)), raw(String(body.thumbnailUrl))])
    expect(one.headers.get('content-type')).toBe('image/webp')
    const bytes = Buffer.from(await one.arrayBuffer())
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 480, height: 240 })
    expect(Buffer.from(await two.arrayBuffer()).equals(bytes)).toBe(true)
    const sideways = await upload(await sidewaysJpeg(), 'b.jpg')
    const upright = Buffer.from(await (await raw(String(sideways.body.thumbnailUrl))).arrayBuffer())
    expect(await sharp(upright).metadata()).toMatchObject({ width: 40, height: 60 })
  })

  it('has no thumbnail of a video', async () => {
    const { body } = await upload(isoMedia('isom'), 'a.mp4')
    expect((await raw(`/api/v1/media/${body.id}/thumbnail`)).status).toBe(404)
  })

  it('is not found when its file is gone', async () => {
    const { body } = await upload(await png(9, 9, 44), 'a.png')
    const [row] = await stored()
    await rm(store.pathOf(String(row?.hash)))
    expect((await raw(body.url)).status).toBe(404)
  })
})

describe('describing files', () => {
  it('merges descriptions by language, and tells that they changed', async () => {
    const { body } = await upload(await png(11, 11), 'a.png')
    await officer.patch(`/media/${body.id}`, { alt: { vi: 'Cầu cảng' }, tags: ['cảng', 'biển'], licence: 'CC BY 4.0' })
    const second = await officer.patch<Media>(`/media/${body.id}`, { alt: { en: 'A pier' }, source: 'Sở Du lịch' })
    expect(second.body).toMatchObject({
      alt: { vi: 'Cầu cảng', en: 'A pier' },
      tags: ['cảng', 'biển'],
      licence: 'CC BY 4.0',
      source: 'Sở Du lịch',
    })
    expect(described.filter((id) => id === body.id)).toHaveLength(2)
  })

  it('finds them without diacritics, newest first', async () => {
    const { body: first } = await upload(await png(12, 12), 'Lễ hội.png')
    const { body: second } = await upload(await png(13, 13), 'b.png')
    await officer.patch(`/media/${second.id}`, { alt: { vi: 'Hoa phượng đỏ' } })
    const find = async (query: string) =>
      (await officer.get<{ media: Media[] }>(`/media?${query}`)).body.media.map(({ id }) => id)
    expect(await find('')).toEqual([second.id, first.id])
    expect(await find('text=le hoi')).toEqual([first.id])
    expect(await find('text=PHUONG')).toEqual([second.id])
    expect(await find('text=%25')).toEqual([])
    expect(await find('limit=1')).toEqual([second.id])
    expect((await officer.get('/media?limit=1000')).status).toBe(422)
  })
})

describe('files for a connector', () => {
  it('come in order, described in the variant’s language and no other, readable more than once', async () => {
    const bytes = await png(14, 14)
    const { body: one } = await upload(bytes, 'a.png')
    const { body: two } = await upload(isoMedia('isom'), 'b.mp4')
    await officer.patch(`/media/${one.id}`, { alt: { vi: 'Biển' } })
    const files = await contentMedia([two.id, one.id], 'vi')
    expect(files).toMatchObject([
      { id: two.id, kind: 'video', alt: '' },
      { id: one.id, kind: 'image', alt: 'Biển', width: 14 },
    ])
    for (const _again of [1, 2]) expect(Buffer.from((await files?.[1]?.read()) ?? []).equals(bytes)).toBe(true)
    expect(await contentMedia([one.id], 'en')).toMatchObject([{ alt: '' }])
  })

  it('are missing when the file, the row or the organization is another one', async () => {
    const { body } = await upload(await png(15, 15), 'a.png')
    const faultOf = (work: Promise<unknown> | undefined) =>
      work?.then(
        () => null,
        (error: unknown) => (error instanceof ConnectorError ? error.fault : error),
      )
    const missing = { code: 'rejected', problem: 'media-missing' }
    const other = await app.otherOffice()
    expect(await faultOf(contentMedia([body.id], 'vi', other.organizationId))).toEqual(missing)
    const [file] = (await contentMedia([body.id], 'vi')) ?? []
    await rm(store.pathOf(String((await stored())[0]?.hash)))
    expect(await faultOf(file?.read())).toEqual(missing)
  })
})

describe('who may', () => {
  it('is said by one policy for each route', async () => {
    const bytes = await png(16, 16)
    const { body } = await upload(bytes, 'a.png', await app.signIn('contributor'))
    const manager = await app.signIn('manager')
    expect((await upload(bytes, 'a.png', manager)).status).toBe(403)
    expect((await manager.patch(`/media/${body.id}`, { tags: [] })).status).toBe(403)
    expect((await manager.get(`/media/${body.id}`)).status).toBe(200)
    expect((await app.visitor.get(`/media/${body.id}/file`)).status).toBe(401)
  })

  it('ends at the organization, and the same file in two of them is two media', async () => {
    const bytes = await png(17, 17)
    const { body } = await upload(bytes, 'a.png')
    const stranger = await (await app.otherOffice()).signIn('admin')
    for (const path of ['', '/file', '/thumbnail'])
      expect((await stranger.get(`/media/${body.id}${path}`)).status).toBe(404)
    expect((await stranger.patch(`/media/${body.id}`, { tags: [] })).status).toBe(404)
    expect((await stranger.get<{ media: Media[] }>('/media')).body.media).toEqual([])
    const theirs = await upload(bytes, 'a.png', stranger)
    expect(theirs.status).toBe(201)
    expect(theirs.body.id).not.toBe(body.id)
  })

  it('does not read other people’s files on the disk', async () => {
    await upload(await png(18, 18), 'a.png')
    const [row] = await stored()
    expect((await stat(store.pathOf(String(row?.hash)))).mode & 0o077).toBe(0)
    expect((await stat(folder)).mode & 0o077).toBe(0)
  })
})

function part(field: string, content: string): string {
  return `--x\r\nContent-Disposition: form-data; name="${field}"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n${content}\r\n--x--\r\n`
}
