import type { Request, Response } from 'express'
import type { z } from 'zod'
import type { Actor, Policy } from '../domain/policy.ts'

/** What a handler is given: everything parsed, nothing raw but the request itself. */
export interface RouteInput<Params, Query, Body> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly req: Request
  readonly res: Response
}

/**
 * One route as data: the router, the permission test and the OpenAPI document all read it. A route without a policy
 * does not compile. `response` null: the handler answers 204, or writes the answer itself (`stream`).
 */
export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Below /api/v1, Express style: `/channels/:id`. */
  readonly path: string
  readonly policy: Policy | 'public'
  readonly tag: string
  readonly summary: string
  readonly params?: z.ZodType
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  readonly response: z.ZodType | null
  readonly status: number
  /** The handler writes the answer itself: files, event streams, redirects. */
  readonly stream: boolean
  readonly handle: (actor: Actor | null, input: RouteInput<never, never, never>) => Promise<unknown>
}

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined
type Handler<A, P, Q, B, R> = (
  actor: A,
  input: RouteInput<Parsed<P>, Parsed<Q>, Parsed<B>>,
) => Promise<R extends z.ZodType ? z.input<R> : void>

interface Definition<A, Access, P, Q, B, R> {
  readonly method: Route['method']
  readonly path: string
  readonly policy: Access
  readonly tag: string
  readonly summary: string
  readonly params?: P
  /** Values of the query string; a repeated key arrives as an array. */
  readonly query?: Q
  readonly body?: B
  readonly response: R
  /** Default 200; 204 when `response` is null. A handler may call `res.status()` for an alternative. */
  readonly status?: number
  readonly stream?: boolean
  readonly handle: Handler<A, P, Q, B, R>
}

/** A route for signed-in people whose role the policy names. */
export function route<
  P extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
  B extends z.ZodType | undefined,
  R extends z.ZodType | null,
>(definition: Definition<Actor, Policy, P, Q, B, R>): Route {
  return finish(definition)
}

/** A route for anyone: set-up, sign-in, documents. */
export function publicRoute<
  P extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
  B extends z.ZodType | undefined,
  R extends z.ZodType | null,
>(definition: Omit<Definition<Actor | null, 'public', P, Q, B, R>, 'policy'>): Route {
  return finish({ ...definition, policy: 'public' as const })
}

function finish(definition: object): Route {
  const given = definition as Route & { status?: number; stream?: boolean }
  return {
    ...given,
    status: given.status ?? (given.response || given.stream ? 200 : 204),
    stream: given.stream ?? false,
  }
}
