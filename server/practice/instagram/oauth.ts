import express, { type Response as Answer, type Router } from 'express'
import { invalid, paramsOf, refusal } from '../meta/graph.ts'
import { Refusal, secret } from '../simulation/refusal.ts'
import { visitPage } from '../simulation/visit-page.ts'
import { liveToken, scopeNames } from './access.ts'
import type { Grant, Login, Token, World } from './world.ts'

const hourMs = 3_600_000
const codeMs = hourMs
const shortMs = hourMs
const youngMs = 24 * hourMs
const longMs = 60 * 24 * hourMs

/** Both pages where a person lets an application in, and the tokens that come of it. */
export function oauthRoutes(world: World): Router {
  const { grants, tokens, now, quirks, app } = world
  const router = express.Router()

  const dialogs = [
    ['/www.instagram.com/oauth/authorize', 'instagram', 'Instagram'],
    ['/www.facebook.com/:version/dialog/oauth', 'facebook', 'Facebook'],
  ] as const
  for (const [path, login, platform] of dialogs) {
    router.get(
      path,
      visitPage((query) => ({ platform, application: 'Hải Đăng', scopes: readVisit(login, query).scopes })),
    )
    router.post(path, (req, res) => letIn(login, paramsOf(req), res))
  }

  function letIn(login: Login, given: Readonly<Record<string, string>>, res: Answer): void {
    const { scopes, redirectUri } = readVisit(login, given)
    const denied = (given['deny'] ?? '').split(',')
    const back = new URL(redirectUri)
    if (given['state'] !== undefined) back.searchParams.set('state', given['state'])
    if (denied.includes('all')) {
      back.searchParams.set('error', 'access_denied')
      back.searchParams.set('error_reason', 'user_denied')
      back.searchParams.set('error_description', 'The user denied your request.')
      res.redirect(302, back.href)
      return
    }
    const code = secret()
    const granted = scopes.filter((scope) => !denied.includes(scope))
    grants.set(code, { login, clientId: app.id, redirectUri, scopes: granted, at: now() })
    back.searchParams.set('code', code)
    res.redirect(302, `${back.href}#_`)
  }

  router.post('/api.instagram.com/oauth/access_token', (req, res) => {
    const given = paramsOf(req)
    const { scopes } = redeem('instagram', given, (message) => flat(message))
    if (given['grant_type'] !== 'authorization_code') throw flat('Invalid grant type')
    if (!world.account.isProfessional) throw flat('The account is not professional')
    const token = issue('instagram', 'short', scopes, shortMs)
    const permissions = JSON.stringify(quirks.listsPermissions ? scopes : scopes.join(','))
    // A bare number that JavaScript cannot hold, as the platform writes it.
    const said = `{"access_token":"${token}","user_id":${world.account.userId},"permissions":${permissions}}`
    res.type('application/json').send(quirks.wrapsTokens ? `{"data":[${said}]}` : said)
  })

  router.get('/graph.instagram.com/access_token', (req, res) => {
    const given = paramsOf(req)
    if (given['grant_type'] !== 'ig_exchange_token') throw invalid('Unsupported grant type')
    if (given['client_secret'] !== app.secret) throw refusal({ code: 1, message: 'Error validating client secret' })
    const { scopes, kind } = liveToken(given['access_token'] ?? '', world, 'instagram')
    if (kind !== 'short') throw invalid('Not a short-lived token')
    res.json(told(issue('instagram', 'long', scopes, longMs), longMs))
  })

  router.get('/graph.instagram.com/refresh_access_token', (req, res) => {
    const given = paramsOf(req)
    if (given['grant_type'] !== 'ig_refresh_token') throw invalid('Unsupported grant type')
    const token = liveToken(given['access_token'] ?? '', world, 'instagram')
    if (token.kind !== 'long') throw invalid('Not a long-lived token')
    if (now().getTime() - token.issuedAt.getTime() < youngMs) throw invalid('The token is less than 24 hours old')
    if (!token.scopes.includes(scopeNames.instagram.basic)) throw refusal({ code: 10, status: 403 })
    res.json({ ...told(issue('instagram', 'long', token.scopes, longMs), longMs), permissions: token.scopes.join(',') })
  })

  router.get('/graph.facebook.com/:version/oauth/access_token', (req, res) => {
    const given = paramsOf(req)
    if (given['client_id'] !== app.id || given['client_secret'] !== app.secret)
      throw refusal({ code: 101, message: 'Error validating application' })
    if (given['grant_type'] === 'fb_exchange_token') {
      const { scopes } = liveToken(given['fb_exchange_token'] ?? '', world, 'facebook')
      res.json(told(issue('facebook', 'long', scopes, longMs), longMs))
      return
    }
    const { scopes } = redeem('facebook', given, (message) => invalid(message))
    res.json(told(issue('facebook', 'short', scopes, shortMs), shortMs))
  })

  return router

  function readVisit(login: Login, given: Readonly<Record<string, unknown>>) {
    const redirectUri = String(given['redirect_uri'])
    if (given['client_id'] !== app.id || !URL.canParse(redirectUri) || given['response_type'] !== 'code')
      throw invalid('Invalid client, redirect address or response type')
    const scopes = String(given['scope'] ?? '').split(',')
    const known: readonly (string | null)[] = [...Object.values(scopeNames[login]), ...pageScopes]
    const unknown = scopes.find((scope) => !known.includes(scope))
    if (unknown !== undefined) throw invalid(`Invalid Scopes: ${unknown}`)
    return { redirectUri, scopes }
  }

  /** A code is good once, whatever comes of it. */
  function redeem(login: Login, given: Readonly<Record<string, string>>, no: (message: string) => Refusal): Grant {
    const code = given['code'] ?? ''
    const grant = grants.get(code)
    grants.delete(code)
    if (given['client_id'] !== app.id || given['client_secret'] !== app.secret) throw no('Invalid client')
    const isGood =
      grant?.login === login &&
      grant.redirectUri === given['redirect_uri'] &&
      now().getTime() - grant.at.getTime() < codeMs
    if (!grant || !isGood) throw no('The code was used, is too old, or belongs to another address')
    return grant
  }

  function issue(login: Login, kind: Token['kind'], scopes: readonly string[], lifeMs: number): string {
    const value = `${login === 'instagram' ? 'IG' : 'EAA'}${secret()}`
    const issuedAt = now()
    const expiresAt = new Date(issuedAt.getTime() + lifeMs)
    tokens.set(value, { login, kind, scopes, issuedAt, expiresAt, endedBy: null })
    return value
  }
}

/** What the Facebook login grants beside Instagram's own permissions. */
export const pageScopes = ['pages_show_list', 'pages_read_engagement', 'business_management', 'ads_read'] as const

const told = (token: string, lifeMs: number) => ({
  access_token: token,
  token_type: 'bearer',
  expires_in: Math.floor(lifeMs / 1000),
})

/** The shape of refusals where codes become tokens. */
const flat = (message: string) => new Refusal(400, { error_type: 'OAuthException', code: 400, error_message: message })
