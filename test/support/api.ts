import type { TestClient } from './client.ts'

/** The parts of JSON Schema that our shapes use. */
export interface JsonSchema {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: JsonSchema | boolean
}

/** One route, as the running server describes it. */
export interface Operation {
  /** `POST /posts/{id}/schedule` */
  readonly name: string
  readonly method: string
  readonly path: string
  readonly body: JsonSchema | null
  readonly query: Readonly<Record<string, JsonSchema>>
}

interface Document {
  paths: Record<
    string,
    Record<
      string,
      {
        parameters?: { in: string; name: string; schema: JsonSchema }[]
        requestBody?: { content: Record<string, { schema: JsonSchema }> }
      }
    >
  >
  components: { schemas: Record<string, JsonSchema> }
}

/** Every route that the server says it has, with references put in place. */
export async function operationsOf(client: TestClient): Promise<Operation[]> {
  const { body: document } = await client.get<Document>('/openapi.json')
  const inline = (schema: JsonSchema): JsonSchema =>
    JSON.parse(JSON.stringify(schema), (_key, value: JsonSchema) => {
      const name = value?.$ref?.split('/').at(-1)
      return name === undefined ? value : inline(document.components.schemas[name] ?? {})
    }) as JsonSchema
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => {
      const body = requestBody?.content['application/json']?.schema
      const query = parameters.filter((parameter) => parameter.in === 'query')
      return {
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        body: body ? inline(body) : null,
        query: Object.fromEntries(query.map(({ name, schema }) => [name, inline(schema)])),
      }
    }),
  )
}
