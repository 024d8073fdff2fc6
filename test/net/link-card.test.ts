import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { afterEach, describe, expect, it } from 'vitest'
import { fetchLinkCard } from '../../server/net/fetch-link-card.ts'
import { createHttp } from '../../server/net/http.ts'
import { readPageHead } from '../../server/net/page-head.ts'

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A server on a private address; only what is said to be allowed may be reached there. */
async function site(answer: Answer) {
  const received: IncomingMessage[] = []
  const server = createServer((request, response) => {
    received.push(request)
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { host, url: `http://${host}`, received }
}

const look = (url: string, allowHosts: readonly string[], timeoutMs?: number) =>
  fetchLinkCard(createHttp({ allowHosts }), new URL(url), timeoutMs)
const page = (head: string, type = 'text/html; charset=utf-8') => {
  const answer: Answer = (_request, response) =>
    response.writeHead(200, { 'content-type': type, 'set-cookie': 'seen=1' }).end(`<html><head>${head}</head><body>x`)
  return answer
}

describe('what a page says of itself', () => {
  it('is its Open Graph words, then those for X, then its own', () => {
    const head = `<title>Own</title><meta name=description content="Own words">
      <meta name="twitter:title" content="X"><meta property="og:title" content="Cầu c&#7843;ng &amp; đèn">
      <meta property="og:title" content="Second"><meta property="og:image" content="/a.png">`
    expect(readPageHead(`<head>${head}</head>`)).toEqual({
      title: 'Cầu cảng & đèn',
      description: 'Own words',
      image: '/a.png',
      charset: null,
    })
    expect(readPageHead('<title> Hải\n đăng </title>').title).toBe('Hải\n đăng')
    expect(readPageHead('')).toEqual({ title: null, description: null, image: null, charset: null })
  })

  it('ends where its body begins, and is no title written by a script', () => {
    const html = `<head><script>var a = '<title>Fake</title>'</script><!-- <title>Old</title> --><body><title>Late</title>`
    expect(readPageHead(html).title).toBeNull()
  })

  it.each([
    ['elements in elements', '<i>'.repeat(340_000)],
    ['one endless tag', `<meta ${'a '.repeat(500_000)}`],
    ['one endless attribute', `<meta content="${'&amp;'.repeat(200_000)}`],
    ['an endless title', `<title>${'x&lt;'.repeat(200_000)}`],
    ['nothing but openings', '<'.repeat(1_000_000)],
    ['endless comments', '<!--'.repeat(250_000)],
  ])('is read within a second when it is %s', (_what, html) => {
    const begun = performance.now()
    readPageHead(html)
    expect(performance.now() - begun).toBeLessThan(1_000)
  })
})

describe('a link card', () => {
  it('has title, words and a small copy of the picture, and no cookie was sent for any of it', async () => {
    const picture = await sharp({ create: { width: 1200, height: 630, channels: 3, background: '#0b2a40' } })
      .png()
      .toBuffer()
    const server = await site((request, response) => {
      if (request.url === '/p.png') return void response.writeHead(200, { 'content-type': 'image/png' }).end(picture)
      page('<title>Lễ hội</title><meta property=og:image content="/p.png">')(request, response)
    })
    const card = await look(`${server.url}/bai`, [server.host])
    expect(card).toMatchObject({ state: 'card', host: server.host, title: 'Lễ hội', description: null })
    const data = card.state === 'card' ? (card.image ?? '') : ''
    const { width, height, format } = await sharp(Buffer.from(data.split(',')[1] ?? '', 'base64')).metadata()
    expect([width, height, format]).toEqual([560, 294, 'webp'])
    expect(server.received.map(({ url, headers }) => [url, headers.cookie])).toEqual([
      ['/bai', undefined],
      ['/p.png', undefined],
    ])
  })

  it('reads a page in the encoding it says it has', async () => {
    const body = Buffer.from('<meta charset="windows-1258"><title>C\xf4ng b\xe1o</title>', 'latin1')
    const server = await site((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end(body),
    )
    expect(await look(server.url, [server.host])).toMatchObject({ title: 'Công báo' })
  })

  it.each(['http://127.0.0.1:1/', 'http://169.254.169.254/latest/meta-data', 'http://[::1]/', 'http://2130706433/'])(
    'is refused for %s',
    async (url) => {
      expect(await look(url, [])).toMatchObject({ state: 'refused', reason: 'not-public' })
    },
  )

  it('is refused when a name leads to a private address', async () => {
    const http = createHttp({
      allowHosts: [],
      resolve: (_name, done) => done(null, [{ address: '10.1.2.3', family: 4 }]),
    })
    const card = await fetchLinkCard(http, new URL('http://intranet.example/'))
    expect(card).toEqual({ state: 'refused', host: 'intranet.example', reason: 'not-public', status: null })
  })

  it('is refused when a public page redirects to a private one, which is never asked', async () => {
    const inside = await site(page('<title>Secret</title>'))
    const outside = await site((_request, response) =>
      response.writeHead(302, { location: `${inside.url}/admin` }).end(),
    )
    expect(await look(outside.url, [outside.host])).toMatchObject({ reason: 'not-public' })
    expect(inside.received).toEqual([])
  })

  it('leaves out a picture on a private address, which is never asked', async () => {
    const inside = await site((_request, response) => response.end())
    const outside = await site(page(`<title>T</title><meta property=og:image content="${inside.url}/p.png">`))
    expect(await look(outside.url, [outside.host])).toMatchObject({ state: 'card', title: 'T', image: null })
    expect(inside.received).toEqual([])
  })

  it('leaves out a picture that is none: drawings that are programs, broken files', async () => {
    for (const body of ['<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', '\x89PNG\r\n\x1a\nbroken']) {
      const server = await site((request, response) =>
        request.url === '/p'
          ? response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.from(body, 'latin1'))
          : page('<title>T</title><meta property=og:image content="/p">')(request, response),
      )
      expect(await look(server.url, [server.host])).toMatchObject({ state: 'card', image: null })
    }
  })

  it('says when a page is too long, also one that unpacks to be so', async () => {
    const long = 'x'.repeat(2_000_000)
    const plain = await site(page(long))
    expect(await look(plain.url, [plain.host])).toMatchObject({ reason: 'cut-off' })
    const packed = await site((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end(gzipSync(long)),
    )
    expect(await look(packed.url, [packed.host])).toMatchObject({ reason: 'cut-off' })
  })

  it('says when a page does not come in time, also one that drips', async () => {
    const silent = await site(() => {})
    expect(await look(silent.url, [silent.host], 200)).toMatchObject({ reason: 'slow' })
    const dripping = await site((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' })
      const drops = setInterval(() => response.write('<i>'), 20)
      response.once('close', () => clearInterval(drops))
    })
    expect(await look(dripping.url, [dripping.host], 200)).toMatchObject({ reason: 'slow' })
  })

  it('says when there is no page: another type, a refusal, nobody there', async () => {
    const pdf = await site(page('', 'application/pdf'))
    expect(await look(pdf.url, [pdf.host])).toMatchObject({ reason: 'not-a-page' })
    const gone = await site((_request, response) => response.writeHead(404, { 'content-type': 'text/html' }).end())
    expect(await look(gone.url, [gone.host])).toMatchObject({ reason: 'error-status', status: 404 })
    expect(await look('http://127.0.0.1:1/', ['127.0.0.1:1'])).toMatchObject({ reason: 'unreachable' })
  })
})
