import express from 'express'
import { refusal } from '../meta/graph.ts'
import { postPage } from '../simulation/post-page.ts'
import { idsFrom } from '../simulation/refusal.ts'
import { type Ground, type Simulation, startSimulation } from '../simulation/start.ts'
import { limitCalls } from './access.ts'
import { accountRoutes } from './accounts.ts'
import { insightRoutes } from './insights.ts'
import { oauthRoutes } from './oauth.ts'
import { postRoutes } from './posts.ts'
import { publishingRoutes, uploadRoutes } from './publishing.ts'
import type { Limits, Login, Post, Quirks, World } from './world.ts'

export interface SimulatedInstagramOptions {
  readonly limits?: Partial<Limits>
  readonly quirks?: Partial<Quirks>
  /** How long a container is worked on. */
  readonly processingMs?: number
  /** How long a post's figures are not known. */
  readonly insightsLagMs?: number
  /** The page that holds the account is listed under the person's business only. */
  readonly pageOfBusiness?: boolean
  /** What the person may do on that page. */
  readonly pageTasks?: readonly string[]
  readonly port?: number
}

/** An application as an administrator registers it. */
export interface SimulatedApp {
  readonly host: string
  readonly clientId: string
  readonly clientSecret: string
}

export interface SimulatedInstagram extends Simulation {
  readonly account: { readonly userId: string; readonly scopedId: string; readonly username: string }
  /** What is out, oldest first. */
  readonly posts: () => readonly Post[]
  readonly containers: () => World['containers']
  /** Ends a token, as its owner does. @param subcode of error 190; 458 (the application was removed) when left out */
  readonly revoke: (token: string, subcode?: number) => void
  readonly restrict: (isRestricted: boolean) => void
  readonly makeProfessional: (isProfessional: boolean) => void
  /** Sets the figures of a post, by the platform's own names. */
  readonly react: (postId: string, figures: Readonly<Record<string, number>>) => void
}

const version = 'v25.0'
const app = { id: '310000000000000009', secret: 'simulated-instagram-secret' }

/** Where a simulation stands in for each of the platform's hosts: under its own url, or that of something before it. */
export function instagramHosts(url: string) {
  return {
    instagramGraph: `${url}/graph.instagram.com`,
    instagramToken: `${url}/api.instagram.com`,
    instagramDialog: `${url}/www.instagram.com`,
    facebookGraph: `${url}/graph.facebook.com`,
    facebookDialog: `${url}/www.facebook.com`,
    facebookUpload: `${url}/rupload.facebook.com`,
    version,
  }
}

/** The application for each login, as the administrator's settings hand it over. */
export function instagramApp(url: string, login: Login): SimulatedApp {
  const { instagramGraph, facebookGraph } = instagramHosts(url)
  const host = login === 'facebook' ? facebookGraph : instagramGraph
  return { host, clientId: app.id, clientSecret: app.secret }
}

const usualLimits: Limits = {
  posts: 50,
  containers: 400,
  calls: { max: 48_000, seconds: 86_400 },
  captionLength: 2_200,
  imageBytes: 8_000_000,
  reelBytes: 300_000_000,
  storyBytes: 100_000_000,
  childMs: 60_000,
}
const noQuirks: Quirks = {
  wrapsTokens: true,
  listsPermissions: false,
  takesPng: false,
  lateReadiness: 0,
  slowReads: 0,
  listLagMs: 0,
  republishing: 'publishes-again',
  noCarouselCollaborators: false,
  containerLimitCode: 4,
  stripsMentions: false,
  uploadsEverywhere: false,
}

/**
 * A strict Instagram with one professional account, reached by both logins, kept in memory. Each of the platform's hosts
 * is a folder of the address: see `instagramHosts`.
 */
export async function startSimulatedInstagram(options: SimulatedInstagramOptions = {}): Promise<SimulatedInstagram> {
  const nextId = idsFrom(17_900_000_000_000_001n)
  const account = {
    userId: '17841400000000123',
    scopedId: '24900000000000017',
    username: 'cang.haiphong',
    name: 'Cảng Hải Phòng',
    isProfessional: true,
    isRestricted: false,
  }
  const makeWorld = (ground: Ground): World => ({
    ...ground,
    version,
    app,
    account,
    page: {
      id: '990000000000000001',
      name: 'Cảng Hải Phòng',
      tasks: options.pageTasks ?? ['CREATE_CONTENT', 'MANAGE'],
    },
    pageOfBusiness: options.pageOfBusiness ?? false,
    quirks: { ...noQuirks, ...options.quirks },
    limits: { ...usualLimits, ...options.limits },
    processingMs: options.processingMs ?? 600,
    insightsLagMs: options.insightsLagMs ?? 60_000,
    published: [],
    grants: new Map(),
    tokens: new Map(),
    containers: new Map(),
    posts: new Map(),
    nextId,
  })
  const worlds: World[] = []
  const simulation = await startSimulation({
    ...(options.port !== undefined && { port: options.port }),
    notFound: refusal({ code: 2500, message: 'Unknown path components' }),
    broken: refusal({ code: 1, message: 'An unknown error occurred', status: 500 }),
    handlers: (ground) => {
      const world = makeWorld(ground)
      worlds.push(world)
      const api = express.Router()
      for (const login of ['instagram', 'facebook'] as const)
        api.use(`/graph.${login}.com/${version}`, ...routesOf(world, login))
      return [limitCalls(world), oauthRoutes(world), uploadRoutes(world), api, readerRoutes(world)]
    },
  })
  const [world] = worlds as [World]

  return {
    ...simulation,
    account,
    posts: () => [...world.posts.values()],
    containers: () => world.containers,
    revoke: (token, subcode = 458) => {
      const known = world.tokens.get(token)
      if (known) known.endedBy = subcode
    },
    restrict: (isRestricted) => {
      account.isRestricted = isRestricted
    },
    makeProfessional: (isProfessional) => {
      account.isProfessional = isProfessional
    },
    react: (postId, figures) => {
      const post = world.posts.get(postId)
      if (post) post.figures = { ...post.figures, ...figures }
    },
  }
}

function routesOf(world: World, login: Login) {
  return [
    accountRoutes(world, login),
    publishingRoutes(world, login),
    insightRoutes(world, login),
    postRoutes(world, login),
  ]
}

/** What a post's link leads to. */
function readerRoutes({ posts, account }: World): express.Router {
  const read = postPage(({ shortcode }) => {
    const post = [...posts.values()].find((known) => known.shortcode === shortcode)
    if (!post) return null
    const files = Math.max(1, post.children.length)
    return { platform: 'Instagram', author: account.name, text: post.caption, at: post.at, files }
  })
  return express
    .Router()
    .get(['/www.instagram.com/:folder/:shortcode', '/www.instagram.com/stories/:name/:shortcode'], read)
}
