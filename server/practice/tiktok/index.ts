import { Router } from 'express'
import { postPage } from '../simulation/post-page.ts'
import { idsFrom, Refusal } from '../simulation/refusal.ts'
import { type Ground, type Simulation, startSimulation } from '../simulation/start.ts'
import { accountRoutes, displayRoutes } from './accounts.ts'
import { oauthRoutes } from './oauth.ts'
import { publishingRoutes } from './publishing.ts'
import { limitRates } from './rates.ts'
import { uploadRoutes } from './uploads.ts'
import {
  type App,
  type Creator,
  type FilmLimits,
  type Lifetimes,
  type Publication,
  type Rates,
  refusal,
  type Switches,
  standingOf,
  type World,
} from './world.ts'

export interface SimulatedTikTokOptions {
  readonly creator?: Partial<Omit<Creator, 'openId'>>
  /** The application, as registered by an administrator. */
  readonly app?: Partial<App>
  /** False: posts only to a private account, for its owner alone. */
  readonly audited?: boolean
  readonly switches?: Partial<Switches>
  readonly lifetimes?: Partial<Lifetimes>
  readonly rates?: Partial<Rates>
  readonly film?: Partial<FilmLimits>
  /** Beginnings of addresses that pictures may be fetched from. */
  readonly verifiedPrefixes?: readonly string[]
  /** From the last byte until it is published or refused. */
  readonly processingMs?: number
  /** From then until a public post has an id. */
  readonly moderationMs?: number
  /** From publication until figures are told. */
  readonly figuresAfterMs?: number
  readonly postsPerDay?: number
  readonly port?: number
}

export interface SimulatedTikTok extends Simulation {
  /** The account's owner changes its settings; what was set stays until then. */
  readonly creator: Creator
  readonly app: App
  /** What is published, drafts only once they were finished in the app; oldest first. */
  readonly posts: () => readonly Publication[]
  /** Drafts that lie in the inbox. */
  readonly inbox: () => readonly Publication[]
  /** The owner finishes a draft in the app. */
  readonly finishDraft: (publishId: string, privacy: string) => void
  /** Takes the application's permission back, as the owner does in the app: by one of its tokens. */
  readonly revoke: (token: string) => void
  readonly react: (postId: string, figures: Partial<Publication['figures']>) => void
  /** A proxy stands in front: films are sent to this origin. */
  readonly uploadTo: (origin: string) => void
}

const hour = 3_600_000
const usualSwitches: Switches = {
  rotation: 'strict',
  tokenErrorsAs200: false,
  pkce: 'hex',
  requiresPkce: false,
  megabyte: 1_000_000,
  listsPhotos: true,
  photoAigc: 'top-level',
  strictSlashes: true,
  finishedUpload: 416,
}
const usualLifetimes: Lifetimes = {
  codeMs: hour / 6,
  accessMs: 2 * hour,
  refreshMs: 180 * 24 * hour,
  uploadMs: hour,
}
const usualRates: Rates = { init: 6, creatorInfo: 20, status: 30, display: 600 }
const usualFilm: FilmLimits = { minMs: 3_000, framesPerSecond: { min: 23, max: 60 }, side: { min: 360, max: 4_096 } }
const usualApp: App = {
  clientKey: 'aw-hai-dang-practice',
  clientSecret: 'practice-secret-of-the-application',
  name: 'Hải Đăng',
  redirectUris: ['https://office.example/api/v1/connections/callback'],
}
const usualCreator: Omit<Creator, 'openId'> = {
  username: 'haiphong',
  displayName: 'Cảng Hải Phòng',
  isPrivate: false,
  commentsOff: false,
  duetsOff: false,
  stitchesOff: false,
  maxDurationSec: 600,
  banned: false,
  capReached: false,
  oldApp: false,
}

/**
 * A strict TikTok with one account, kept in memory: consent page, API and upload host on one free port of this machine.
 * It looks at the bytes of films and pictures, publishes by its clock, and refuses in TikTok's own words.
 */
export async function startSimulatedTikTok(options: SimulatedTikTokOptions = {}): Promise<SimulatedTikTok> {
  const worlds: World[] = []
  const simulation = await startSimulation({
    ...(options.port !== undefined && { port: options.port }),
    notFound: new Refusal(404, { error: { code: 'unsupported_path', message: 'Unsupported path', log_id: '0' } }),
    broken: refusal(400, 'invalid_params', 'The request body is malformed.'),
    handlers: (ground) => {
      const world = makeWorld(options, ground)
      worlds.push(world)
      const routes = [oauthRoutes, accountRoutes, displayRoutes, publishingRoutes, uploadRoutes, readerRoutes]
      return [limitRates(world), ...routes.map((make) => make(world))]
    },
  })
  const [world] = worlds as [World]
  const standing = (state: ReturnType<typeof standingOf>) =>
    [...world.publications.values()].filter((publication) => standingOf(publication, world) === state)

  return {
    ...simulation,
    creator: world.creator,
    app: world.app,
    posts: () => standing('out'),
    inbox: () => standing('inbox'),
    finishDraft: (publishId, privacy) => {
      const draft = world.publications.get(publishId)
      if (draft) Object.assign(draft, { finishedAt: world.now(), privacy })
    },
    revoke: (token) => {
      const known = world.accessTokens.get(token) ?? world.refreshTokens.get(token)
      if (known) known.grant.revoked = true
    },
    react: (postId, figures) => {
      const post = [...world.publications.values()].find((publication) => publication.postId === postId)
      Object.assign(post?.figures ?? {}, figures)
    },
    uploadTo: (origin) => {
      world.uploadOrigin = origin
    },
  }
}

function makeWorld(options: SimulatedTikTokOptions, ground: Ground): World {
  return {
    ...ground,
    uploadOrigin: ground.url,
    creator: { openId: '_000NwXd9practice', ...usualCreator, ...options.creator },
    app: { ...usualApp, ...options.app },
    audited: options.audited ?? true,
    switches: { ...usualSwitches, ...options.switches },
    lifetimes: { ...usualLifetimes, ...options.lifetimes },
    rates: { ...usualRates, ...options.rates },
    film: { ...usualFilm, ...options.film },
    verifiedPrefixes: options.verifiedPrefixes ?? [],
    processingMs: options.processingMs ?? 2_000,
    moderationMs: options.moderationMs ?? 60_000,
    figuresAfterMs: options.figuresAfterMs ?? 0,
    postsPerDay: options.postsPerDay ?? 15,
    codes: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
    publications: new Map(),
    // Larger than JavaScript's numbers can tell apart.
    nextId: idsFrom(7_512_345_678_901_234_567n),
  }
}

/** What a post's link leads to. */
function readerRoutes(world: World): Router {
  const read = postPage(({ id }) => {
    const post = [...world.publications.values()].find(({ postId }) => postId === id)
    if (!post || standingOf(post, world) !== 'out') return null
    const { title, description, startedAt: at, pictures } = post
    const text = [title, description].filter(Boolean).join('\n')
    return { platform: 'TikTok', author: world.creator.displayName, text, at, files: Math.max(1, pictures) }
  })
  return Router().get(['/:name/video/:id', '/:name/photo/:id'], read)
}
