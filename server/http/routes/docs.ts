import { Router } from 'express'
import { renderDocsPage } from '../docs-page.ts'
import { describeApi, type OpenApiDocument } from '../openapi.ts'
import { publicRoute, type Route } from '../route.ts'
import { sendJson } from '../send-json.ts'

/** The API's description in both its forms, each made when first asked for. */
export interface Documents {
  /** `/api/v1/openapi.json`; it describes itself too. */
  readonly route: Route
  /** The same for people, at /api/docs. */
  readonly page: Router
}

export function createDocuments(routes: readonly Route[], version: string): Documents {
  let made: OpenApiDocument | null = null
  const document = () => {
    made ??= describeApi([...routes, route], version)
    return made
  }
  const route = publicRoute({
    method: 'get',
    path: '/openapi.json',
    tag: 'Documents',
    summary: 'This API as OpenAPI 3.1',
    response: null,
    stream: true,
    handle: async (_actor, { req, res }) => {
      res.set('Cache-Control', 'no-cache')
      await sendJson(req, res, document())
    },
  })
  const page = Router().get('/api/docs', (_req, res) => {
    res.set('Cache-Control', 'no-cache').type('html').send(renderDocsPage(document()))
  })
  return { route, page }
}
