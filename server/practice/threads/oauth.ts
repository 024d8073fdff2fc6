import express, { type Router } from 'express'
import { invalid, paramsOf, refusal } from '../meta/graph.ts'
import { Refusal, secret } from '../simulation/refusal.ts'
import { visitPage } from '../simulation/visit-page.ts'
import { liveToken, scopeNames } from './access.ts'
import type { Token, World } from './world.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const longMs = 60 * dayMs

/** The page where a person lets an application in, and the tokens that come of it. */
export function oauthRoutes(world: World): Router {
  const { grants, tokens, now, app, profile, quirks } = world
  const router = express.Router()
  const dialog = '/threads.net/oauth/authorize'

  router.get(
    dialog,
    visitPage((query) => ({ platform: 'Threads', application: 'Hải Đăng', scopes: readVisit(query).scopes })),
  )
  router.post(dialog, (req, res) => {
    const given = paramsOf(req)
    const { scopes, redirectUri } = readVisit(given)
    const denied = (given['deny'] ?? '').split(',')
    const back = new URL(redirectUri)
    if (given['state'] !== undefined) back.searchParams.set('state', given['state'])
    if (denied.includes('all')) {
      back.searchParams.set('error', 'access_denied')
      back.searchParams.set('error_reason', 'user_denied')
    } else {
      const code = secret()
      grants.set(code, { redirectUri, scopes: scopes.filter((scope) => !denied.includes(scope)), at: now() })
      back.searchParams.set('code', code)
    }
    res.redirect(302, `${back.href}#_`)
  })

  const graph = express.Router()
  router.use(['/graph.threads.net', '/graph.threads.com'], graph)

  graph.post('/oauth/access_token', (req, res) => {
    const given = paramsOf(req)
    const grant = grants.get(given['code'] ?? '')
    // A code is good once, whatever comes of it.
    grants.delete(given['code'] ?? '')
    if (given['client_id'] !== app.id || given['client_secret'] !== app.secret) throw flat('Invalid client')
    const isGood = grant?.redirectUri === given['redirect_uri'] && given['grant_type'] === 'authorization_code'
    if (!grant || !isGood || now().getTime() - grant.at.getTime() >= hourMs)
      throw flat('The code was used, is too old, or belongs to another address')
    const token = issue('short', grant.scopes, grant.at, hourMs)
    const id = quirks.numericUserId ? profile.id : `"${profile.id}"`
    res.type('application/json').send(`{"access_token":"${token}","user_id":${id}}`)
  })

  graph.get('/access_token', (req, res) => {
    const given = paramsOf(req)
    if (given['grant_type'] !== 'th_exchange_token') throw invalid('Unsupported grant type')
    if (given['client_secret'] !== app.secret) throw refusal({ code: 1, message: 'Error validating client secret' })
    const { kind, scopes, grantedAt } = liveToken(given['access_token'] ?? '', world)
    if (kind !== 'short') throw invalid('Not a short-lived token')
    res.json(told(issue('long', scopes, grantedAt, longMs)))
  })

  graph.get('/refresh_access_token', (req, res) => {
    const given = paramsOf(req)
    if (given['grant_type'] !== 'th_refresh_token') throw invalid('Unsupported grant type')
    const { kind, scopes, grantedAt, issuedAt } = liveToken(given['access_token'] ?? '', world)
    if (kind !== 'long') throw invalid('Not a long-lived token')
    if (now().getTime() - issuedAt.getTime() < dayMs) throw invalid('The token is less than 24 hours old')
    if (!scopes.includes('threads_basic')) throw refusal({ code: 10, message: 'Permission needed', status: 403 })
    res.json(told(issue('long', scopes, grantedAt, longMs)))
  })

  if (!quirks.noDebugToken)
    graph.get('/debug_token', (req, res) => {
      const given = paramsOf(req)
      liveToken(given['access_token'] ?? req.get('authorization')?.replace(/^Bearer /, '') ?? '', world)
      const { scopes, expiresAt, issuedAt } = liveToken(given['input_token'] ?? '', world)
      const [expires_at, issued_at] = [expiresAt, issuedAt].map((at) => Math.floor(at.getTime() / 1000))
      res.json({ data: { is_valid: true, expires_at, issued_at, scopes, user_id: profile.id, type: 'USER' } })
    })
  return router

  function readVisit(given: Readonly<Record<string, unknown>>) {
    const redirectUri = String(given['redirect_uri'])
    if (given['client_id'] !== app.id || !URL.canParse(redirectUri) || given['response_type'] !== 'code')
      throw invalid('Invalid client, redirect address or response type')
    const scopes = String(given['scope'] ?? '').split(',')
    const known: readonly string[] = scopeNames
    const unknown = scopes.find((scope) => !known.includes(scope))
    if (unknown !== undefined) throw invalid(`Invalid Scopes: ${unknown}`)
    return { redirectUri, scopes }
  }

  function issue(kind: Token['kind'], scopes: readonly string[], grantedAt: Date, lifeMs: number): string {
    const value = `TH${secret()}`
    const issuedAt = now()
    const expiresAt = new Date(issuedAt.getTime() + lifeMs)
    tokens.set(value, { kind, scopes, issuedAt, expiresAt, grantedAt, endedBy: null })
    return value
  }
}

const told = (token: string) => ({ access_token: token, token_type: 'bearer', expires_in: longMs / 1000 })

/** The shape of refusals where codes become tokens. */
const flat = (message: string) => new Refusal(400, { error_type: 'OAuthException', code: 400, error_message: message })
