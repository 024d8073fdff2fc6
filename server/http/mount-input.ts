import express, { type Request, type Response } from 'express'
import { z } from 'zod'
import type { ProblemItem } from '../contract/common.ts'
import { DomainError } from '../domain/errors.ts'

/** Bounds of any JSON body, before its schema is asked. */
const bodyLimits = { bytes: 1_000_000, depth: 32, values: 50_000 } as const

const json = express.json({
  limit: bodyLimits.bytes,
  strict: false,
  type: 'application/json',
  verify: (req, _res, bytes) => {
    rawBodies.set(req, bytes)
  },
})

/** The bytes as they came, for comparing a repeated request with its first. */
const rawBodies = new WeakMap<object, Buffer>()
export const rawBodyOf = (req: Request): Buffer => rawBodies.get(req) ?? Buffer.alloc(0)

/**
 * Reads a JSON body within `bodyLimits`.
 * @throws DomainError `unsupported-media`, `too-large`, `bad-json`, `validation`
 */
export async function readJson(req: Request, res: Response): Promise<unknown> {
  const empty = req.headers['transfer-encoding'] === undefined && Number(req.headers['content-length'] ?? 0) === 0
  if (!empty && !req.is('application/json')) throw new DomainError('unsupported-media', 'Send application/json')
  await new Promise<void>((resolve, reject) => {
    json(req, res, (error?: unknown) => (error ? reject(refusalOf(error)) : resolve()))
  })
  refuseHarmful(req.body)
  return req.body
}

/** @see https://github.com/expressjs/body-parser#errors */
function refusalOf(error: unknown): DomainError {
  const { status } = error as { status?: unknown }
  const code = status === 413 ? 'too-large' : status === 415 ? 'unsupported-media' : 'bad-json'
  return new DomainError(code, undefined, { cause: error })
}

/** Query values by schema: where the schema takes a list, one value is a list of one. */
export function readQuery(schema: z.ZodType, query: Request['query']): unknown {
  if (!(schema instanceof z.ZodObject)) return query
  const lists = Object.keys(schema.shape).filter((key) => takesList(schema.shape[key]))
  const given = Object.fromEntries(
    Object.entries(query).map(([key, value]) => [key, lists.includes(key) && !Array.isArray(value) ? [value] : value]),
  )
  refuseHarmful(given)
  return given
}

function takesList(schema: unknown): boolean {
  if (schema instanceof z.ZodArray) return true
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return takesList(schema.unwrap())
  return false
}

/** @throws DomainError `validation` with one item for each thing wrong, at most 50 */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.slice(0, 50).map((issue) => itemOf(issue, value))
  throw new DomainError('validation', undefined, { errors })
}

/**
 * Refuses what no field takes and the database cannot store: NUL and lone surrogates in any text or key, nesting deeper
 * and more values than any of our shapes has. Walks without recursion, so that depth cannot exhaust the stack.
 */
function refuseHarmful(body: unknown): void {
  const waiting: { value: unknown; path: readonly (string | number)[] }[] = [{ value: body, path: [] }]
  let values = 0
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, path } = next
    if (typeof value === 'string') {
      if (!isStorable(value)) refuse(path, 'bad-characters')
    } else if (typeof value === 'object' && value !== null) {
      if (path.length >= bodyLimits.depth) refuse(path, 'too-deep')
      const keys = Object.keys(value)
      values += keys.length
      if (values > bodyLimits.values) refuse([], 'too-many', { max: bodyLimits.values })
      for (const key of keys) {
        if (!isStorable(key)) refuse(path, 'bad-characters')
        waiting.push({ value: (value as Record<string, unknown>)[key], path: [...path, key] })
      }
    }
  }
}

const isStorable = (value: string) => value.isWellFormed() && !value.includes('\u0000')

function refuse(path: readonly (string | number)[], code: string, values?: Record<string, number>): never {
  const item = { path: path.join('.'), code, ...(values ? { values } : {}) }
  throw new DomainError('validation', undefined, { errors: [item] })
}

type Issue = z.core.$ZodIssue

/** Our schemas' messages are codes; zod's own are sentences, for which its kind of issue gives the code. */
function itemOf(issue: Issue, input: unknown): ProblemItem {
  const inner = issue.code === 'invalid_union' ? issue.errors.flat()[0] : undefined
  const own = /^[a-z]+(-[a-z]+)*$/.test(issue.message)
  const missing = (issue.code === 'invalid_type' || issue.code === 'invalid_value') && isMissing(issue.path, input)
  const code = missing ? 'required' : own ? issue.message : inner ? itemOf(inner, undefined).code : codeOf(issue)
  const path = issue.path.map(String).join('.')
  if (issue.code === 'too_big') return { path, code, values: { max: Number(issue.maximum) } }
  if (issue.code === 'too_small') return { path, code, values: { min: Number(issue.minimum) } }
  return { path, code }
}

function codeOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return 'bad-type'
    case 'too_big':
      return issue.origin === 'string' ? 'too-long' : issue.origin === 'array' ? 'too-many' : 'too-big'
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array' ? 'required' : 'too-small'
    case 'invalid_format':
      return 'bad-format'
    case 'invalid_value':
    case 'invalid_union':
      return 'bad-choice'
    default:
      return 'bad-value'
  }
}

function isMissing(path: readonly PropertyKey[], input: unknown): boolean {
  let value = input
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return false
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value === undefined
}
