import express, { type Request, type Router } from 'express'
import { assertRole, assertScope, listIn, pageIn, rawQuery, urnIn } from './access.ts'
import { type Organization, organizationUrn, paged, refusal, type World } from './world.ts'

const adminScopes = ['rw_organization_admin', 'r_organization_admin']

/** Pages, the person's roles on them, and figures. @see https://learn.microsoft.com/linkedin/marketing/community-management/organizations */
export function organizationRoutes(world: World): Router {
  const { organizations, posts, switches, person } = world
  const router = express.Router()

  router.get('/rest/organizationAcls', (req, res) => {
    assertScope(req, world, ...adminScopes)
    if (req.query['q'] !== 'roleAssignee') throw refusal(400, 'ILLEGAL_ARGUMENT', 'Unknown finder')
    const { start, count } = pageIn(req, 100)
    const { state, role } = req.query
    const found = organizations.filter((page) => (!state || page.roleState === state) && (!role || page.role === role))
    const elements = found.map((page) => ({
      [switches.aclNames]: organizationUrn(page),
      ...{ role: page.role, roleAssignee: person, state: page.roleState },
    }))
    res.json(paged(elements, start, count))
  })

  router.get('/rest/organizations/:id', (req, res) => {
    assertScope(req, world, ...adminScopes)
    const page = organizations.find(({ id }) => id === req.params['id'])
    if (!page) throw refusal(404, 'NOT_FOUND', 'Organization not found')
    const { id, localizedName, vanityName } = page
    res.json({ id: Number(id), localizedName, vanityName, logoV2: { original: 'urn:li:digitalmediaAsset:C4D0B' } })
  })

  router.get('/rest/networkSizes/:urn', (req, res) => {
    assertScope(req, world, ...adminScopes)
    if (req.query['edgeType'] !== 'COMPANY_FOLLOWED_BY_MEMBER')
      throw refusal(400, 'ILLEGAL_ARGUMENT', 'Unknown edge type')
    res.json({ firstDegreeSize: pageCalled(urnIn(req)).followers })
  })

  router.get('/rest/organizationalEntityFollowerStatistics', (req, res) => {
    readEntity(req)
    const times = /^\(timeRange:\(start:(\d+),end:(\d+)\),timeGranularityType:(?:DAY|MONTH)\)$/
    const [, start, end] = times.exec(rawQuery(req, 'timeIntervals') ?? '') ?? []
    if (!start || !end) throw refusal(400, 'ILLEGAL_ARGUMENT', 'Invalid query parameter timeIntervals')
    const element = {
      timeRange: { start: Number(start), end: Number(end) },
      followerGains: { organicFollowerGain: 3, paidFollowerGain: 0 },
    }
    res.json(paged([element], 0, 10))
  })

  router.get('/rest/organizationalEntityShareStatistics', (req, res) => {
    const entity = readEntity(req)
    const asked = [...listIn(req, 'shares', world), ...listIn(req, 'ugcPosts', world)]
    const elements = asked.flatMap((urn) => {
      const post = posts.get(urn)
      const age = post && world.now().getTime() - post.createdAt.getTime()
      // What nobody has seen or done anything with is left out, as is what is too young.
      if (post?.author !== entity || age === undefined || age < world.figuresAfterMs) return []
      const { figures } = post
      if (Object.values(figures).every((count) => count === 0)) return []
      const { clickCount, likeCount, commentCount, shareCount, impressionCount } = figures
      const engagement = (clickCount + likeCount + commentCount + shareCount) / Math.max(impressionCount, 1)
      return [
        {
          organizationalEntity: entity,
          [urn.startsWith('urn:li:share:') ? 'share' : 'ugcPost']: urn,
          totalShareStatistics: { ...figures, engagement },
        },
      ]
    })
    res.json(paged(elements, 0, asked.length))
  })
  return router

  function readEntity(req: Request): string {
    assertScope(req, world, ...adminScopes)
    const raw = rawQuery(req, 'organizationalEntity') ?? ''
    if (req.query['q'] !== 'organizationalEntity' || raw.includes(':'))
      throw refusal(400, 'ILLEGAL_ARGUMENT', 'Invalid query parameter organizationalEntity')
    const urn = decodeURIComponent(raw)
    assertRole(req, urn, 'figures', world)
    return urn
  }

  function pageCalled(urn: string): Organization {
    const page = organizations.find((organization) => organizationUrn(organization) === urn)
    if (!page) throw refusal(404, 'NOT_FOUND', 'Organization not found')
    return page
  }
}
