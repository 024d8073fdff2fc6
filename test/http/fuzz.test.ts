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

const shapeOf = (schema: z.ZodType) => near(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))
const bodyOf = ({ body }: Route): fc.Arbitrary<unknown> => (body ? shapeOf(body) : anything)

/** Query strings: the fields the route knows with values near theirs, and others. */
const searchOf = ({ query }: Route): fc.Arbitrary<string> =>
  fc.oneof(query ? shapeOf(query) : fc.constant({}), fc.dictionary(anyText, anyText)).map((fields) => {
    const search = new URLSearchParams()
    for (const [key, value] of Object.entries(fields ?? {}))
      for (const item of Array.isArray(value) ? value : [value]) search.append(key, String(item))
    return search.toString()
  })

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
    const { actor } = await app.signIn('officer')
    const anyId = fc.oneof(
      fc.constantFrom(actor.memberId, actor.unitId),
      fc.uuid(),
      anyText.map((text) => encodeURIComponent(text.toWellFormed()) || 'x'),
    )
    for (const route of routes) {
      const property = fc.asyncProperty(bodyOf(route), anyId, searchOf(route), async (body, id, search) => {
        const path = `${route.path.replace(/:\w+/g, () => id)}?${search}`
        const sent = route.method === 'get' ? {} : { body: JSON.stringify(body) ?? '' }
        const answer = await admin.request(route.method.toUpperCase(), path, sent)
        expect(answer.status, `${route.method} ${path} ${sent.body}: ${answer.text}`).toBeLessThan(500)
        if (answer.status < 400) return
        expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
        expect(answer.problem.code).toMatch(/^[a-z-]+$/)
      })
      await fc.assert(property, { numRuns: 40 })
    }
  }, 60_000)
})
