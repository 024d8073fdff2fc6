import { createHash } from 'node:crypto'
import express, { type Request, type Router } from 'express'
import { secret } from '../simulation/refusal.ts'
import { visitPage } from '../simulation/visit-page.ts'
import { type App, refusal, type Token, type World } from './world.ts'

const codeMinutes = 10

/** Applications, the page where a person lets them in, tokens. @see https://docs.joinmastodon.org/methods/oauth/ */
export function oauthRoutes(world: World): Router {
  const { apps, grants, tokens } = world
  const router = express.Router()

  router.post('/api/v1/apps', (req, res) => {
    const { client_name: name, redirect_uris: given, scopes = 'read' } = bodyOf(req)
    if (typeof name !== 'string' || name === '')
      throw refusal(422, "Validation failed: Application name can't be blank")
    const redirectUris = Array.isArray(given) ? given.map(String) : String(given ?? '').split('\n')
    if (!redirectUris.every((uri) => URL.canParse(uri)))
      throw refusal(422, 'Validation failed: Redirect URI must be an absolute URI.')
    const app: App = {
      id: world.nextId(),
      name,
      clientId: secret(),
      clientSecret: secret(),
      redirectUris,
      scopes: String(scopes).split(/\s+/),
    }
    apps.set(app.clientId, app)
    res.json({
      id: app.id,
      name,
      website: null,
      scopes: app.scopes,
      redirect_uris: redirectUris,
      redirect_uri: redirectUris.join('\n'),
      client_id: app.clientId,
      client_secret: app.clientSecret,
      client_secret_expires_at: 0,
    })
  })

  router.get(
    '/oauth/authorize',
    visitPage((query) => {
      const { app, scopes } = readVisit(query)
      return { platform: 'Mastodon', application: app.name, scopes }
    }),
  )

  router.post('/oauth/authorize', (req, res) => {
    const { app, scopes, redirectUri, challenge, state } = readVisit(bodyOf(req))
    const code = secret()
    grants.set(code, { app, redirectUri, scopes, challenge, at: world.now() })
    const back = new URL(redirectUri)
    back.searchParams.set('code', code)
    if (state !== null) back.searchParams.set('state', state)
    res.redirect(302, back.href)
  })

  router.post('/oauth/token', (req, res) => {
    const { grant_type: type, code, redirect_uri: redirectUri, code_verifier: verifier } = bodyOf(req)
    const app = knownApp(bodyOf(req))
    if (type !== 'authorization_code')
      throw refusal(400, 'unsupported_grant_type', { error_description: 'The grant type is not supported.' })
    const grant = grants.get(String(code))
    // A code is good once, whatever comes of it.
    grants.delete(String(code))
    const isOld = grant && world.now().getTime() - grant.at.getTime() > codeMinutes * 60_000
    if (
      !grant ||
      isOld ||
      grant.app !== app ||
      grant.redirectUri !== redirectUri ||
      !matches(grant.challenge, verifier)
    )
      throw refusal(400, 'invalid_grant', {
        error_description:
          'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
      })
    const token = secret()
    tokens.set(token, { app, scopes: grant.scopes, revoked: false })
    res.json({
      access_token: token,
      token_type: 'Bearer',
      scope: grant.scopes.join(' '),
      created_at: Math.floor(world.now().getTime() / 1000),
    })
  })

  router.post('/oauth/revoke', (req, res) => {
    const app = knownApp(bodyOf(req))
    const token = tokens.get(String(bodyOf(req)['token']))
    if (token && token.app !== app)
      throw refusal(403, 'unauthorized_client', {
        error_description: 'You are not authorized to revoke this token',
      })
    if (token) token.revoked = true
    res.json({})
  })

  return router

  function readVisit(given: Readonly<Record<string, unknown>>) {
    const app = apps.get(String(given['client_id']))
    const redirectUri = String(given['redirect_uri'])
    if (!app?.redirectUris.includes(redirectUri) || given['response_type'] !== 'code')
      throw refusal(400, 'invalid_request', { error_description: 'Client, redirect URI or response type is wrong' })
    const scopes = String(given['scope'] ?? 'read').split(/\s+/)
    if (!scopes.every((scope) => holds(app.scopes, scope)))
      throw refusal(400, 'invalid_scope', { error_description: 'The requested scope is invalid or unknown.' })
    const challenge = given['code_challenge'] === undefined ? null : String(given['code_challenge'])
    if (challenge !== null && given['code_challenge_method'] !== 'S256')
      throw refusal(400, 'invalid_code_challenge_method', { error_description: 'Only S256 is accepted' })
    const state = given['state'] === undefined ? null : String(given['state'])
    return { app, redirectUri, scopes, challenge, state }
  }

  function knownApp({ client_id: id, client_secret: given }: Readonly<Record<string, unknown>>): App {
    const app = apps.get(String(id))
    if (!app || app.clientSecret !== given)
      throw refusal(401, 'invalid_client', {
        error_description:
          'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
      })
    return app
  }
}

/** @throws Refusal as the server words it, or without a word where it has that quirk */
export function authorize(req: Request, world: World, scope: string): Token {
  const given = /^Bearer (.+)$/.exec(req.get('authorization') ?? '')?.[1]
  const token = given === undefined ? undefined : world.tokens.get(given)
  if (!token || token.revoked) {
    const isMissing = given === undefined
    const status = world.quirks.wordless && !isMissing ? 422 : 401
    throw refusal(status, `The access token ${token ? 'was revoked' : 'is invalid'}`)
  }
  if (world.account.suspended) throw refusal(403, 'Your login is currently disabled')
  if (!holds(token.scopes, scope)) throw refusal(403, 'This action is outside the authorized scopes')
  return token
}

/** `write` holds `write:media`. */
function holds(scopes: readonly string[], scope: string): boolean {
  return scopes.includes(scope) || scopes.includes(scope.split(':')[0] ?? '')
}

function matches(challenge: string | null, verifier: unknown): boolean {
  return challenge === null || createHash('sha256').update(String(verifier)).digest('base64url') === challenge
}

export function bodyOf(req: Request): Readonly<Record<string, unknown>> {
  return (req.body ?? {}) as Readonly<Record<string, unknown>>
}
