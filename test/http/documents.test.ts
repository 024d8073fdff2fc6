import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { problems } from '../../server/domain/errors.ts'
import { startTestApp, type TestApp } from '../support/app.ts'

interface Document {
  openapi: string
  paths: Record<string, Record<string, { security?: unknown; requestBody?: unknown }>>
  components: { schemas: Record<string, unknown> }
}

describe('the description of the API', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp()
  })
  afterAll(() => app.close())

  it('is OpenAPI 3.1 and names every route, with its shapes and whether it needs a session', async () => {
    const { body } = await app.visitor.get<Document>('/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    for (const { path, method, policy, body: input } of app.routes) {
      const operation = body.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method]
      expect(operation, `${method} ${path}`).toBeDefined()
      expect(operation?.security !== undefined, `${method} ${path}`).toBe(policy !== 'public')
      expect(operation?.requestBody !== undefined, `${method} ${path}`).toBe(input !== undefined)
    }
    const names = JSON.stringify(body).matchAll(/#\/components\/schemas\/(\w+)/g)
    for (const [, name = ''] of names) expect(body.components.schemas).toHaveProperty(name)
  })

  it('is a page without anything that runs, with every problem code to link to', async () => {
    const answer = await app.visitor.get('/api/docs')
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(answer.text).not.toMatch(/<script|onclick|https?:\/\//)
    expect(answer.text).toContain('POST /session')
    for (const code of Object.keys(problems)) expect(answer.text).toContain(`id="problem-${code}"`)
    const targets = new Set([...answer.text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
    for (const [, target] of answer.text.matchAll(/href="#([^"]+)"/g)) expect(targets).toContain(target)
  })
})

describe('the headers of every answer', () => {
  it('allow nothing from elsewhere, nothing inline, and no frame', async () => {
    const app = await startTestApp()
    for (const path of ['/api/docs', '/setup', '/nowhere', '/api/v1/me']) {
      const { headers } = await app.visitor.get(path.startsWith('/api') ? path : app.url + path)
      const policy = Object.fromEntries(
        (headers.get('content-security-policy') ?? '').split(';').map((directive) => {
          const [name, ...values] = directive.trim().split(' ')
          return [name, values.join(' ')]
        }),
      )
      expect(policy).toEqual({
        'default-src': "'self'",
        'style-src': "'self' 'unsafe-inline'",
        'img-src': "'self' data: blob:",
        'media-src': "'self' blob:",
        'object-src': "'none'",
        'base-uri': "'none'",
        'form-action': "'self'",
        'frame-ancestors': "'none'",
      })
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('strict-transport-security')).toBeNull()
      expect(headers.get('x-powered-by')).toBeNull()
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    }
    await app.close()
  })
})
