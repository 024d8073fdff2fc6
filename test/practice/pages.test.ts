import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import express from 'express'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { platforms } from '../../connectors/rules/platforms.ts'
import { putPracticeItem, removePracticeItem } from '../../server/db/practice.ts'
import { securityHeaders } from '../../server/http/security.ts'
import { practicePages } from '../../server/practice/pages.ts'
import { openPracticeRoom, type PracticeRoom } from './support.ts'

let room: PracticeRoom
let server: Server
let url = ''
beforeAll(async () => {
  room = await openPracticeRoom()
  const app = express()
    .use(securityHeaders({ tls: false }))
    .use(practicePages({ db: room.db, mediaDir: room.mediaDir }))
  server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await room.close()
})

const put = (more: Partial<Parameters<typeof putPracticeItem>[1]> = {}) =>
  putPracticeItem(room.db, {
    ...{ platform: 'mastodon', account: 'office', marker: randomUUID(), text: 'Xin chào', title: null, language: 'vi' },
    ...{ media: [], replyTo: null, options: {}, seed: 7, ...more },
  })
const read = async (path: string, language = 'vi') => {
  const answer = await fetch(`${url}${path}`, { headers: { 'accept-language': language } })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}

const attack = '<script>alert(1)</script><img src=x onerror=alert(1)>"\'&'

describe('the practice pages', () => {
  it.each(platforms)('escape everything that was published: %s', async (platform) => {
    const media = [{ hash: 'a'.repeat(64), mimeType: 'image/png', alt: `" onload="alert(1)${attack}` }]
    const options = { contentWarning: attack, source: attack, link: `javascript:alert(1)//${attack}` }
    await put({ platform, account: 'victim', text: attack, title: attack, language: '"><b>', media, options })
    const { text } = await read(`/practice/${platform}/victim`)
    expect(text).toContain('alert(1)')
    expect(text).not.toMatch(/<script|<img src=x|"'&[^#]|" onload|href="javascript|lang="">/)
  })

  it('escape the name of an account in addresses, lists and titles', async () => {
    await put({ account: attack })
    const path = `/practice/mastodon/${encodeURIComponent(attack)}`
    for (const { text } of [await read('/practice'), await read(path)])
      expect(text).not.toMatch(/<script|<img src=x|"'&[^#]/)
    expect((await read(path)).text).toContain('&#60;script&#62;')
  })

  it('carry no script and load nothing from elsewhere', async () => {
    const { text, headers } = await read('/practice/mastodon/office')
    expect(text).not.toMatch(/<script|style=|\son\w+=/)
    expect(text.match(/(?:src|href)="(?!\/practice|\/favicon.svg)[^"]*"/g)).toBeNull()
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect((await read('/practice/style.css')).headers.get('content-type')).toBe('text/css; charset=utf-8')
  })

  it('make links of addresses without what ends the sentence, and of nothing else', async () => {
    await put({ account: 'links', text: 'See https://example.vn/a?b=1&c=<d>. And javascript:alert(1)' })
    const { text } = await read('/practice/mastodon/links')
    expect(text).toContain('<a href="https://example.vn/a?b=1&#38;c=" rel="nofollow noreferrer">')
    expect(text.match(/rel="nofollow/g)).toHaveLength(1)
  })

  it('show what was taken down no more, neither in the feed nor at its own address', async () => {
    const { item } = await put({ account: 'removals', text: 'Tin đã gỡ' })
    await put({ account: 'removals', text: 'Tin còn lại' })
    expect((await read(`/practice/mastodon/removals/${item.id}`)).text).toContain('Tin đã gỡ')
    await removePracticeItem(room.db, item, item.id)
    const feed = await read('/practice/mastodon/removals')
    expect(feed.text).toContain('Tin còn lại')
    expect(feed.text).not.toContain('Tin đã gỡ')
    expect(await read(`/practice/mastodon/removals/${item.id}`)).toMatchObject({ status: 404 })
  })

  it('do not show one account’s item under another’s name', async () => {
    const { item } = await put({ account: 'somebody', text: 'Của người khác' })
    expect((await read(`/practice/mastodon/office/${item.id}`)).status).toBe(404)
  })

  it('page through a long feed without losing or repeating an item', async () => {
    for (let index = 0; index < 65; index += 1) await put({ platform: 'x', account: 'long', text: `Tin số ${index}.` })
    const seen: string[] = []
    for (let path: string | undefined = '/practice/x/long'; path; ) {
      const { text }: { text: string } = await read(path)
      seen.push(...(text.match(/Tin số \d+\./g) ?? []))
      path = /<a href="([^"]*\?before=\d+)"/.exec(text)?.[1]
    }
    expect(seen).toHaveLength(65)
    expect(new Set(seen).size).toBe(65)
    expect(seen[0]).toBe('Tin số 64.')
  })

  it('speak the reader’s language and say that this is practice', async () => {
    expect((await read('/practice', 'vi')).text).toContain('Mạng luyện tập')
    expect((await read('/practice', 'en-GB,en')).text).toContain('Practice network: nothing here leaves this machine.')
  })

  it('count one thing as one, in English', async () => {
    await put({ account: 'single' })
    const { text } = await read('/practice/mastodon/single', 'en')
    expect(text).toContain('<span>1 item</span>')
    expect(text).toContain('<b>0</b> comments')
  })

  it('name the account as the office that connected it does, and give times in its zone', async () => {
    await sql`with o as (insert into organization (name) values ('O') returning id),
        u as (insert into unit (organization_id, name) select id, 'U' from o returning organization_id, id),
        m as (insert into member (organization_id, unit_id, name, email, role)
          select organization_id, id, 'M', 'm@o.test', 'admin' from u returning organization_id, unit_id, id)
      insert into channel (organization_id, unit_id, platform, practice, remote_account_id, name, language, zone, capabilities, created_by)
      select organization_id, unit_id, 'threads', true, 'named', 'Chuyện phố', 'vi', 'Asia/Tokyo', '{}', id from m`.execute(
      room.db,
    )
    const { item } = await put({ platform: 'threads', account: 'named' })
    await sql`update practice_item set created_at = '2026-03-01T15:30:00Z' where id = ${item.id}`.execute(room.db)
    const { text } = await read('/practice/threads/named', 'en')
    expect(text).toContain('<h1>Chuyện phố</h1>')
    expect(text).toMatch(/Mar 2.*12:30 AM/)
  })

  it('serve pictures as what they are, sandboxed, and nothing else from the folder', async () => {
    const hash = 'b'.repeat(64)
    await writeFile(join(room.mediaDir, hash), 'GIF89a')
    const picture = await read(`/practice/media/${hash}.gif`)
    expect(picture.headers.get('content-type')).toBe('image/gif')
    expect(picture.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'")
    expect(picture.headers.get('x-content-type-options')).toBe('nosniff')
    for (const name of [`${hash}.html`, `${hash}.svg`, `${'c'.repeat(64)}.gif`, '..%2fkey', hash])
      expect((await read(`/practice/media/${name}`)).status).toBe(404)
  })

  it('show a picture with its description, a film with controls, and leave out what is neither', async () => {
    const media = [
      { hash: 'd'.repeat(64), mimeType: 'image/jpeg', alt: 'Cầu cảng' },
      { hash: 'e'.repeat(64), mimeType: 'video/webm', alt: 'Tàu vào' },
      { hash: 'f'.repeat(64), mimeType: 'text/html', alt: 'Không' },
    ]
    await put({ account: 'media', media })
    const { text } = await read('/practice/mastodon/media')
    expect(text).toContain(`<img src="/practice/media/${'d'.repeat(64)}.jpg" alt="Cầu cảng" loading="lazy">`)
    expect(text).toMatch(/<video src="[^"]*\.webm" controls/)
    expect(text).not.toContain('f'.repeat(64))
  })

  it('know an account without items and no platform of another name', async () => {
    expect(await read('/practice/x/newcomer', 'en')).toMatchObject({ status: 200 })
    expect((await read('/practice/myspace/tom')).status).toBe(404)
  })
})
