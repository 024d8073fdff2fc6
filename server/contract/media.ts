import { z } from 'zod'
import { text } from './common.ts'
import { Media } from './content.ts'

export const MediaQuery = z.object({
  text: text(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export const MediaList = z.object({ media: z.array(Media) })
