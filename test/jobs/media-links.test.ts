import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import express from 'express'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMedia, type MediaCases } from '../../server/domain/media.ts'
import { errorHandler } from '../../server/http/errors.ts'
import { mediaLinks } from '../../server/http/media-links.ts'
import { openMediaStore } from '../../server/media/store.ts'
import { png } from '../media/files.ts'
import { openOffice, type TestOffice } from './support/office.ts'

let office: TestOffice
let folder: string
let server: Server
let media: MediaCases
let address: string | null
let bytes: Buffer
let mediumId: string
let deliveryId: string

beforeAll(async () => {
  office = await openOffice()
  folder = await mkdtemp(join(tmpdir(), 'haidang-links-'))
  media = createMedia({
    db: office.db,
    store: await openMediaStore(folder),
    publicAddress: () => address,
    onDescribed: async () => {},
  })
  server = createServer(express().use(mediaLinks(media), errorHandler))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  bytes = await png(20, 10)
  const file = await media.receive(Readable.from([bytes]))
  mediumId = (await media.add(office.actor, file, 'Bến cảng.PNG')).media.id
  deliveryId = await office.plan(await office.addChannel('mastodon'), { dueInMs: 3_600_000 })
})
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await office.close()
  await rm(folder, { recursive: true, force: true })
})

async function makeLink(): Promise<string> {
  const delivery = { organizationId: office.actor.organizationId, deliveryId }
  const [file] = await media.contentMedia(delivery, [mediumId], 'vi')
  return String(await file?.publicUrl())
}

describe('an address from which a platform fetches a file', () => {
  it('gives the file to anybody who knows it, whole or in part, and is kept by no cache', async () => {
    const link = await makeLink()
    expect(link).toMatch(/\/m\/[\w-]{43}\.png$/)
    const answer = await fetch(link)
    expect(answer.headers.get('content-type')).toBe('image/png')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true)
    const part = await fetch(link, { headers: { range: 'bytes=0-9' } })
    expect([part.status, Buffer.from(await part.arrayBuffer()).length]).toEqual([206, 10])
  })

  it('is another one each time, and stands nowhere as it is', async () => {
    const [one, other] = [await makeLink(), await makeLink()]
    expect(one).not.toBe(other)
    const { rows } = await sql<{ text: string }>`select media_link::text as text from media_link`.execute(office.db)
    const token = one.split('/m/')[1]?.split('.')[0] ?? ''
    expect(rows.some(({ text }) => text.includes(token))).toBe(false)
    expect((await fetch(`${address}/m/${'a'.repeat(43)}.png`)).status).toBe(404)
  })

  it('is dead an hour after its delivery is over, and after 24 hours', async () => {
    const link = await makeLink()
    await sql`update delivery set state = 'cancelled', wake_at = null, updated_at = now() - interval '59 minutes'
      where id = ${deliveryId}`.execute(office.db)
    expect((await fetch(link)).status).toBe(200)
    await sql`update delivery set updated_at = now() - interval '61 minutes' where id = ${deliveryId}`.execute(
      office.db,
    )
    expect((await fetch(link)).status).toBe(404)
    await sql`update delivery set state = 'scheduled', wake_at = now() where id = ${deliveryId}`.execute(office.db)
    expect((await fetch(link)).status).toBe(200)
    await sql`update media_link set expires_at = now() - interval '1 second'`.execute(office.db)
    expect((await fetch(link)).status).toBe(404)
  })

  it('is not made where the office has no public address', async () => {
    const known = address
    address = null
    await expect(makeLink()).rejects.toMatchObject({ fault: { code: 'rejected', problem: 'no-public-address' } })
    address = known
  })
})
