import type { z } from 'zod'

/**
 * What in an answer is not in its schema, null when nothing: a value of another type, or a field the contract does not
 * have (a column that slipped out).
 */
export function unexpectedPart(schema: z.ZodType, answer: unknown): string | null {
  const sent: unknown = JSON.parse(JSON.stringify(answer ?? null))
  const parsed = schema.safeParse(sent)
  if (!parsed.success) return parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
  const extra = extraField(sent, parsed.data, '')
  return extra === null ? null : `${extra} is not in the contract`
}

function extraField(sent: unknown, known: unknown, path: string): string | null {
  if (typeof sent !== 'object' || sent === null || typeof known !== 'object' || known === null) return null
  for (const [key, value] of Object.entries(sent)) {
    const at = path === '' ? key : `${path}.${key}`
    if (!(key in known)) return at
    const found = extraField(value, (known as Record<string, unknown>)[key], at)
    if (found !== null) return found
  }
  return null
}
