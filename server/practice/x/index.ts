import { Router } from 'express'
import { postPage } from '../simulation/post-page.ts'
import { Refusal } from '../simulation/refusal.ts'
import { type Ground, type Simulation, startSimulation } from '../simulation/start.ts'
import { mediaRoutes } from './media.ts'
import { oauthRoutes } from './oauth.ts'
import { postRoutes } from './posts.ts'
import { limitRates } from './rates.ts'
import {
  type App,
  type Figures,
  invalid,
  type Lifetimes,
  type Limits,
  type Medium,
  type Owner,
  type Post,
  type Rates,
  type Switches,
  type World,
} from './world.ts'

export interface SimulatedXOptions {
  readonly owner?: Partial<Omit<Owner, 'id'>>
  /** The application, as registered by an administrator. */
  readonly app?: Partial<App>
  readonly switches?: Partial<Switches>
  readonly lifetimes?: Partial<Lifetimes>
  readonly limits?: Partial<Limits>
  readonly rates?: Partial<Rates>
  /** What the application has paid for, in US dollars; without end when left out. */
  readonly credits?: number
  /** From the last piece of a film until it can be posted. */
  readonly processingMs?: number
  /** From publication until the account's list shows it. */
  readonly listedAfterMs?: number
  /** From publication until figures are told. */
  readonly figuresAfterMs?: number
  /** How long the same words are refused. */
  readonly duplicateMs?: number
  readonly port?: number
}

export interface SimulatedX extends Simulation {
  /** Owner and X may change it at any time. */
  readonly owner: Owner
  readonly app: App
  /** What the application may still spend. */
  readonly budget: World['budget']
  /** The account's own, oldest first. */
  readonly posts: () => readonly Post[]
  /** Takes the application's permission back, as the owner does on the site: by one of its tokens. */
  readonly revoke: (token: string) => void
  readonly react: (postId: string, figures: Partial<Figures>) => void
  /** A post of somebody else. @param summons it mentions the account @returns its id */
  readonly postElsewhere: (text: string, summons: boolean) => string
  /** A picture that somebody else uploaded, ready to be posted. @returns its id */
  readonly uploadElsewhere: () => string
}

const minute = 60_000
const day = 86_400_000
const usualSwitches: Switches = {
  answers: 'own',
  newNames: false,
  tooLong: 403,
  repeatedDelete: 'not-found',
  reuseEndsGrant: true,
  omitsScope: false,
  omitsCheckAfter: false,
  plainForbidden: false,
  pieceBytes: 8_000_000,
}
const usualLifetimes: Lifetimes = { codeMs: 30_000, accessMs: 120 * minute, refreshMs: 180 * day, mediaMs: day }
const usualLimits: Limits = {
  text: { ordinary: 280, paying: 25_000 },
  filmMs: { ordinary: 20 * minute, paying: 125 * minute },
}
const usualRates: Rates = {
  post: 100,
  delete: 50,
  lookup: 5_000,
  timeline: 900,
  me: 75,
  upload: 1_875,
  status: 1_000,
  metadata: 500,
  subtitles: 100,
  postsPerDay: 10_000,
}
const usualApp: App = {
  clientId: 'aGFpLWRhbmctcHJhY3RpY2U6MTpjaQ',
  clientSecret: 'practice-secret-of-the-application',
  name: 'Hải Đăng',
  redirectUris: ['https://office.example/api/v1/connections/callback'],
}
const usualOwner: Omit<Owner, 'id'> = {
  username: 'haiphong',
  name: 'Cảng Hải Phòng',
  subscription: 'None',
  suspended: false,
}

/**
 * A strict X with one account, kept in memory: consent page and API on one free port of this machine. It weighs texts
 * as X does, looks at the bytes of files, and refuses in X's own words.
 */
export async function startSimulatedX(options: SimulatedXOptions = {}): Promise<SimulatedX> {
  const worlds: World[] = []
  const simulation = await startSimulation({
    ...(options.port !== undefined && { port: options.port }),
    notFound: new Refusal(404, { title: 'Not Found', type: 'about:blank', status: 404, detail: 'Not Found' }),
    broken: invalid('body', '', 'The request body could not be parsed.'),
    handlers: (ground) => {
      const world = makeWorld(options, ground)
      worlds.push(world)
      return [pages(world), limitRates(world), oauthRoutes(world), mediaRoutes(world), postRoutes(world)]
    },
  })
  const [world] = worlds as [World]
  const { posts, media, owner, app, budget } = world

  return {
    ...simulation,
    ...{ owner, app, budget },
    posts: () => [...posts.values()].filter(({ ownerId }) => ownerId === owner.id),
    revoke: (token) => {
      const known = world.accessTokens.get(token) ?? world.refreshTokens.get(token)
      if (known) known.grant.revoked = true
    },
    react: (postId, figures) => {
      Object.assign(posts.get(postId)?.figures ?? {}, figures)
    },
    postElsewhere: (text, summons) => {
      const post = foreignPost(text, summons, world)
      posts.set(post.id, post)
      return post.id
    },
    uploadElsewhere: () => {
      const medium = foreignMedium(world)
      media.set(medium.id, medium)
      return medium.id
    },
  }
}

function pages({ posts, owner }: World): Router {
  const read = postPage(({ id = '' }) => {
    const post = posts.get(id)
    return post ? { ...post, platform: 'X', author: owner.name, files: post.media.length } : null
  })
  return Router().get('/:username/status/:id', read)
}

const somebodyElse = '1400000000000000023'

function foreignPost(text: string, summons: boolean, world: World): Post {
  return {
    ...{ id: world.nextId(), ownerId: somebodyElse, text, at: world.now(), summons, replyTo: null, media: [] },
    ...{ cover: null, poll: null, replySettings: null, communityId: null, madeWithAi: false, paidPartnership: false },
    figures: { reposts: 0, replies: 0, likes: 0, quotes: 0, bookmarks: 0, impressions: 0, clicks: 0, filmViews: 0 },
  }
}

function foreignMedium(world: World): Medium {
  const id = world.nextId()
  return {
    ...{ id, key: `3_${id}`, ownerId: somebodyElse, category: 'tweet_image', type: 'image/png', totalBytes: 1 },
    endsAt: new Date(world.now().getTime() + day),
    pieces: new Map(),
    alt: '',
    captions: null,
    finished: { at: world.now(), fault: null, durationMs: 0 },
  }
}

function makeWorld(options: SimulatedXOptions, ground: Ground): World {
  let made = 0n
  return {
    ...ground,
    owner: { id: '1400000000000000022', ...usualOwner, ...options.owner },
    app: { ...usualApp, ...options.app },
    switches: { ...usualSwitches, ...options.switches },
    lifetimes: { ...usualLifetimes, ...options.lifetimes },
    limits: { ...usualLimits, ...options.limits },
    rates: { ...usualRates, ...options.rates },
    budget: { credits: options.credits ?? Number.POSITIVE_INFINITY },
    processingMs: options.processingMs ?? 2_000,
    listedAfterMs: options.listedAfterMs ?? 0,
    figuresAfterMs: options.figuresAfterMs ?? 0,
    duplicateMs: options.duplicateMs ?? day,
    codes: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
    media: new Map(),
    posts: new Map(),
    nextId: () => {
      made = (made + 1n) % 4_194_304n
      return String((BigInt(ground.now().getTime() - 1_288_834_974_657) << 22n) | made)
    },
  }
}
