import type { RequestHandler, Response } from 'express'

/** What goes wrong with one kind of request. */
export interface SimulatedFault {
  /** `POST /api/v1/statuses`; the path is compared as a whole. */
  readonly on: string
  /** The request takes effect before. */
  readonly acts: boolean
  readonly what:
    | { readonly kind: 'hang-up' }
    /** An answer that breaks off in the middle. */
    | { readonly kind: 'half' }
    | { readonly kind: 'late'; readonly byMs: number }
    | { readonly kind: 'answer'; readonly status: number; readonly body: string; readonly type: string }
  /** How often; once when left out. */
  readonly times?: number
}

/** A page such as a proxy shows during maintenance. */
export const maintenancePage = {
  kind: 'answer',
  status: 503,
  type: 'text/html',
  body: '<!doctype html><title>Maintenance</title><h1>We will be back</h1>',
} as const

export interface Faults {
  readonly arm: (fault: SimulatedFault) => void
  readonly handler: RequestHandler
}

export function createFaults(): Faults {
  const armed: { fault: SimulatedFault; left: number }[] = []
  return {
    arm: (fault) => {
      armed.push({ fault, left: fault.times ?? 1 })
    },
    handler: (req, res, next) => {
      const found = armed.find(({ fault, left }) => left > 0 && fault.on === `${req.method} ${req.path}`)
      if (!found) return next()
      found.left -= 1
      const { acts, what } = found.fault
      const { send } = res
      const act = (body: string) => {
        res.send = send
        goWrong(res, what, body)
        return res
      }
      if (!acts) return void act('')
      res.send = act
      next()
    },
  }
}

function goWrong(res: Response, what: SimulatedFault['what'], body: string): void {
  switch (what.kind) {
    case 'hang-up':
      return void res.socket?.destroy()
    case 'half':
      return void res.type('application/json').send(body.slice(0, Math.ceil(body.length / 2)))
    case 'late':
      return void setTimeout(() => res.type('application/json').send(body), what.byMs).unref()
    case 'answer':
      return void res.status(what.status).type(what.type).send(what.body)
  }
}
