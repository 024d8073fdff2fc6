import { policies } from '../domain/policy.ts'
import { type OpenApiDocument, problemList } from './openapi.ts'

/** The API on one readable page: plain HTML and one style sheet, nothing from elsewhere, nothing that runs. */
export function renderDocsPage(document: OpenApiDocument): string {
  const operations = operationsOf(document)
  const tags = [...new Set(operations.map((operation) => operation.tag))]
  const schemas = Object.entries((document.components?.schemas ?? {}) as Record<string, Shape>)
  const version = safe(document.info.version)
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hải Đăng API ${version}</title>
<style>${style}</style>
<main>
<h1>Hải Đăng API</h1>
<p>Version ${version}. Everything below lives under <code>/api/v1</code> and speaks JSON.
The same as data: <a href="/api/v1/openapi.json">OpenAPI 3.1</a>.</p>
<ul>
<li><code>POST /session</code> signs in and sets the cookie <code>hd_session</code>, which every other request carries.
<li>A request that changes something must come from the same origin: <code>Sec-Fetch-Site: same-origin</code>, or an <code>Origin</code> that is this server.
<li><code>POST</code> takes an <code>Idempotency-Key</code>: the same request again gets the first one's answer.
<li>A refusal is <code>application/problem+json</code> with a stable <code>code</code> (<a href="#problems">list</a>) and, for wrong fields, <code>errors</code> with <code>path</code>, <code>code</code> and <code>values</code>.
</ul>
<nav aria-label="Sections"><ul>${tags.map((tag) => `<li><a href="#${slug(tag)}">${safe(tag)}</a>`).join('')}
<li><a href="#shapes">Shapes</a><li><a href="#problems">Problem codes</a><li><a href="#policies">Who may what</a></ul></nav>
${tags
  .map((tag) =>
    section(
      tag,
      operations.filter((operation) => operation.tag === tag),
    ),
  )
  .join('\n')}
<h2 id="shapes">Shapes</h2>
${schemas.map(([name, shape]) => `<h3 id="shape-${safe(name)}">${safe(name)}</h3><pre>${outline(shape, 0)}</pre>`).join('\n')}
<h2 id="problems">Problem codes</h2>
${table(
  ['Code', 'Status'],
  problemList.map(([code, status]) => ({ id: `problem-${code}`, cells: [code, String(status)] })),
)}
<h2 id="policies">Who may what</h2>
${table(
  ['Policy', 'Roles'],
  Object.entries(policies).map(([policy, roles]) => ({ id: policy, cells: [policy, roles.join(', ')] })),
)}
</main>
</html>
`
}

/** What of the document this page shows. */
interface Operation {
  readonly method: string
  readonly path: string
  readonly tag: string
  readonly summary: string
  readonly description: string
  readonly query: readonly { name: string; schema: Shape }[]
  readonly body: Shape | null
  readonly answer: Shape | null
}
interface Content {
  content?: Record<string, { schema?: Shape }>
}
interface RawOperation {
  tags?: string[]
  summary?: string
  description?: string
  parameters?: { in: string; name: string; schema: Shape }[]
  requestBody?: Content
  responses: Record<string, Content>
}

function operationsOf(document: OpenApiDocument): Operation[] {
  return Object.entries((document.paths ?? {}) as Record<string, Record<string, RawOperation>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, raw]) => ({
        method: method.toUpperCase(),
        path,
        tag: raw.tags?.[0] ?? '',
        summary: raw.summary ?? '',
        description: raw.description ?? 'For anyone',
        query: raw.parameters?.filter((parameter) => parameter.in === 'query') ?? [],
        body: jsonOf(raw.requestBody),
        answer: jsonOf(Object.entries(raw.responses).find(([status]) => status.startsWith('2'))?.[1]),
      })),
  )
}

const jsonOf = (content: Content | undefined): Shape | null => content?.content?.['application/json']?.schema ?? null

function section(tag: string, operations: readonly Operation[]): string {
  return `<h2 id="${slug(tag)}">${safe(tag)}</h2>${operations.map(article).join('\n')}`
}

function article({ method, path, summary, description, query, body, answer }: Operation): string {
  const asked = query.map(({ name, schema }) => `${safe(name)}: ${outline(schema, 0)}`).join('\n')
  return `<article>
<h3><code>${method} ${safe(path)}</code></h3>
<p>${safe(summary)}.</p>
<p class="who">${safe(description)}.</p>
${shape('Query', asked)}${shape('Body', body && outline(body, 0))}${shape('Answer', answer && outline(answer, 0))}
</article>`
}

const shape = (title: string, text: string | null) =>
  text ? `<details><summary>${title}</summary><pre>${text}</pre></details>` : ''

function table(heads: readonly string[], rows: readonly { id: string; cells: readonly string[] }[]): string {
  const head = heads.map((text) => `<th scope="col">${text}`).join('')
  const body = rows.map(({ id, cells }) => `<tr id="${id}">${cells.map((cell) => `<td>${safe(cell)}`).join('')}`)
  return `<table><thead><tr>${head}</thead><tbody>${body.join('\n')}</tbody></table>`
}

/** The parts of JSON Schema that our shapes use. */
interface Shape {
  $ref?: string
  type?: string | string[]
  properties?: Record<string, Shape>
  required?: string[]
  items?: Shape
  additionalProperties?: Shape | boolean
  enum?: unknown[]
  const?: unknown
  anyOf?: Shape[]
  oneOf?: Shape[]
  maxLength?: number
  format?: string
}

/** A shape as people write it, one field a line: `name: string (to 200)`; `?` marks what may be left out. As HTML. */
function outline(shape: Shape, depth: number): string {
  const name = shape.$ref?.split('/').at(-1)
  if (name !== undefined) return `<a href="#shape-${safe(name)}">${safe(name)}</a>`
  const choices = shape.anyOf ?? shape.oneOf
  if (choices) return choices.map((choice) => outline(choice, depth)).join(' | ')
  if (shape.const !== undefined) return safe(JSON.stringify(shape.const))
  if (shape.enum) return safe(shape.enum.map((value) => JSON.stringify(value)).join(' | '))
  if (shape.properties) return fieldsOf(shape.properties, shape.required ?? [], depth)
  if (shape.items) return `list of ${outline(shape.items, depth)}`
  if (typeof shape.additionalProperties === 'object') return `map to ${outline(shape.additionalProperties, depth)}`
  const bound = shape.maxLength === undefined ? '' : ` (to ${shape.maxLength})`
  return safe(`${shape.format ?? shape.type ?? 'anything'}${bound}`)
}

function fieldsOf(properties: Record<string, Shape>, required: readonly string[], depth: number): string {
  const indent = '  '.repeat(depth)
  const fields = Object.entries(properties).map(
    ([name, field]) => `${indent}  ${safe(name)}${required.includes(name) ? '' : '?'}: ${outline(field, depth + 1)}\n`,
  )
  return `{\n${fields.join('')}${indent}}`
}

const slug = (text: string) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-')

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const safe = (text: string) => text.replace(/[&<>"]/g, (found) => entities[found] ?? found)

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
main { max-width: 60rem; margin: 0 auto; padding: 1rem }
nav ul { columns: 3 10rem; padding-inline-start: 1rem }
article { border-block-start: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding-block: .5rem }
h3 { margin: .5rem 0 .25rem; font-size: 1rem }
p { margin: .25rem 0 }
.who { font-size: .875rem }
pre { overflow-x: auto; margin: .25rem 0; padding: .5rem; background: color-mix(in srgb, currentColor 6%, transparent) }
code, pre { font: .875rem/1.45 ui-monospace, monospace }
table { border-collapse: collapse }
td, th { text-align: start; vertical-align: top; padding: .125rem .75rem .125rem 0 }
tr:target { background: color-mix(in srgb, currentColor 12%, transparent) }
`
