import express, { type Request, type Router } from 'express'
import { invalid, paramsOf, pick, refusal } from '../meta/graph.ts'
import { secret } from '../simulation/refusal.ts'
import { authorize, liveToken, scopeNames } from './access.ts'
import { pageScopes } from './oauth.ts'
import type { Login, World } from './world.ts'

const dayMs = 86_400_000

/** Who the token's owner is, which accounts they may publish for, and what is left of the day's posts. */
export function accountRoutes(world: World, login: Login): Router {
  const { account, posts, tokens, page, now } = world
  const router = express.Router()
  const fields = () => ({
    user_id: account.userId,
    username: account.username,
    name: account.name,
    account_type: account.isProfessional ? 'BUSINESS' : 'PERSONAL',
    profile_picture_url: `${world.url}/picture/${account.username}.jpg`,
    followers_count: 1_204,
    follows_count: 12,
    media_count: posts.size,
  })

  if (login === 'instagram')
    router.get('/me', (req, res) => {
      authorize(req, world, login, 'basic')
      res.json(pick({ id: account.scopedId, ...fields() }, paramsOf(req)['fields'], 'id'))
    })
  else facebookRoutes()

  router.get(`/${account.userId}`, (req, res) => {
    authorize(req, world, login, 'basic')
    const { user_id: _scoped, ...own } = fields()
    res.json(pick({ id: account.userId, ...own }, paramsOf(req)['fields'], 'id'))
  })

  router.get(`/${account.userId}/content_publishing_limit`, (req, res) => {
    authorize(req, world, login, 'publish')
    const limit = {
      quota_usage: postsOfDay(world),
      config: { quota_total: world.limits.posts, quota_duration: 86_400 },
    }
    const { id: _none, ...picked } = pick(limit, paramsOf(req)['fields'], 'quota_usage') as Record<string, unknown>
    res.json({ data: [picked] })
  })
  return router

  function facebookRoutes(): void {
    const person = (req: Request, scope: string) => {
      const value = paramsOf(req)['access_token'] ?? req.get('authorization')?.replace(/^\w+ /, '') ?? ''
      const token = liveToken(value, world, 'facebook')
      if (token.kind === 'page') throw invalid('This call needs the token of a person')
      if (!token.scopes.includes(scope)) throw refusal({ code: 10, status: 403, message: `Needs ${scope}` })
      return token
    }
    /** The page with a token of its own, derived from the person's. */
    const present = (scopes: readonly string[]) => {
      const value = `EAAP${secret()}`
      tokens.set(value, { login: 'facebook', kind: 'page', scopes, issuedAt: now(), expiresAt: null, endedBy: null })
      const { userId: id, username, name } = account
      return {
        ...{ id: page.id, name: page.name, access_token: value, tasks: page.tasks },
        ...(account.isProfessional && {
          instagram_business_account: { id, username, name, profile_picture_url: `${world.url}/picture.jpg` },
        }),
      }
    }
    const bare = {
      id: '990000000000000007',
      name: 'Page without Instagram',
      access_token: 'EAAPnone',
      tasks: ['MANAGE'],
    }

    router.get('/me', (req, res) => {
      person(req, 'pages_show_list')
      res.json({ id: '880000000000000005', name: 'Nguyễn Thị An' })
    })
    router.get('/me/permissions', (req, res) => {
      const { scopes } = person(req, 'pages_show_list')
      const asked = [...Object.values(scopeNames.facebook), ...pageScopes]
      res.json({
        data: asked.map((permission) => ({
          permission,
          status: scopes.includes(permission) ? 'granted' : 'declined',
        })),
      })
    })
    router.get('/me/accounts', (req, res) => {
      const { scopes } = person(req, 'pages_show_list')
      res.json({ data: world.pageOfBusiness ? [bare] : [bare, present(scopes)] })
    })
    router.get('/me/businesses', (req, res) => {
      person(req, 'business_management')
      res.json({ data: world.pageOfBusiness ? [{ id: '770000000000000003', name: 'Office' }] : [] })
    })
    router.get('/770000000000000003/:kind', (req, res) => {
      const { scopes } = person(req, 'business_management')
      res.json({ data: req.params.kind === 'owned_pages' && world.pageOfBusiness ? [present(scopes)] : [] })
    })
  }
}

/** What counts against the day: a carousel is one. */
export function postsOfDay({ published, now }: World): number {
  const from = now().getTime() - dayMs
  return published.filter((at) => at.getTime() > from).length
}
