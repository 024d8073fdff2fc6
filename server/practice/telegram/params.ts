import type { Request } from 'express'
import { readMultipart } from '../simulation/start.ts'
import { refusal } from './world.ts'

/** What a call was given, however it came: in the query, as JSON, as a form, or as a form with files. */
export interface Params {
  readonly text: (name: string) => string | null
  readonly number: (name: string) => number | null
  /** `true`, `"true"`, `"True"` and `"1"` are yes. */
  readonly flag: (name: string) => boolean
  /** Nested values come as JSON in forms, and as they are in JSON. */
  readonly nested: (name: string) => unknown
  readonly file: (name: string) => File | null
}

export async function readParams(req: Request): Promise<Params> {
  const isMultipart = Buffer.isBuffer(req.body) && req.body.length > 0
  const form = isMultipart ? await readMultipart(req, refusal(400, "can't parse the request")) : new FormData()
  const plain = { ...req.query, ...(Buffer.isBuffer(req.body) ? {} : (req.body as object | undefined)) }
  const values = new Map<string, unknown>([...Object.entries(plain), ...form.entries()])
  const text = (name: string) => {
    const value = values.get(name)
    if (value === undefined || value === null || value instanceof File) return null
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
  return {
    text,
    number: (name) => {
      const given = text(name)
      return given === null || !/^-?\d+$/.test(given) ? null : Number(given)
    },
    flag: (name) => /^(true|1|yes)$/i.test(text(name) ?? ''),
    nested: (name) => {
      const value = values.get(name)
      if (typeof value !== 'string') return value
      try {
        return JSON.parse(value)
      } catch {
        throw refusal(400, `can't parse ${name} JSON object`)
      }
    },
    file: (name) => {
      const value = values.get(name)
      return value instanceof File ? value : null
    },
  }
}
