import type { z } from 'zod'
import type { Progress } from './contract.ts'

/** What an earlier try kept. @returns null when there is nothing, or something that another version of us kept */
export async function readKept<T>(progress: Progress | undefined, schema: z.ZodType<T>): Promise<T | null> {
  const kept = (await progress?.read()) ?? null
  return schema.safeParse(kept).data ?? null
}
