import express from 'express'
import { refusal } from '../meta/graph.ts'
import { postPage } from '../simulation/post-page.ts'
import { idsFrom } from '../simulation/refusal.ts'
import { type Ground, type Simulation, startSimulation } from '../simulation/start.ts'
import { limitCalls } from './access.ts'
import { oauthRoutes } from './oauth.ts'
import { postRoutes } from './posts.ts'
import { publishingRoutes } from './publishing.ts'
import type { Limits, Post, Quirks, World } from './world.ts'

export interface SimulatedThreadsOptions {
  readonly limits?: Partial<Limits>
  readonly quirks?: Partial<Quirks>
  /** How long a container is worked on. */
  readonly processingMs?: number
  /** How long a post's figures are not known. */
  readonly insightsLagMs?: number
  readonly port?: number
}

export interface SimulatedThreads extends Simulation {
  readonly profile: { readonly id: string; readonly username: string }
  /** What is out, oldest first. */
  readonly posts: () => readonly Post[]
  readonly containers: () => World['containers']
  /** Ends a token, as its owner does. @param subcode of error 190; 458 (the application was removed) when left out */
  readonly revoke: (token: string, subcode?: number) => void
  readonly restrict: (isRestricted: boolean) => void
  /** Sets the figures of a post, by the platform's own names. */
  readonly react: (postId: string, figures: Readonly<Record<string, number>>) => void
}

const app = { id: '520000000000000011', secret: 'simulated-threads-secret' }

/** Where a simulation stands in for the platform's hosts: under its own url, or that of something before it. */
export function threadsHosts(url: string) {
  return { graph: `${url}/graph.threads.net`, dialog: `${url}/threads.net` }
}

/** The application, as the administrator's settings hand it over. */
export function threadsApp(url: string) {
  return { host: threadsHosts(url).graph, clientId: app.id, clientSecret: app.secret }
}

const usualLimits: Limits = {
  posts: 250,
  replies: 1_000,
  deletes: 100,
  calls: { max: 48_000, seconds: 86_400 },
  pictureBytes: 8_000_000,
  filmBytes: 1_000_000_000,
}
const noQuirks: Quirks = {
  numericUserId: true,
  lateReadiness: 0,
  slowReads: 0,
  listLagMs: 0,
  republishing: 'publishes-again',
  keepsTopicSign: false,
  countsBytes: false,
  privateProfile: false,
  takesHeaders: false,
  namesCodes: false,
  noDebugToken: false,
}

/**
 * A strict Threads with one profile, kept in memory. Each of the platform's hosts is a folder of the address: see
 * `threadsHosts`.
 */
export async function startSimulatedThreads(options: SimulatedThreadsOptions = {}): Promise<SimulatedThreads> {
  const nextId = idsFrom(18_010_000_000_000_001n)
  const profile = { id: '17841405793187218', username: 'cang.haiphong', name: 'Cảng Hải Phòng', isRestricted: false }
  const makeWorld = (ground: Ground): World => ({
    ...ground,
    app,
    profile,
    quirks: { ...noQuirks, ...options.quirks },
    limits: { ...usualLimits, ...options.limits },
    processingMs: options.processingMs ?? 600,
    insightsLagMs: options.insightsLagMs ?? 60_000,
    grants: new Map(),
    tokens: new Map(),
    containers: new Map(),
    posts: new Map(),
    spent: [],
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
      const hosts = ['/graph.threads.net/v1.0', '/graph.threads.com/v1.0']
      api.use(hosts, publishingRoutes(world), postRoutes(world))
      return [limitCalls(world), oauthRoutes(world), api, readerRoutes(world)]
    },
  })
  const [world] = worlds as [World]

  return {
    ...simulation,
    profile,
    posts: () => [...world.posts.values()],
    containers: () => world.containers,
    revoke: (token, subcode = 458) => {
      const known = world.tokens.get(token)
      if (known) known.endedBy = subcode
    },
    restrict: (isRestricted) => {
      profile.isRestricted = isRestricted
    },
    react: (postId, figures) => {
      const post = world.posts.get(postId)
      if (post) post.figures = { ...post.figures, ...figures }
    },
  }
}

/** What a post's link leads to. */
function readerRoutes({ posts, profile }: World): express.Router {
  const read = postPage(({ shortcode }) => {
    const post = [...posts.values()].find((known) => known.shortcode === shortcode)
    if (!post) return null
    const files = post.mediaType === 'TEXT' ? 0 : Math.max(1, post.children.length)
    const text = [post.text, post.link ?? ''].join('\n').trim()
    return { platform: 'Threads', author: profile.name, text, at: post.at, files }
  })
  return express.Router().get('/www.threads.net/:name/post/:shortcode', read)
}
