import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'

describe("the client's files", () => {
  let app: TestApp
  let clientDir: string
  const page = '<!doctype html><title>Hải Đăng</title>'
  const script = 'console.log("xin chào")'.repeat(50)
  beforeAll(async () => {
    clientDir = await mkdtemp(join(tmpdir(), 'haidang-client-'))
    await mkdir(join(clientDir, 'assets'))
    await writeFile(join(clientDir, 'index.html'), page)
    await writeFile(join(clientDir, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
    await writeFile(join(clientDir, 'assets/index-Ab12.js'), script)
    await writeFile(join(clientDir, 'assets/index-Ab12.js.br'), brotliCompressSync(script))
    await writeFile(join(clientDir, 'assets/index-Ab12.js.gz'), gzipSync(script))
    await writeFile(join(clientDir, '.secret'), 'no')
    app = await startTestApp({ clientDir })
  })
  afterAll(async () => {
    await app.close()
    await rm(clientDir, { recursive: true })
  })
  const get = (path: string, headers: Record<string, string> = {}) => fetch(app.url + path, { headers })

  it('are one page for every address that is no file', async () => {
    for (const path of ['/', '/sign-in', '/posts/new?date=2026-05-18', '/channels/connect/x']) {
      const answer = await get(path)
      expect(await answer.text()).toBe(page)
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(answer.headers.get('cache-control')).toBe('no-cache')
    }
  })

  it('are kept for good when named by their content, and travel compressed', async () => {
    for (const [encoding, expected] of [
      ['br', 'br'],
      ['gzip', 'gzip'],
      ['gzip, br', 'br'],
      ['identity', null],
    ] as const) {
      const answer = await get('/assets/index-Ab12.js', { 'accept-encoding': encoding })
      expect(answer.headers.get('content-encoding')).toBe(expected)
      expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(answer.headers.get('vary')).toContain('Accept-Encoding')
      expect(await answer.text()).toBe(script)
    }
  })

  it('are not sent again to a browser that has them', async () => {
    const tag = (await get('/favicon.svg')).headers.get('etag') ?? ''
    expect((await get('/favicon.svg', { 'if-none-match': tag, 'cache-control': 'max-age=0' })).status).toBe(304)
  })

  it('that are missing are missing, not a page; nothing outside the folder or hidden is reached', async () => {
    for (const path of ['/assets/gone-Zz99.js', '/robots.txt', '/.secret', '/assets/..%2f..%2fpackage.json', '/api/x'])
      expect((await get(path)).status, path).toBe(404)
  })
})
