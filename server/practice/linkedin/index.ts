import { Router } from 'express'
import { postPage } from '../simulation/post-page.ts'
import { idsFrom, Refusal } from '../simulation/refusal.ts'
import { type Ground, type Simulation, startSimulation } from '../simulation/start.ts'
import { guardRest } from './access.ts'
import { commentRoutes } from './comments.ts'
import { oauthRoutes } from './oauth.ts'
import { organizationRoutes } from './organizations.ts'
import { postRoutes } from './posts.ts'
import { uploadRoutes } from './uploads.ts'
import type {
  App,
  Asset,
  Comment,
  DayLimits,
  Figures,
  Lifetimes,
  Organization,
  Post,
  Switches,
  World,
} from './world.ts'

export interface SimulatedLinkedInOptions {
  /** Pages on which the person has a role; one of which they are the administrator when left out. */
  readonly organizations?: readonly Partial<Organization>[]
  /** The application, as registered by an administrator. */
  readonly app?: Partial<App>
  /** The development tier counts calls and reads nothing in batches. */
  readonly tier?: 'development' | 'standard'
  readonly activeVersions?: readonly string[]
  readonly switches?: Partial<Switches>
  readonly lifetimes?: Partial<Lifetimes>
  readonly dayLimits?: Partial<DayLimits>
  readonly maxImageBytes?: number
  /** From the last byte of a file until it can be posted. */
  readonly processingMs?: number
  /** From a post until it stands in its author's list. */
  readonly listLagMs?: number
  /** From a post until its figures are told. */
  readonly figuresAfterMs?: number
  readonly port?: number
}

export interface SimulatedLinkedIn extends Simulation {
  readonly app: App
  /** Owners rename pages and change roles. */
  readonly organizations: readonly Organization[]
  /** LinkedIn ends and begins versions. */
  readonly activeVersions: string[]
  /** What readers see, oldest first. */
  readonly posts: () => readonly Post[]
  readonly comments: () => readonly Comment[]
  readonly asset: (urn: string) => Asset | undefined
  /** Takes the application's permission back, as the person does in their settings: by one of its tokens. */
  readonly revoke: (token: string) => void
  readonly react: (urn: string, figures: Partial<Figures>) => void
  /** A proxy stands in front: files are sent to this origin. */
  readonly uploadTo: (origin: string) => void
}

const MB = 1_000_000
const hour = 3_600_000
const day = 24 * hour

const usualSwitches: Switches = {
  countsEscapes: false,
  strictLists: true,
  idHeader: 'x-restli-id',
  encodesIds: false,
  duplicateNames: 'post',
  captions: 'multipart',
  showsAssets: true,
  aclNames: 'organization',
}
const usualLifetimes: Lifetimes = {
  codeMs: hour / 2,
  accessMs: 60 * day,
  refreshMs: 365 * day,
  uploadMs: day,
  duplicateMs: hour / 6,
}
const usualDays: Readonly<Record<World['tier'], DayLimits>> = {
  development: { app: 500, member: 100 },
  standard: { app: 100_000, member: 100_000 },
}
const usualVersions = ['202512', ...Array.from({ length: 9 }, (_, month) => `20260${month + 1}`)]
const usualApp: App = {
  clientId: '86haidangpractice',
  clientSecret: 'WPL_AP1.practice-secret-of-the-application',
  name: 'Hải Đăng',
  redirectUris: ['https://office.example/api/v1/connections/callback'],
  isPartner: true,
  scopes: [
    'w_organization_social',
    'r_organization_social',
    'w_organization_social_feed',
    'r_organization_social_feed',
    'rw_organization_admin',
    'r_organization_admin',
  ],
}
const usualOrganization: Organization = {
  id: '5515715',
  localizedName: 'Thành phố Hải Phòng',
  vanityName: 'haiphong',
  role: 'ADMINISTRATOR',
  roleState: 'APPROVED',
  followers: 1_204,
}

/**
 * A strict LinkedIn with one person and their pages, kept in memory: consent page, API and upload host on one free port
 * of this machine. It looks at the bytes of files, counts days, and refuses in LinkedIn's own words.
 */
export async function startSimulatedLinkedIn(options: SimulatedLinkedInOptions = {}): Promise<SimulatedLinkedIn> {
  const worlds: World[] = []
  const simulation = await startSimulation({
    ...(options.port !== undefined && { port: options.port }),
    notFound: new Refusal(404, { status: 404, code: 'RESOURCE_NOT_FOUND', message: 'No virtual resource found' }),
    broken: new Refusal(400, { status: 400, code: 'ILLEGAL_ARGUMENT', message: 'The request cannot be read' }),
    handlers: (ground) => {
      const world = makeWorld(options, ground)
      worlds.push(world)
      const routes = [oauthRoutes, organizationRoutes, uploadRoutes, postRoutes, commentRoutes, readerRoutes]
      return [guardRest(world), ...routes.map((make) => make(world))]
    },
  })
  const [world] = worlds as [World]

  return {
    ...simulation,
    app: world.app,
    organizations: world.organizations,
    activeVersions: world.activeVersions,
    posts: () => [...world.posts.values()],
    comments: () => world.comments,
    asset: (urn) => world.assets.get(urn),
    revoke: (token) => {
      const grant = world.accessTokens.get(token)?.grant ?? world.refreshTokens.get(token)
      if (grant) grant.state = 'revoked'
    },
    react: (urn, figures) => {
      Object.assign(world.posts.get(urn)?.figures ?? {}, figures)
    },
    uploadTo: (origin) => {
      world.uploadOrigin = origin
    },
  }
}

function makeWorld(options: SimulatedLinkedInOptions, ground: Ground): World {
  const tier = options.tier ?? 'standard'
  return {
    ...ground,
    uploadOrigin: ground.url,
    person: 'urn:li:person:Xf92practice',
    organizations: (options.organizations ?? [{}]).map((given) => ({ ...usualOrganization, ...given })),
    app: { ...usualApp, ...options.app },
    activeVersions: [...(options.activeVersions ?? usualVersions)],
    tier,
    switches: { ...usualSwitches, ...options.switches },
    lifetimes: { ...usualLifetimes, ...options.lifetimes },
    dayLimits: { ...usualDays[tier], ...options.dayLimits },
    maxImageBytes: options.maxImageBytes ?? 8 * MB,
    processingMs: options.processingMs ?? 2_000,
    listLagMs: options.listLagMs ?? 0,
    figuresAfterMs: options.figuresAfterMs ?? 0,
    codes: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
    assets: new Map(),
    posts: new Map(),
    comments: [],
    // Larger than JavaScript's numbers can tell apart.
    nextId: idsFrom(7_398_765_432_109_876_543n),
  }
}

/** What a post's link leads to. */
function readerRoutes({ posts, organizations }: World): Router {
  const read = postPage(({ urn = '' }) => {
    const post = posts.get(urn)
    if (!post) return null
    const author = organizations.find(({ id }) => post.author.endsWith(`:${id}`))?.localizedName ?? post.author
    return { platform: 'LinkedIn', author, text: post.text, at: post.createdAt, files: post.content === null ? 0 : 1 }
  })
  return Router().get('/feed/update/:urn', read)
}
