import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type JsonSchema, type Operation, operationsOf } from '../support/api.ts'
import type { TestClient } from '../support/client.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'

/** Text as nobody types it: any code unit, so lone surrogates and NUL too. */
const anyText = fc.oneof(
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
  fc.constantFrom('', '\u0000', '\ud800', 'null', '1', '__proto__', '2026-02-30', '9'.repeat(400)),
)
const anything = fc.jsonValue({ maxDepth: 4 })

/** Bodies near the schema: each field sometimes right, sometimes anything. Right enough to get past the first test. */
function near(schema: JsonSchema): fc.Arbitrary<unknown> {
  const right = (): fc.Arbitrary<unknown> => {
    if (schema.const !== undefined) return fc.constant(schema.const)
    if (schema.enum) return fc.constantFrom(...schema.enum)
    const choices = schema.anyOf ?? schema.oneOf
    if (choices) return fc.oneof(...choices.map((choice) => near(choice)))
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
    if (schema.type === 'array') return fc.array(near(schema.items ?? {}), { maxLength: 3 })
    if (schema.properties) {
      const fields = Object.entries(schema.properties).map(([name, field]) => [name, near(field)])
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

const bodyOf = ({ body }: Operation): fc.Arbitrary<unknown> => (body ? near(body) : anything)

/** Query strings: the fields the route knows with values near theirs, and others. */
const searchOf = ({ query }: Operation): fc.Arbitrary<string> =>
  fc.oneof(near({ properties: query }), fc.dictionary(anyText, anyText)).map((fields) => {
    const search = new URLSearchParams()
    for (const [key, value] of Object.entries(fields ?? {}))
      for (const item of Array.isArray(value) ? value : [value])
        search.append(key, typeof item === 'string' ? item : JSON.stringify(item))
    return search.toString()
  })

describe('whatever is sent', () => {
  let app: WholeApp
  let admin: TestClient
  beforeAll(async () => {
    app = await startWholeApp()
    admin = await app.signIn('admin')
  })
  afterAll(() => app.close())

  it('is never answered with a failure of ours', async () => {
    const skipped = new Set(['DELETE /session', 'DELETE /sessions', 'GET /events'])
    const operations = (await operationsOf(app.visitor)).filter(({ name }) => !skipped.has(name))
    expect(operations.length).toBeGreaterThan(40)
    const { actor } = await app.signIn('officer')
    const anyId = fc.oneof(
      fc.constantFrom(actor.memberId, actor.unitId),
      fc.uuid(),
      anyText.map((text) => encodeURIComponent(text.toWellFormed()) || 'x'),
    )
    for (const operation of operations) {
      const property = fc.asyncProperty(bodyOf(operation), anyId, searchOf(operation), async (body, id, search) => {
        const path = `${operation.path.replace(/\{\w+\}/g, () => id)}?${search}`
        const sent = operation.method === 'GET' ? {} : { body: JSON.stringify(body) ?? '' }
        const answer = await admin.request(operation.method, path, sent)
        expect(answer.status, `${operation.method} ${path} ${sent.body}: ${answer.text}`).toBeLessThan(500)
        if (answer.status < 400) return
        expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
        expect(answer.problem.code).toMatch(/^[a-z-]+$/)
      })
      await fc.assert(property, { numRuns: 40 })
    }
  }, 120_000)
})
