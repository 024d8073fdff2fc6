import { createHash } from 'node:crypto'
import express, { type Request, type Router } from 'express'
import { Refusal, secret } from '../simulation/refusal.ts'
import { visitPage } from '../simulation/visit-page.ts'
import { type Grant, logId, refusal, type World } from './world.ts'

const knownScopes = [
  'user.info.basic',
  'user.info.profile',
  'user.info.stats',
  'video.list',
  'video.publish',
  'video.upload',
]

/** The page where a person lets an application in, and tokens. @see https://developers.tiktok.com/doc/login-kit-web */
export function oauthRoutes(world: World): Router {
  const { app, codes, accessTokens, refreshTokens, lifetimes, switches, creator } = world
  const router = express.Router({ strict: switches.strictSlashes })
  const later = (milliseconds: number) => new Date(world.now().getTime() + milliseconds)

  router.get(
    '/v2/auth/authorize/',
    visitPage((query) => ({ platform: 'TikTok', application: app.name, scopes: readVisit(query).scopes })),
  )

  router.post('/v2/auth/authorize/', (req, res) => {
    const given = bodyOf(req)
    const { scopes, redirectUri, challenge, state } = readVisit(given)
    // What the person switches off on the page.
    const refused = new Set(String(given['deny'] ?? '').split(','))
    const granted = scopes.filter((scope) => !refused.has(scope))
    const back = new URL(redirectUri)
    back.searchParams.set('state', state)
    if (granted.length === 0) {
      back.searchParams.set('error', 'access_denied')
      back.searchParams.set('error_description', 'The user denied the request')
    } else {
      const code = `${secret()}*v!7243.va`
      const grant: Grant = { app, scopes: granted, revoked: false }
      codes.set(code, { grant, redirectUri, challenge, endsAt: later(lifetimes.codeMs) })
      back.searchParams.set('code', code)
      back.searchParams.set('scopes', granted.join(','))
    }
    res.redirect(302, back.href)
  })

  router.post('/v2/oauth/token/', (req, res) => {
    const given = bodyOf(req)
    assertApp(req)
    switch (given['grant_type']) {
      case 'authorization_code':
        return void res.json(tokensFor(grantOfCode(given), null))
      case 'refresh_token': {
        const old = String(given['refresh_token'] ?? '')
        const known = refreshTokens.get(old)
        if (!known || known.grant.revoked || known.endsAt <= world.now())
          throw tokenRefusal('invalid_grant', 'Refresh token is invalid or expired.')
        if (switches.rotation === 'strict') refreshTokens.delete(old)
        return void res.json(tokensFor(known.grant, switches.rotation === 'kept' ? old : null))
      }
      default:
        throw tokenRefusal('unsupported_grant_type', 'The grant type is not supported.')
    }
  })

  router.post('/v2/oauth/revoke/', (req, res) => {
    assertApp(req)
    const token = String(bodyOf(req)['token'] ?? '')
    const known = accessTokens.get(token) ?? refreshTokens.get(token)
    if (!known) throw tokenRefusal('invalid_request', 'The token is invalid.')
    known.grant.revoked = true
    res.status(200).send('')
  })
  return router

  function readVisit(given: Readonly<Record<string, unknown>>) {
    const redirectUri = String(given['redirect_uri'])
    const scopes = String(given['scope'] ?? '').split(',')
    const state = String(given['state'] ?? '')
    const challenge = given['code_challenge'] === undefined ? null : String(given['code_challenge'])
    if (given['client_key'] !== app.clientKey) throw pageRefusal('client_key')
    if (given['response_type'] !== 'code' || !app.redirectUris.includes(redirectUri)) throw pageRefusal('redirect_uri')
    if (!scopes.every((scope) => knownScopes.includes(scope))) throw pageRefusal('scope')
    if (state === '') throw pageRefusal('state')
    if (challenge === null ? switches.requiresPkce : given['code_challenge_method'] !== 'S256')
      throw pageRefusal('code_challenge')
    return { redirectUri, scopes, state, challenge }
  }

  function grantOfCode(given: Readonly<Record<string, unknown>>): Grant {
    const code = String(given['code'] ?? '')
    const known = codes.get(code)
    // A code is good once, whatever comes of it.
    codes.delete(code)
    if (!known || known.endsAt <= world.now())
      throw tokenRefusal('invalid_grant', 'Authorization code is expired or was used.')
    if (known.redirectUri !== given['redirect_uri'])
      throw tokenRefusal('invalid_request', 'Redirect_uri is not matched with the uri when requesting code.')
    const hash = createHash('sha256').update(String(given['code_verifier'])).digest(switches.pkce)
    if (known.challenge !== null && known.challenge !== hash)
      throw tokenRefusal('invalid_request', 'Code verifier or code challenge is invalid.')
    return known.grant
  }

  function tokensFor(grant: Grant, keptRefreshToken: string | null) {
    const token = `act.${secret()}`
    const refreshToken = keptRefreshToken ?? `rft.${secret()}`
    accessTokens.set(token, { grant, endsAt: later(lifetimes.accessMs) })
    if (!keptRefreshToken) refreshTokens.set(refreshToken, { grant, endsAt: later(lifetimes.refreshMs) })
    return {
      access_token: token,
      expires_in: lifetimes.accessMs / 1000,
      open_id: creator.openId,
      refresh_expires_in: lifetimes.refreshMs / 1000,
      refresh_token: refreshToken,
      scope: grant.scopes.join(','),
      token_type: 'Bearer',
    }
  }

  function assertApp(req: Request): void {
    if (!req.is('application/x-www-form-urlencoded'))
      throw tokenRefusal('invalid_request', 'Only `application/x-www-form-urlencoded` is supported as Content-Type.')
    const given = bodyOf(req)
    if (given['client_key'] !== app.clientKey || given['client_secret'] !== app.clientSecret)
      throw tokenRefusal('invalid_client', 'Client key or secret is incorrect.')
  }

  function tokenRefusal(error: string, description: string): Refusal {
    const body = { error, error_description: description, log_id: logId() }
    return new Refusal(switches.tokenErrorsAs200 ? 200 : error === 'invalid_client' ? 401 : 400, body)
  }
}

const pageRefusal = (what: string) => new Refusal(400, { error: 'invalid_request', error_description: what })

/** @throws Refusal when the token does not open it */
export function authorize(req: Request, world: World, scope: string): Grant {
  const given = /^Bearer (act\..+)$/.exec(req.get('authorization') ?? '')?.[1] ?? ''
  const known = world.accessTokens.get(given)
  if (!known || known.grant.revoked || known.endsAt <= world.now())
    throw refusal(401, 'access_token_invalid', 'The access token is invalid or not found in the request.')
  if (!known.grant.scopes.includes(scope))
    throw refusal(401, 'scope_not_authorized', `The user did not authorize the scope required: ${scope}`)
  return known.grant
}

/** What a JSON body holds. @throws Refusal when it is none */
export function jsonBody(req: Request): Readonly<Record<string, unknown>> {
  if (!req.is('application/json')) throw refusal(400, 'invalid_params', 'Only application/json is supported')
  return bodyOf(req)
}

function bodyOf(req: Request): Readonly<Record<string, unknown>> {
  const body: unknown = req.body
  return typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {}
}
