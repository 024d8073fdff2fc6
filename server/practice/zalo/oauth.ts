import { createHash } from 'node:crypto'
import express, { type Router } from 'express'
import { Refusal, secret } from '../simulation/refusal.ts'
import { visitPage } from '../simulation/visit-page.ts'
import { type Grant, permissions, type World } from './world.ts'

const codeLifeMs = 10 * 60_000
const accessLifeSeconds = 90_000
const refreshLifeMs = 90 * 86_400_000

/** The page where the account's administrator ticks permissions, and the tokens. `deny` in the query unticks some. */
export function oauthRoutes(world: World): Router {
  const { app, account, codes, grants, quirks, now } = world
  const router = express.Router()

  router.get(
    '/v4/oa/permission',
    visitPage((query) => ({ platform: 'Zalo', application: app.id, scopes: readVisit(query).ticked })),
  )

  router.post('/v4/oa/permission', (req, res) => {
    const { redirectUri, challenge, ticked, state } = readVisit(req.body as Readonly<Record<string, unknown>>)
    const code = secret()
    codes.set(code, { challenge, redirectUri, permissions: ticked, at: now() })
    const back = new URL(redirectUri)
    back.searchParams.set('code', code)
    back.searchParams.set('oa_id', account.id)
    back.searchParams.set('state', state)
    res.redirect(302, back.href)
  })

  router.post('/v4/oa/access_token', (req, res) => {
    const given = (req.body ?? {}) as Readonly<Record<string, unknown>>
    if (given['app_id'] !== app.id) throw refused(-14002, 'Invalid app id', 'app id is invalid')
    if (req.get('secret_key') !== app.secret) throw refused(-14004, 'Invalid secret key', 'secret key is invalid')
    const grant = given['grant_type'] === 'authorization_code' ? byCode(given) : byRefresh(given)
    const { access: access_token, refresh: refresh_token } = grant
    res.json({ access_token, refresh_token, expires_in: String(accessLifeSeconds) })
  })
  return router

  function readVisit(given: Readonly<Record<string, unknown>>) {
    const { app_id: id, redirect_uri: redirectUri, code_challenge: challenge, state = '', deny = '' } = given
    if (id !== app.id) throw refused(-14002, 'Invalid app id', 'app id is invalid')
    const isAddress = typeof redirectUri === 'string' && URL.canParse(redirectUri)
    if (!isAddress || !/^(https:|http:\/\/(127\.0\.0\.1|localhost))/.test(redirectUri))
      throw refused(-14003, 'Invalid redirect uri', 'redirect uri is invalid')
    if (typeof challenge !== 'string' || !/^[\w-]{43}$/.test(challenge))
      throw refused(-14005, 'Invalid code challenge', 'code challenge is invalid')
    const denied = String(deny).split(',')
    const ticked = permissions.filter((permission) => !denied.includes(permission))
    return { redirectUri, challenge, ticked, state: String(state) }
  }

  /** A code is good once, whatever comes of it. */
  function byCode({ code, code_verifier: verifier }: Readonly<Record<string, unknown>>): Grant {
    const found = codes.get(String(code))
    codes.delete(String(code))
    const isFresh = found && now().getTime() - found.at.getTime() < codeLifeMs
    if (!isFresh) throw refused(-14005, 'Invalid authorized code', 'code is expired or used')
    const isVerifier = typeof verifier === 'string' && /^[A-Za-z0-9]{43}$/.test(verifier)
    if (!isVerifier || createHash('sha256').update(verifier).digest('base64url') !== found.challenge)
      throw refused(-14005, 'Invalid authorized code', 'code verifier is invalid')
    const grant: Grant = { permissions: found.permissions, ...newTokens(), refreshEndsAt: refreshEnd(), ended: false }
    grants.push(grant)
    return grant
  }

  /** Both tokens are new, and the old ones are dead at once. */
  function byRefresh({ grant_type: type, refresh_token: token }: Readonly<Record<string, unknown>>): Grant {
    if (type !== 'refresh_token') throw refused(-14018, 'Invalid grant type', 'grant type is invalid')
    const grant = grants.find(({ refresh, ended }) => refresh === token && !ended)
    if (!grant || grant.refreshEndsAt <= now()) throw refused(-14014, 'Invalid refresh token.', '')
    return Object.assign(grant, newTokens(), quirks.inheritsLife ? {} : { refreshEndsAt: refreshEnd() })
  }

  function newTokens() {
    return {
      access: secret(),
      refresh: secret(),
      accessEndsAt: new Date(now().getTime() + accessLifeSeconds * 1_000),
    }
  }

  function refreshEnd(): Date {
    return new Date(now().getTime() + refreshLifeMs)
  }
}

function refused(error: number, name: string, description: string): Refusal {
  return new Refusal(200, { error, error_name: name, error_description: description, error_reason: '', ref_doc: '' })
}
