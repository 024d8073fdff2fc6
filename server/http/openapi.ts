import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi'
import * as channels from '../contract/channels.ts'
import { Problem } from '../contract/common.ts'
import * as content from '../contract/content.ts'
import * as deliveries from '../contract/deliveries.ts'
import * as people from '../contract/people.ts'
import { type ProblemCode, problems } from '../domain/errors.ts'
import { policies } from '../domain/policy.ts'
import type { Route } from './route.ts'

export type OpenApiDocument = ReturnType<typeof createDocument>

/** The API as OpenAPI 3.1, made from the very routes and schemas that answer. */
export function describeApi(routes: readonly Route[], version: string): OpenApiDocument {
  nameSchemas()
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method]: describeRoute(route) }
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Hải Đăng',
      version,
      description:
        'Sign in with POST /session; the cookie it sets carries the session. Requests that change something must come from the same origin (Sec-Fetch-Site or Origin). POST takes an Idempotency-Key. Refusals are problem details with a stable `code`.',
    },
    servers: [{ url: '/api/v1' }],
    paths,
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'hd_session' } },
    },
  })
}

function describeRoute(route: Route): ZodOpenApiOperationObject {
  const open = route.policy === 'public'
  const body = route.body
    ? { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } }
    : {}
  const params = route.params instanceof z.ZodObject ? { path: route.params } : {}
  const query = route.query instanceof z.ZodObject ? { query: route.query } : {}
  return {
    operationId: `${route.method}${route.path.replace(/[/:]+(\w)/g, (_all, letter: string) => letter.toUpperCase())}`,
    tags: [route.tag],
    summary: route.summary,
    ...(open ? {} : { description: `Roles: ${rolesOf(route.policy).join(', ')}`, security: [{ session: [] }] }),
    requestParams: { ...params, ...query },
    ...body,
    responses: {
      [String(route.status)]: {
        description: 'Done',
        ...(route.response ? { content: { 'application/json': { schema: route.response } } } : {}),
      },
      default: { description: 'Refused', content: { 'application/problem+json': { schema: Problem } } },
    },
  }
}

const rolesOf = (policy: Route['policy']): readonly string[] => (policy === 'public' ? [] : policies[policy])

/**
 * Contract schemas under the names they are exported by, in the registry the generator reads, so that the document
 * refers to them instead of repeating them.
 */
function nameSchemas(): void {
  for (const [name, schema] of Object.entries({ ...people, ...channels, ...content, ...deliveries, Problem }))
    if (schema instanceof z.ZodObject) z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id: name })
}

export const problemList = Object.entries(problems) as readonly [ProblemCode, number][]
