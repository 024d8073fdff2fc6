import express, { type Router } from 'express'
import { invalid, paramsOf, refusal } from '../meta/graph.ts'
import { secret } from '../simulation/refusal.ts'
import { visitPage } from '../simulation/visit-page.ts'
import { knownScopes, liveToken, tokenOf } from './access.ts'
import type { Token, World } from './world.ts'

const hourMs = 3_600_000
const longMs = 60 * 24 * hourMs
const dataAccessMs = 90 * 24 * hourMs

/** The page where a person lets the application in, the tokens that come of it, and what they are good for. */
export function oauthRoutes(world: World): Router {
  const { app, grants, tokens, page, now } = world
  const router = express.Router()
  const dialog = '/www.facebook.com/:version/dialog/oauth'
  const graph = '/graph.facebook.com/:version'

  router.get(
    dialog,
    visitPage((query) => ({ platform: 'Facebook', application: 'Hải Đăng', scopes: readVisit(query).scopes })),
  )
  router.post(dialog, (req, res) => {
    const given = paramsOf(req)
    const { scopes, redirectUri } = readVisit(given)
    const denied = (given['deny'] ?? '').split(',')
    const back = new URL(redirectUri)
    back.searchParams.set('state', given['state'] ?? '')
    if (denied.includes('all')) {
      back.searchParams.set('error', 'access_denied')
      back.searchParams.set('error_reason', 'user_denied')
    } else {
      const code = secret()
      grants.set(code, { redirectUri, scopes: scopes.filter((scope) => !denied.includes(scope)), at: now() })
      back.searchParams.set('code', code)
    }
    res.redirect(302, back.href)
  })

  router.get(`${graph}/oauth/access_token`, (req, res) => {
    const given = paramsOf(req)
    if (given['client_id'] !== app.id || given['client_secret'] !== app.secret)
      throw refusal({ code: 101, message: 'Error validating application' })
    if (given['grant_type'] === 'fb_exchange_token') {
      const { scopes } = liveToken(given['fb_exchange_token'] ?? '', world)
      res.json({ access_token: issue('long', scopes, longMs), token_type: 'bearer', expires_in: longMs / 1000 })
      return
    }
    const code = given['code'] ?? ''
    const grant = grants.get(code)
    // A code is good once, whatever comes of it.
    grants.delete(code)
    if (!grant || grant.redirectUri !== given['redirect_uri'] || now().getTime() - grant.at.getTime() > hourMs)
      throw invalid('This authorization code has been used')
    res.json({ access_token: issue('short', grant.scopes, hourMs), token_type: 'bearer', expires_in: 5_100 })
  })

  router.get(`${graph}/debug_token`, (req, res) => {
    if (tokenOf(req) !== `${app.id}|${app.secret}`) throw refusal({ code: 190, message: 'Invalid application token' })
    const token = tokens.get(paramsOf(req)['input_token'] ?? '')
    const isValid = token !== undefined && token.endedBy === null
    res.json({
      data: {
        is_valid: isValid,
        app_id: app.id,
        expires_at: 0,
        data_access_expires_at: Math.floor((now().getTime() + dataAccessMs) / 1000),
        scopes: isValid ? token.scopes : [],
        type: 'PAGE',
      },
    })
  })

  router.get(`${graph}/me/permissions`, (req, res) => {
    const { scopes } = person(tokenOf(req))
    res.json({
      data: knownScopes.map((permission) => ({
        permission,
        status: scopes.includes(permission) ? 'granted' : 'declined',
      })),
    })
  })

  router.get(`${graph}/me/accounts`, (req, res) => {
    const { scopes, kind } = person(tokenOf(req))
    if (!scopes.includes('pages_show_list')) return void res.json({ data: [] })
    const { id, name, username, tasks } = page
    const token = issue('page', scopes, kind === 'long' ? null : hourMs)
    const link = `https://www.facebook.com/${username}`
    const shown = { id, name, username, link, tasks, access_token: token }
    res.json({ data: [shown], paging: { cursors: { before: 'a', after: 'b' } } })
  })

  router.get(`${graph}/me/businesses`, (req, res) => {
    if (!person(tokenOf(req)).scopes.includes('business_management'))
      throw refusal({ code: 200, message: 'Requires business_management', status: 403 })
    res.json({ data: [] })
  })

  return router

  function readVisit(given: Readonly<Record<string, unknown>>) {
    const redirectUri = String(given['redirect_uri'])
    if (given['client_id'] !== app.id || !URL.canParse(redirectUri) || given['response_type'] !== 'code')
      throw invalid('Invalid client, redirect address or response type')
    const scopes = String(given['scope'] ?? '').split(',')
    const unknown = scopes.find((scope) => !knownScopes.some((known) => known === scope))
    if (unknown !== undefined) throw invalid(`Invalid Scopes: ${unknown}`)
    return { redirectUri, scopes }
  }

  function person(value: string): Token {
    const token = liveToken(value, world)
    if (token.kind === 'page') throw invalid('Tried accessing nonexisting field')
    return token
  }

  function issue(kind: Token['kind'], scopes: readonly string[], lifeMs: number | null): string {
    const value = `EAA${secret()}`
    const expiresAt = lifeMs === null ? null : new Date(now().getTime() + lifeMs)
    tokens.set(value, { kind, pageId: kind === 'page' ? page.id : null, scopes, expiresAt, endedBy: null })
    return value
  }
}
