import { createHash, randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StartUpload, UnfinishedUploads, UploadState } from '../../server/contract/media.ts'
import type { TestClient } from '../support/client.ts'
import { until } from '../support/until.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'
import { png } from './files.ts'

let app: WholeApp
let officer: TestClient
beforeAll(async () => {
  app = await startWholeApp()
  officer = await app.signIn('officer')
})
afterAll(() => app.close())

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
/** A picture like no other, with bytes behind its end that no reader minds. */
const picture = async (bytes = 300_000) => Buffer.concat([await png(40, 40), randomBytes(bytes)])
const start = (file: Buffer, given: Partial<StartUpload> = {}, client = officer) =>
  client.post<UploadState>('/uploads', {
    ...{ fileName: 'Bến cảng.png', bytes: file.length, type: 'image/png', fingerprint: sha256(file), ...given },
  })
const idOf = ({ body }: { body: UploadState }) => {
  if (body.state !== 'receiving') throw new Error('It is stored')
  return body.id
}
const send = (id: string, offset: number, body: Uint8Array) =>
  officer.request<UploadState>('PATCH', `/uploads/${id}?offset=${offset}`, {
    ...{ body, headers: { 'content-type': 'application/offset+octet-stream' } },
  })

describe('a file that arrives in pieces', () => {
  it('is a medium when the last one is there', async () => {
    const file = await picture()
    const begun = await start(file)
    expect(begun.body).toMatchObject({ state: 'receiving', received: 0, bytes: file.length })
    const id = idOf(begun)
    expect((await send(id, 0, file.subarray(0, 100_000))).body).toMatchObject({ state: 'receiving', received: 100_000 })
    const { body } = await send(id, 100_000, file.subarray(100_000))
    expect(body).toMatchObject({ state: 'stored', media: { fileName: 'Bến cảng.png', bytes: file.length, width: 40 } })
    const stored = await fetch(`${app.url}/api/v1/media/${body.state === 'stored' && body.media.id}/file`, {
      headers: { cookie: officer.cookie },
    })
    expect(sha256(Buffer.from(await stored.arrayBuffer()))).toBe(sha256(file))
    // The answer may have been lost: asked again, it is the same.
    expect((await start(file)).body).toEqual(body)
    expect((await officer.get(`/uploads/${id}`)).body).toEqual(body)
  })

  it('goes on from the byte at which the connection broke', async () => {
    const file = await picture()
    const id = idOf(await start(file))
    const { hostname, port } = new URL(app.url)
    const socket = connect(Number(port), hostname)
    socket.write(
      `PATCH /api/v1/uploads/${id}?offset=0 HTTP/1.1\r\nHost: ${hostname}:${port}\r\nOrigin: ${app.url}\r\n` +
        `Cookie: ${officer.cookie}\r\nContent-Length: ${file.length}\r\n\r\n`,
    )
    socket.write(file.subarray(0, 120_000))
    const received = async () => {
      const { body } = await officer.get<UploadState>(`/uploads/${id}`)
      return body.state === 'receiving' ? body.received : null
    }
    await until(received, (bytes) => bytes === 120_000)
    socket.resetAndDestroy()
    expect(await received()).toBe(120_000)
    expect((await start(file)).body).toMatchObject({ state: 'receiving', id, received: 120_000 })
    const rest = await send(id, 120_000, file.subarray(120_000))
    expect(rest.body, rest.text).toMatchObject({ state: 'stored' })
  })

  it('is not sent again when its content is here already', async () => {
    const file = await picture()
    const { body } = await send(idOf(await start(file)), 0, file)
    const again = await start(file, { fileName: 'Tên khác.png', fingerprint: 'ef'.repeat(32), hash: sha256(file) })
    expect(again.body).toEqual(body)
  })

  it('refuses a gap, bytes beyond its end, and nothing else of it is lost', async () => {
    const file = await picture()
    const id = idOf(await start(file))
    expect((await send(id, 5, file.subarray(5))).problem).toMatchObject({ status: 409, errors: [{ code: 'gap' }] })
    const longer = Buffer.concat([file, Buffer.alloc(9)])
    expect((await send(id, 0, longer)).problem).toMatchObject({ status: 422, errors: [{ code: 'too-long' }] })
    const { body } = await officer.get<UploadState>(`/uploads/${id}`)
    const received = body.state === 'receiving' ? body.received : 0
    expect((await send(id, received, file.subarray(received))).body.state).toBe('stored')
  })

  it('is refused before its first byte when it is too large for its kind', async () => {
    const film = { type: 'video/mp4', bytes: 5 * 1024 ** 3 }
    const { problem } = await start(await picture(1), film)
    expect(problem).toMatchObject({ status: 413, errors: [{ code: 'too-large', values: { maxMegabytes: 4096 } }] })
    expect((await start(await picture(1), { bytes: 41 * 1024 ** 2 })).problem.status).toBe(413)
    expect((await start(await picture(1), { type: 'image/heic' })).problem.status).toBe(415)
  })

  it('is thrown away when it is none of the kinds that are taken, so that it can be tried anew', async () => {
    const file = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')
    const id = idOf(await start(file))
    expect((await send(id, 0, file)).problem.status).toBe(415)
    expect((await officer.get(`/uploads/${id}`)).status).toBe(404)
  })

  it('is taken in once when two tabs send the end of it at the same time', async () => {
    const file = await picture()
    const id = idOf(await start(file))
    const [one, other] = await Promise.all([send(id, 0, file), send(id, 0, file)])
    expect(one.body).toEqual(other.body)
    expect(one.body.state).toBe('stored')
  })

  it('can be given up, is nobody else’s, and is swept after a week', async () => {
    const [given, old] = [await picture(), await picture()]
    const id = idOf(await start(given))
    const colleague = await app.signIn('contributor')
    expect((await colleague.get(`/uploads/${id}`)).status).toBe(404)
    expect((await officer.delete(`/uploads/${id}`)).status).toBe(204)
    const forgotten = idOf(await start(old))
    const weekAgo = new Date(Date.now() - 8 * 86_400_000)
    await app.db.updateTable('mediaUpload').set({ touchedAt: weekAgo }).where('id', '=', forgotten).execute()
    const fresh = idOf(await start(await picture()))
    const { body } = await officer.get<UnfinishedUploads>('/uploads')
    expect(body.uploads).toMatchObject([{ id: fresh, received: 0 }])
  })
})
