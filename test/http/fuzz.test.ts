import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Route } from '../../server/http/route.ts'
import { startTestApp, type TestApp, type TestClient } from '../support/app.ts'

/** Text as nobody types it: any code unit, so lone surrogates and NUL too. */
const anyText = fc.oneof(
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
  fc.constantFrom('', '\u0000', '\ud800', 'null', '1', '__proto__', '2026-02-30', '9'.repeat(400)),
)
const anything = fc.jsonValue({ maxDepth: 4 })

/** Bodies near the schema: each field sometimes right, sometimes anything. Right enough to get past the first test. */
function near(schema: z.core.JSONSchema.BaseSchema): fc.Arbitrary<unknown> {
  const right = (): fc.Arbitrary<unknown> => {
    if (schema.const !== undefined) return fc.constant(schema.const)
    if (schema.enum) return fc.constantFrom(...schema.enum)
    const choices = schema.anyOf ?? schema.oneOf
    if (choices) return fc.oneof(...choices.map((choice) => near(choice as z.core.JSONSchema.BaseSchema)))
    if (schema.format === 'uuid') return fc.uuid()
    if (schema.format === 'email') return fc.emailAddress()
    if (schema.type === 'boolean') return fc.boolean()
    if (schema.type === 'integer' || schema.type === 'number')
      return fc.oneof(
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(0, -1, 2 ** 31, 2 ** 53),
      )
    if (schema.type === 'null') return fc.constant(null)
    if (schema.type === 'array')
      return fc.array(near((schema.items ?? {}) as z.core.JSONSchema.BaseSchema), { maxLength: 3 })
    if (schema.properties) {
      const fields = Object.entries(schema.properties).map(([name, field]) => [
        name,
        near(field as z.core.JSONSchema.BaseSchema),
      ])
      return fc.record(Object.fromEntries(fields), { requiredKeys: [] })
    }
    return fc.oneof(anyText, fc.string({ maxLength: 40 }))
  }
  return fc.oneof(
    { weight: 6, arbitrary: right() },
    { weight: 1, arbitrary: anyText },
    { weight: 1, arbitrary: anything },
  )
}

const bodyOf = ({ body }: Route): fc.Arbitrary<unknown> =>
  body ? near(z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' })) : anything

describe('whatever is sent', () => {
  let app: TestApp
  let admin: TestClient
  beforeAll(async () => {
    app = await startTestApp()
    admin = await app.signIn('admin')
  })
  afterAll(() => app.close())

  it('is never answered with a failure of ours', async () => {
    const skipped = new Set(['DELETE /session', 'DELETE /sessions', 'GET /events'])
    const routes = app.routes.filter(({ method, path }) => !skipped.has(`${method.toUpperCase()} ${path}`))
    for (const route of routes) {
      await fc.assert(
        fc.asyncProperty(
          bodyOf(route),
          fc.uuid(),
          anyText,
          fc.dictionary(anyText, anyText),
          async (body, id, text, query) => {
            const path = route.path.replace(/:\w+/g, () =>
              id < '8' ? id : encodeURIComponent(text.toWellFormed()) || 'x',
            )
            const search = new URLSearchParams(Object.entries(query)).toString()
            const answer = await admin.request(route.method.toUpperCase(), `${path}?${search}`, {
              ...(route.method === 'get' ? {} : { body: JSON.stringify(body) ?? '' }),
            })
            expect(answer.status, `${route.method} ${path} ${JSON.stringify(body)}: ${answer.text}`).toBeLessThan(500)
            if (answer.status >= 400) {
              expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
              expect(answer.problem.code).toMatch(/^[a-z-]+$/)
            }
          },
        ),
        { numRuns: 40 },
      )
    }
  }, 60_000)
})
