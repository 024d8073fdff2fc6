import { z } from 'zod'
import { Id } from '../../contract/common.ts'
import { SaveTimePattern, TimePattern } from '../../contract/time-patterns.ts'
import type { TimePatterns } from '../../domain/time-patterns.ts'
import { type Route, route } from '../route.ts'

const shared = { policy: 'posts.edit', tag: 'Posts' } as const

export function timePatternRoutes(patterns: TimePatterns): Route[] {
  return [
    route({
      ...shared,
      method: 'get',
      path: '/time-patterns',
      summary: 'When posts of my unit usually go out on each channel, counted from the first day',
      response: z.object({ patterns: z.array(TimePattern) }),
      handle: async (actor) => ({ patterns: await patterns.list(actor) }),
    }),
    route({
      ...shared,
      method: 'post',
      path: '/time-patterns',
      summary: 'Save times for my unit; those under the same name are replaced',
      body: SaveTimePattern,
      response: TimePattern,
      status: 201,
      handle: (actor, { body }) => patterns.save(actor, body),
    }),
    route({
      ...shared,
      method: 'delete',
      path: '/time-patterns/:id',
      summary: 'Delete times of my unit; what is planned stays as it is',
      params: z.object({ id: Id }),
      response: null,
      handle: (actor, { params: { id } }) => patterns.remove(actor, id),
    }),
  ]
}
