import { Router } from 'express'
import { postPage } from '../simulation/post-page.ts'
import { secret } from '../simulation/refusal.ts'
import { type Ground, type Simulation, startSimulation } from '../simulation/start.ts'
import { limitCalls } from './access.ts'
import { articleRoutes } from './articles.ts'
import { accountRoutes } from './broadcasts.ts'
import { filmRoutes } from './films.ts'
import { oauthRoutes } from './oauth.ts'
import { type Article, type Broadcast, type Quirks, refusal, type World } from './world.ts'

export interface SimulatedZaloOptions {
  readonly quirks?: Partial<Quirks>
  readonly callsPerMinute?: number
  /** How long an article or a film is processed. */
  readonly processingMs?: number
  /** Films cannot be converted. */
  readonly failsProcessing?: boolean
  /** How long a new article is missing in the list: up to a minute. */
  readonly listLagMs?: number
  /** How many broadcasts the plan holds. */
  readonly broadcasts?: number
  readonly port?: number
}

export interface SimulatedZalo extends Simulation {
  /** As the console shows it. */
  readonly app: { readonly clientId: string; readonly clientSecret: string }
  readonly account: { readonly id: string }
  /** What is stored, hidden or not, oldest first. */
  readonly articles: () => readonly Article[]
  readonly broadcasts: () => readonly Broadcast[]
  /** The account's administrator takes a consent back. */
  readonly revoke: (accessToken: string) => void
  readonly setVerified: (isVerified: boolean) => void
  readonly endPlan: () => void
  readonly removeAccount: () => void
  /** Sets the figures of an article. */
  readonly count: (articleId: string, figures: Article['figures']) => void
  /** Moves the clock on to this hour of a day in Vietnam. */
  readonly advanceToHour: (hour: number) => void
}

const noQuirks: Quirks = {
  inheritsLife: false,
  wantsProof: false,
  titleRefusedAt: 150,
  descriptionRefusedAt: 300,
  blockMax: 10_000,
  removesTwice: false,
  listsFigures: true,
  idName: 'id',
}
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const vietnamAheadMs = 7 * hourMs

/**
 * A strict Zalo with one verified government account, kept in memory: it answers everything with the status of success,
 * rotates tokens, and takes articles in after it has fetched their files.
 */
export async function startSimulatedZalo(options: SimulatedZaloOptions = {}): Promise<SimulatedZalo> {
  const app = { id: '1234567890123456789', secret: secret() }
  const makeWorld = (ground: Ground): World => ({
    ...ground,
    app,
    account: {
      id: '4318657068771012646',
      name: 'Cảng Hải Phòng',
      isVerified: true,
      isRemoved: false,
      planEndsAt: new Date(ground.now().getTime() + 365 * dayMs),
      broadcastsLeft: options.broadcasts ?? 4,
    },
    quirks: { ...noQuirks, ...options.quirks },
    callsPerMinute: options.callsPerMinute ?? 600,
    processingMs: options.processingMs ?? 3_000,
    failsProcessing: options.failsProcessing ?? false,
    listLagMs: options.listLagMs ?? 0,
    codes: new Map(),
    grants: [],
    articles: new Map(),
    jobs: new Map(),
    films: new Map(),
    broadcasts: [],
    failures: new Map(),
  })
  const worlds: World[] = []
  const simulation = await startSimulation({
    ...(options.port !== undefined && { port: options.port }),
    notFound: refusal(-209, 'API is not support', 404),
    broken: refusal(-201, 'params is invalid'),
    handlers: (ground) => {
      const world = makeWorld(ground)
      worlds.push(world)
      return [
        limitCalls(world),
        oauthRoutes(world),
        filmRoutes(world),
        articleRoutes(world),
        accountRoutes(world),
        readerRoutes(world),
      ]
    },
  })
  const [world] = worlds as [World]

  return {
    ...simulation,
    app: { clientId: app.id, clientSecret: app.secret },
    account: { id: world.account.id },
    articles: () => [...world.articles.values()],
    broadcasts: () => world.broadcasts,
    revoke: (accessToken) => {
      const grant = world.grants.find(({ access }) => access === accessToken)
      if (grant) grant.ended = true
    },
    setVerified: (isVerified) => {
      world.account.isVerified = isVerified
    },
    endPlan: () => {
      world.account.planEndsAt = new Date(world.now().getTime() - 2 * dayMs)
    },
    removeAccount: () => {
      world.account.isRemoved = true
    },
    count: (articleId, figures) => {
      const article = world.articles.get(articleId)
      if (article) article.figures = figures
    },
    advanceToHour: (hour) => {
      const sinceMidnight = (world.now().getTime() + vietnamAheadMs) % dayMs
      simulation.advance((hour * hourMs - sinceMidnight + dayMs) % dayMs)
    },
  }
}

/** What an article's link leads to. */
function readerRoutes({ articles, account }: World): Router {
  const read = postPage((_params, { id }) => {
    const article = articles.get(String(id))
    if (!article) return null
    const { title, description, body, cover } = article.given
    const blocks = Array.isArray(body) ? (body as readonly Readonly<Record<string, unknown>>[]) : []
    const written = [title, description, ...blocks.map(({ content }) => content)]
    const files = blocks.filter(({ type }) => type !== 'text').length + (cover ? 1 : 0)
    const text = written.filter((words): words is string => typeof words === 'string' && words !== '').join('\n\n')
    return { platform: 'Zalo', author: account.name, text, at: article.createdAt, files }
  })
  return Router().get('/rd.zapps.vn/detail/:account', read)
}
