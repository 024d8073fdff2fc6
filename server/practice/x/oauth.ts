import { createHash } from 'node:crypto'
import express, { type Request, type Router } from 'express'
import { Refusal, secret } from '../simulation/refusal.ts'
import { visitPage } from '../simulation/visit-page.ts'
import { forbidden, type Grant, problem, type World } from './world.ts'

const knownScopes = [
  'tweet.read',
  'tweet.write',
  'tweet.moderate.write',
  'users.read',
  'users.email',
  'media.write',
  'like.write',
  'bookmark.read',
  'offline.access',
]

/** The page where a person lets an application in, and tokens. @see https://docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token */
export function oauthRoutes(world: World): Router {
  const { app, codes, accessTokens, refreshTokens, lifetimes, switches } = world
  const router = express.Router()
  const later = (milliseconds: number) => new Date(world.now().getTime() + milliseconds)

  router.get(
    '/i/oauth2/authorize',
    visitPage((query) => ({ platform: 'X', application: app.name, scopes: readVisit(query).scopes })),
  )

  router.post('/i/oauth2/authorize', (req, res) => {
    const given = bodyOf(req)
    const { scopes, redirectUri, challenge, state } = readVisit(given)
    const back = new URL(redirectUri)
    back.searchParams.set('state', state)
    // X lets people refuse everything or nothing; an application may be set to less than it asks for.
    const refused = new Set(String(given['deny'] ?? '').split(','))
    const granted = scopes.filter((scope) => !refused.has(scope))
    if (granted.length === 0) back.searchParams.set('error', 'access_denied')
    else {
      const code = secret()
      const grant: Grant = { scopes: granted, revoked: false }
      codes.set(code, { grant, redirectUri, challenge, endsAt: later(lifetimes.codeMs) })
      back.searchParams.set('code', code)
    }
    res.redirect(302, back.href)
  })

  router.post('/2/oauth2/token', (req, res) => {
    const given = bodyOf(req)
    assertApp(req)
    if (given['grant_type'] === 'authorization_code') return void res.json(tokensFor(grantOfCode(given)))
    if (given['grant_type'] === 'refresh_token') return void res.json(tokensFor(grantOfRefresh(given)))
    throw wrong('Missing or unknown parameter [grant_type].')
  })

  router.post('/2/oauth2/revoke', (req, res) => {
    const token = String(bodyOf(req)['token'] ?? '')
    assertApp(req)
    const known = accessTokens.get(token) ?? refreshTokens.get(token)
    if (!known) throw wrong('Value passed for the token was invalid.')
    // Each token by itself: an access token that is left works until it ends.
    accessTokens.delete(token)
    refreshTokens.delete(token)
    res.json({ revoked: true })
  })
  return router

  function readVisit(given: Readonly<Record<string, unknown>>) {
    const redirectUri = String(given['redirect_uri'])
    const scopes = String(given['scope'] ?? '').split(' ')
    const state = String(given['state'] ?? '')
    const challenge = String(given['code_challenge'] ?? '')
    if (given['client_id'] !== app.clientId) throw wrong('Value passed for the client was invalid.')
    if (given['response_type'] !== 'code') throw wrong('Value passed for the response_type was invalid.')
    if (!app.redirectUris.includes(redirectUri)) throw wrong('Value passed for the redirect uri did not match.')
    if (!scopes.every((scope) => knownScopes.includes(scope))) throw wrong('Value passed for the scope was invalid.')
    if (state === '' || state.length > 500) throw wrong('Value passed for the state was invalid.')
    if (!/^[\w-]{43}$/.test(challenge) || String(given['code_challenge_method']).toLowerCase() !== 's256')
      throw wrong('Value passed for the code challenge was invalid.')
    return { redirectUri, scopes, state, challenge }
  }

  function grantOfCode(given: Readonly<Record<string, unknown>>): Grant {
    const code = String(given['code'] ?? '')
    const known = codes.get(code)
    // A code is good once, whatever comes of it.
    codes.delete(code)
    if (!known || known.endsAt <= world.now()) throw wrong('Value passed for the authorization code was invalid.')
    if (known.redirectUri !== given['redirect_uri']) throw wrong('Value passed for the redirect uri did not match.')
    const verifier = String(given['code_verifier'] ?? '')
    if (createHash('sha256').update(verifier).digest('base64url') !== known.challenge)
      throw wrong('Value passed for the code verifier did not match the code challenge.')
    return known.grant
  }

  function grantOfRefresh(given: Readonly<Record<string, unknown>>): Grant {
    const known = refreshTokens.get(String(given['refresh_token'] ?? ''))
    if (known?.used && switches.reuseEndsGrant) known.grant.revoked = true
    if (!known || known.used || known.grant.revoked || known.endsAt <= world.now())
      throw wrong('Value passed for the token was invalid.')
    known.used = true
    return known.grant
  }

  function tokensFor(grant: Grant) {
    const token = secret()
    accessTokens.set(token, { grant, endsAt: later(lifetimes.accessMs) })
    const isLasting = grant.scopes.includes('offline.access')
    const refreshToken = secret()
    if (isLasting) refreshTokens.set(refreshToken, { grant, endsAt: later(lifetimes.refreshMs), used: false })
    return {
      token_type: 'bearer',
      expires_in: lifetimes.accessMs / 1000,
      access_token: token,
      ...(isLasting && { refresh_token: refreshToken }),
      ...(!switches.omitsScope && { scope: grant.scopes.join(' ') }),
    }
  }

  /** A confidential client proves itself by its secret, a public one names itself in the body. */
  function assertApp(req: Request): void {
    if (app.clientSecret === '') {
      if (bodyOf(req)['client_id'] !== app.clientId) throw wrong('Missing required parameter [client_id].')
      return
    }
    const [, given = ''] = /^Basic (.+)$/.exec(req.get('authorization') ?? '') ?? []
    const pair = Buffer.from(given, 'base64').toString().split(':').map(decodeURIComponent)
    if (pair[0] !== app.clientId || pair[1] !== app.clientSecret)
      throw new Refusal(401, {
        error: 'unauthorized_client',
        error_description: 'Missing valid authorization header',
      })
  }
}

const wrong = (error_description: string) => new Refusal(400, { error: 'invalid_request', error_description })

/** @throws Refusal when the token does not open it */
export function authorize(req: Request, world: World, ...scopes: readonly string[]): void {
  const [, given = ''] = /^Bearer (.+)$/i.exec(req.get('authorization') ?? '') ?? []
  const known = world.accessTokens.get(given)
  if (!known || known.grant.revoked || known.endsAt <= world.now()) throw problem(401, 'Unauthorized', 'Unauthorized')
  if (world.owner.suspended) throw forbidden('User is suspended.', 'user-suspended')
  const missing = scopes.find((scope) => !known.grant.scopes.includes(scope))
  if (missing && world.switches.plainForbidden) throw forbidden('Forbidden')
  if (missing) throw forbidden(`When authenticating requests, the scope ${missing} is needed.`, 'client-forbidden')
}

/** Forms and JSON are taken alike. */
export function bodyOf(req: Request): Readonly<Record<string, unknown>> {
  const body: unknown = req.body
  const isPlain = typeof body === 'object' && body !== null && !Buffer.isBuffer(body) && !Array.isArray(body)
  return isPlain ? (body as Readonly<Record<string, unknown>>) : {}
}
