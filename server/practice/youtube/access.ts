import { createHash } from 'node:crypto'
import express, { type Request, type RequestHandler, type Router } from 'express'
import { DateTime } from 'luxon'
import { Refusal, secret } from '../simulation/refusal.ts'
import { visitPage } from '../simulation/visit-page.ts'
import { type Grant, refusal, type World } from './world.ts'

const root = 'https://www.googleapis.com/auth/'
const known = ['youtube.upload', 'youtube.force-ssl', 'youtube.readonly', 'yt-analytics.readonly', 'youtube']
const hourMs = 3_600_000

const flat = (status: number, error: string, description: string) =>
  new Refusal(status, { error, error_description: description })

/** Consent page, tokens, giving them back. */
export function oauthRoutes(world: World): Router {
  const { app, grants, tokens, refreshTokens, now } = world
  const router = express.Router()

  router.get(
    '/consent',
    visitPage((query) => ({ platform: 'YouTube', application: 'Hải Đăng', scopes: readVisit(query).scopes })),
  )
  router.post('/consent', (req, res) => {
    const given = req.body as Record<string, string>
    const { scopes, redirectUri } = readVisit(given)
    const denied = (given['deny'] ?? '').split(',')
    const code = secret()
    const granted = scopes.filter((scope) => !denied.includes(scope.slice(root.length)))
    const challenge = given['code_challenge'] ?? null
    grants.set(code, { redirectUri, challenge, scopes: granted, at: now(), revoked: false })
    const back = new URL(redirectUri)
    back.searchParams.set('state', given['state'] ?? '')
    back.searchParams.set('code', code)
    res.redirect(302, back.href)
  })

  router.post('/oauth/token', (req, res) => {
    const given = req.body as Record<string, string>
    if (given['client_id'] !== app.clientId || given['client_secret'] !== app.clientSecret)
      throw flat(401, 'invalid_client', 'The OAuth client was not found.')
    if (given['grant_type'] === 'refresh_token') {
      const grant = refreshTokens.get(given['refresh_token'] ?? '')
      if (!grant || grant.revoked) throw flat(400, 'invalid_grant', 'Token has been expired or revoked.')
      return void res.json(issue(grant))
    }
    const code = given['code'] ?? ''
    const grant = grants.get(code)
    // A code is good once, whatever comes of it.
    grants.delete(code)
    const challenge = createHash('sha256')
      .update(given['code_verifier'] ?? '')
      .digest('base64url')
    if (!grant || grant.redirectUri !== given['redirect_uri'] || (grant.challenge ?? challenge) !== challenge)
      throw flat(400, 'invalid_grant', 'Bad Request')
    const refreshToken = `1//${secret()}`
    refreshTokens.set(refreshToken, grant)
    res.json({ ...issue(grant), refresh_token: refreshToken })
  })

  router.post('/oauth/revoke', (req, res) => {
    const { token = '' } = req.body as Record<string, string>
    const grant = refreshTokens.get(token) ?? tokens.get(token)?.grant
    if (!grant || grant.revoked) throw flat(400, 'invalid_token', 'Token expired or revoked')
    grant.revoked = true
    res.json({})
  })

  return router

  function readVisit(given: Readonly<Record<string, unknown>>) {
    const redirectUri = String(given['redirect_uri'])
    if (given['client_id'] !== app.clientId || !URL.canParse(redirectUri) || given['response_type'] !== 'code')
      throw flat(400, 'redirect_uri_mismatch', 'Bad Request')
    const scopes = String(given['scope'] ?? '').split(' ')
    if (!scopes.every((scope) => known.includes(scope.slice(root.length))))
      throw flat(400, 'invalid_scope', 'Unknown scope')
    return { redirectUri, scopes }
  }

  function issue(grant: Grant): object {
    const token = `ya29.${secret()}`
    tokens.set(token, { scopes: grant.scopes, expiresAt: new Date(now().getTime() + hourMs), grant })
    return { access_token: token, expires_in: 3_599, scope: grant.scopes.join(' '), token_type: 'Bearer' }
  }
}

/** @throws Refusal 401 for a token that is no good, 403 for a permission it lacks */
export function authorize(req: Request, { tokens, now }: World, ...anyOf: readonly string[]): void {
  const token = tokens.get(/^Bearer (.+)$/.exec(req.get('authorization') ?? '')?.[1] ?? '')
  if (!token || token.grant.revoked || token.expiresAt <= now())
    throw refusal(401, 'authError', 'Invalid Credentials', 'global')
  if (!anyOf.some((scope) => token.scopes.includes(root + scope)))
    throw refusal(403, 'insufficientPermissions', 'Request had insufficient authentication scopes.', 'global')
}

const costs: readonly (readonly [RegExp, number])[] = [
  [/^PUT \/api\/videos|^DELETE \/api\/|thumbnails\/set/, 50],
  [/^POST \/api\/(playlistItems|commentThreads)/, 50],
  [/captions/, 400],
]

/** Counts units by the Pacific day; failing calls cost too. */
export function countUnits({ ledger, switches, now }: World): RequestHandler {
  return (req, _res, next) => {
    if (!/^\/(api|upload)\//.test(req.path)) return next()
    const day = DateTime.fromJSDate(now(), { zone: 'America/Los_Angeles' }).toISODate() ?? ''
    if (ledger.day !== day) Object.assign(ledger, { day, units: 0, uploads: 0 })
    const isUpload = req.path === '/upload/videos'
    if (isUpload && req.method === 'POST') {
      ledger.uploads += 1
      if (ledger.uploads > switches.uploadsPerDay) throw refusal(403, 'quotaExceeded', 'quota used up', 'youtube.quota')
    } else if (!isUpload) {
      ledger.units += costs.find(([pattern]) => pattern.test(`${req.method} ${req.path}`))?.[1] ?? 1
      if (ledger.units > switches.units) throw refusal(403, 'quotaExceeded', 'quota used up', 'youtube.quota')
    }
    next()
  }
}
