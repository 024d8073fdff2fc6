import { Refusal } from '../simulation/refusal.ts'

export interface Problem {
  readonly code: number
  readonly subcode?: number
  readonly message?: string
  readonly status?: number
}

/** An error as the Graph API words it. */
export function refusal({ code, subcode, message = 'Refused', status = 400 }: Problem): Refusal {
  return new Refusal(status, {
    error: {
      message: `(#${code}) ${message}`,
      type: 'OAuthException',
      code,
      ...(subcode !== undefined && { error_subcode: subcode }),
      is_transient: false,
      error_user_title: message,
      error_user_msg: message,
      fbtrace_id: 'Asimulated',
    },
  })
}

export const invalid = (message: string, subcode?: number) =>
  refusal({ code: 100, message, ...(subcode !== undefined && { subcode }) })

/** What a request says, in its address and in its body, all as text. */
export function paramsOf(req: { readonly query: unknown; readonly body?: unknown }): Record<string, string> {
  const body = req.body && !Buffer.isBuffer(req.body) ? req.body : {}
  return Object.fromEntries(
    Object.entries({ ...(req.query as object), ...(body as object) }).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )
}

/** Of an object only what `fields` names; `id` is always there. @throws Refusal for a field it does not have */
export function pick(object: Readonly<Record<string, unknown>>, fields: string | undefined, otherwise: string): object {
  const wanted = namesIn(fields ?? otherwise)
  const unknown = wanted.find((field) => !(field in object))
  if (unknown !== undefined) throw invalid(`Tried accessing nonexisting field (${unknown})`)
  const picked = wanted.filter((field) => object[field] !== undefined).map((field) => [field, object[field]])
  return { ...Object.fromEntries(picked), id: object['id'] }
}

/** `2026-10-01T10:00:03+0000` */
export const timeOf = (at: Date) => at.toISOString().replace(/\.\d+Z$/, '+0000')

/** `id,children{id,owner{id}},comments.summary(true).limit(0)`: the names on the outside. */
function namesIn(fields: string): string[] {
  let depth = 0
  let names = ''
  for (const sign of fields) {
    if (sign === '{' || sign === '(') depth += 1
    if (depth === 0) names += sign
    if (sign === '}' || sign === ')') depth -= 1
  }
  return names.split(',').map((name) => name.replace(/\..*$/, ''))
}
