import type { Request, Response } from 'express'
import type { Visitor } from '../auth/sessions.ts'
import { sessionDays } from '../db/sessions.ts'

const cookieName = 'hd_session'

/** The session's cookie: out of reach of scripts, never sent by other sites' forms, over TLS only where we have it. */
export interface SessionCookie {
  read(req: Request): string | null
  write(res: Response, token: string): void
  clear(res: Response): void
}

export function createSessionCookie({ secure }: { secure: boolean }): SessionCookie {
  const attributes = { httpOnly: true, sameSite: 'lax', secure, path: '/' } as const
  return {
    read(req) {
      const found = req.headers.cookie?.split(';').find((pair) => pair.trimStart().startsWith(`${cookieName}=`))
      return found?.slice(found.indexOf('=') + 1).trim() ?? null
    },
    write(res, token) {
      res.cookie(cookieName, token, { ...attributes, maxAge: sessionDays.idle * 86_400_000 })
    },
    clear(res) {
      res.clearCookie(cookieName, attributes)
    },
  }
}

/** The address a request comes from; the proxy's word counts only where TRUST_PROXY is on. */
export function addressOf(req: Request): string | null {
  return req.ip?.replace(/^::ffff:/, '') ?? null
}

export function visitorOf(req: Request, cookie: SessionCookie): Visitor {
  return { ip: addressOf(req), userAgent: req.get('user-agent') ?? null, token: cookie.read(req) }
}
