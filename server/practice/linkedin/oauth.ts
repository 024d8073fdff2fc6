import express, { type Request, type Router } from 'express'
import { Refusal, secret } from '../simulation/refusal.ts'
import { visitPage } from '../simulation/visit-page.ts'
import { isRecord } from './access.ts'
import type { Grant, World } from './world.ts'

/** The page where a person lets an application in, and tokens. @see https://learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow */
export function oauthRoutes(world: World): Router {
  const { app, codes, accessTokens, refreshTokens, lifetimes } = world
  const router = express.Router()
  const later = (milliseconds: number) => new Date(world.now().getTime() + milliseconds)

  router.get(
    '/oauth/v2/authorization',
    visitPage((query) => ({ platform: 'LinkedIn', application: app.name, scopes: readVisit(query).scopes })),
  )

  router.post('/oauth/v2/authorization', (req, res) => {
    const given = bodyOf(req)
    const { scopes, redirectUri, state } = readVisit(given)
    const back = new URL(redirectUri)
    back.searchParams.set('state', state)
    // What the person switches off on the page; the real one lets them refuse everything or nothing.
    const refused = new Set(String(given['deny'] ?? '').split(','))
    const granted = scopes.filter((scope) => !refused.has(scope))
    const unknown = scopes.find((scope) => !app.scopes.includes(scope))
    if (unknown) {
      back.searchParams.set('error', 'unauthorized_scope_error')
      back.searchParams.set('error_description', `Scope "${unknown}" is not authorized for your application`)
    } else if (granted.length === 0) {
      back.searchParams.set('error', 'user_cancelled_authorize')
      back.searchParams.set('error_description', 'The user cancelled the authorization')
    } else {
      const code = `AQ${secret()}`
      const grant: Grant = {
        asked: scopes.toSorted().join(' '),
        scopes: granted,
        refreshEndsAt: later(lifetimes.refreshMs),
        state: 'active',
      }
      codes.set(code, { grant, redirectUri, endsAt: later(lifetimes.codeMs) })
      back.searchParams.set('code', code)
    }
    res.redirect(302, back.href)
  })

  router.post('/oauth/v2/accessToken', (req, res) => {
    const given = bodyOf(req)
    assertApp(req)
    switch (given['grant_type']) {
      case 'authorization_code':
        return void res.json(tokensFor(grantOfCode(given), null))
      case 'refresh_token': {
        const refreshToken = String(given['refresh_token'] ?? '')
        const grant = refreshTokens.get(refreshToken)
        if (grant?.state !== 'active' || grant.refreshEndsAt <= world.now())
          throw tokenRefusal(
            'invalid_request',
            'The provided authorization grant or refresh token is invalid, expired or revoked.',
          )
        return void res.json(tokensFor(grant, refreshToken))
      }
      default:
        throw tokenRefusal('unsupported_grant_type', 'The grant type is not supported.')
    }
  })

  router.post('/oauth/v2/introspectToken', (req, res) => {
    assertApp(req)
    const known = accessTokens.get(String(bodyOf(req)['token'] ?? ''))
    const hasEnded = !known || known.endsAt <= world.now()
    const status = known?.grant.state === 'active' ? (hasEnded ? 'expired' : 'active') : 'revoked'
    res.json({ active: status === 'active', status, ...(known && { scope: known.grant.scopes.join(',') }) })
  })

  router.post('/oauth/v2/revoke', (req, res) => {
    assertApp(req)
    const token = String(bodyOf(req)['token'] ?? '')
    const grant = accessTokens.get(token)?.grant ?? refreshTokens.get(token)
    if (grant) grant.state = 'revoked'
    res.status(200).send('')
  })
  return router

  function readVisit(given: Readonly<Record<string, unknown>>) {
    const redirectUri = String(given['redirect_uri'])
    const scopes = String(given['scope'] ?? '').split(' ')
    const state = String(given['state'] ?? '')
    if (given['client_id'] !== app.clientId) throw pageRefusal('client_id')
    if (given['response_type'] !== 'code' || !app.redirectUris.includes(redirectUri)) throw pageRefusal('redirect_uri')
    if (state === '') throw pageRefusal('state')
    return { redirectUri, scopes, state }
  }

  function grantOfCode(given: Readonly<Record<string, unknown>>): Grant {
    const code = String(given['code'] ?? '')
    const known = codes.get(code)
    // A code is good once, whatever comes of it.
    codes.delete(code)
    if (!known || known.endsAt <= world.now() || known.redirectUri !== given['redirect_uri'])
      throw tokenRefusal(
        'invalid_request',
        'Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization code. Or authorization code expired.',
      )
    replaceOthers(known.grant)
    return known.grant
  }

  /** Another set of permissions ends what the person granted before. */
  function replaceOthers(grant: Grant): void {
    const others = [...accessTokens.values()].map((known) => known.grant).concat([...refreshTokens.values()])
    for (const other of others) if (other.state === 'active' && other.asked !== grant.asked) other.state = 'replaced'
  }

  function tokensFor(grant: Grant, kept: string | null) {
    const token = `AQ${secret()}${secret()}`
    accessTokens.set(token, { grant, endsAt: later(lifetimes.accessMs) })
    const refreshToken = kept ?? `AR${secret()}${secret()}`
    if (app.isPartner) refreshTokens.set(refreshToken, grant)
    const leftMs = grant.refreshEndsAt.getTime() - world.now().getTime()
    return {
      access_token: token,
      expires_in: Math.floor(lifetimes.accessMs / 1000),
      ...(app.isPartner && { refresh_token: refreshToken, refresh_token_expires_in: Math.floor(leftMs / 1000) }),
      scope: grant.scopes.join(','),
      token_type: 'Bearer',
    }
  }

  function assertApp(req: Request): void {
    if (!req.is('application/x-www-form-urlencoded'))
      throw tokenRefusal('invalid_request', 'A required parameter "grant_type" is missing')
    const given = bodyOf(req)
    if (given['client_id'] !== app.clientId || given['client_secret'] !== app.clientSecret)
      throw new Refusal(401, { error: 'invalid_client', error_description: 'Client authentication failed' })
  }
}

const tokenRefusal = (error: string, description: string) => new Refusal(400, { error, error_description: description })

const pageRefusal = (what: string) =>
  new Refusal(400, { error: 'invalid_request', error_description: `The ${what} is not valid` })

function bodyOf({ body }: Request): Readonly<Record<string, unknown>> {
  return isRecord(body) ? body : {}
}
