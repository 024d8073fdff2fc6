import { Router } from 'express'
import { invalid, refusal } from '../meta/graph.ts'
import { postPage } from '../simulation/post-page.ts'
import { idsFrom } from '../simulation/refusal.ts'
import { type Simulation, startSimulation } from '../simulation/start.ts'
import { limitCalls } from './access.ts'
import { filmRoutes } from './films.ts'
import { oauthRoutes } from './oauth.ts'
import { postRoutes } from './posts.ts'
import type { Comment, Film, Limits, Post, Quirks, Story, World } from './world.ts'

export interface SimulatedFacebookOptions {
  readonly limits?: Partial<Limits>
  readonly quirks?: Partial<Quirks>
  /** How long a film is converted. */
  readonly processingMs?: number
  /** How long a post's figures are not known. */
  readonly insightsLagMs?: number
  /** What the person may do on the page. */
  readonly tasks?: readonly string[]
  readonly port?: number
}

export interface SimulatedFacebook extends Simulation {
  readonly app: World['app']
  readonly page: World['page']
  /** What is out, oldest first. */
  readonly posts: () => readonly Post[]
  readonly films: () => readonly Film[]
  readonly stories: () => readonly Story[]
  readonly comments: () => readonly Comment[]
  /** Ends a token, as its owner does. @param subcode of error 190; 458 (the application was removed) when left out */
  readonly revoke: (token: string, subcode?: number) => void
  /** Sets the figures of an object, by the platform's own names. */
  readonly react: (id: string, figures: Readonly<Record<string, number>>) => void
  /** What a person posts in the app, past us. */
  readonly postInApp: (message: string) => string
}

const version = 'v25.0'

/** Where a simulation stands in for each of the platform's hosts: under its own url, or that of something before it. */
export function facebookHosts(url: string) {
  return {
    graph: `${url}/graph.facebook.com`,
    graphVideo: `${url}/graph-video.facebook.com`,
    upload: `${url}/rupload.facebook.com`,
    dialog: `${url}/www.facebook.com`,
    version,
  }
}

const usualLimits: Limits = {
  calls: { max: 48_000, seconds: 86_400 },
  reelsPerDay: 30,
  photoBytes: 4_000_000,
  messageLength: 63_206,
}
const noQuirks: Quirks = {
  refusesRepeats: true,
  numericStories: false,
  isSmall: false,
  needsProof: false,
  listLagMs: 0,
  missesFirstRead: false,
}

/** A strict Graph API with one page, kept in memory: it counts, converts and refuses as the real one does. */
export async function startSimulatedFacebook(options: SimulatedFacebookOptions = {}): Promise<SimulatedFacebook> {
  const nextId = idsFrom(122_100_000_000_000_123_456n)
  const worlds: World[] = []
  const simulation = await startSimulation({
    ...(options.port !== undefined && { port: options.port }),
    notFound: refusal({ code: 2500, message: 'Unknown path components' }),
    broken: invalid('The request could not be read'),
    handlers: (ground) => {
      const world: World = {
        ...ground,
        version,
        app: { id: '410000000000000017', secret: 'simulated-facebook-secret' },
        page: {
          id: '61550000000000001',
          name: 'Thành phố Cảng',
          username: 'thanhphocang',
          tasks: options.tasks ?? ['CREATE_CONTENT', 'MODERATE', 'ANALYZE', 'MANAGE'],
        },
        quirks: { ...noQuirks, ...options.quirks },
        limits: { ...usualLimits, ...options.limits },
        processingMs: options.processingMs ?? 1_000,
        insightsLagMs: options.insightsLagMs ?? 86_400_000,
        ...{ grants: new Map(), tokens: new Map(), photos: new Map(), films: new Map(), posts: new Map() },
        ...{ stories: [], comments: new Map(), figures: new Map(), wasRead: new Set(), nextId },
      }
      worlds.push(world)
      return [limitCalls(world), oauthRoutes(world), filmRoutes(world), postRoutes(world), readerRoutes(world)]
    },
  })
  const [world] = worlds as [World]
  return {
    ...simulation,
    app: world.app,
    page: world.page,
    posts: () => [...world.posts.values()],
    films: () => [...world.films.values()].filter(({ publishedAt }) => publishedAt !== null),
    stories: () => world.stories,
    comments: () => [...world.comments.values()],
    revoke: (token, subcode = 458) => {
      const known = world.tokens.get(token)
      if (known) known.endedBy = subcode
    },
    react: (id, figures) => {
      world.figures.set(id, { ...world.figures.get(id), ...figures })
    },
    postInApp: (message) => {
      const id = `${world.page.id}_${nextId()}`
      world.posts.set(id, { id, message, link: null, photos: [], targeting: null, createdAt: world.now() })
      return id
    },
  }
}

/** What a post's link leads to. */
function readerRoutes({ posts, page }: World): Router {
  const read = postPage(({ pageId = '', id = '' }) => {
    const post = posts.get(`${pageId}_${id}`)
    if (!post) return null
    const text = [post.message, post.link ?? ''].join('\n').trim()
    return { platform: 'Facebook', author: page.name, text, at: post.createdAt, files: post.photos.length }
  })
  return Router().get('/www.facebook.com/:pageId/posts/:id', read)
}
