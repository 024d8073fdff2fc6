import { Router } from 'express'
import { postPage } from '../simulation/post-page.ts'
import { idsFrom } from '../simulation/refusal.ts'
import { type Ground, type Simulation, startSimulation } from '../simulation/start.ts'
import { accountRoutes } from './accounts.ts'
import { mediaRoutes } from './media.ts'
import { oauthRoutes } from './oauth.ts'
import { limitRates } from './rates.ts'
import { statusRoutes } from './statuses.ts'
import { type Limits, type Quirks, type Rates, refusal, type Status, type World } from './world.ts'

export interface SimulatedMastodonOptions {
  /** As the instance names it; 4.5.2 when left out. */
  readonly version?: string
  readonly limits?: Partial<Limits>
  readonly quirks?: Partial<Quirks>
  readonly rates?: Partial<Rates>
  /** How long a video is converted. */
  readonly processingMs?: number
  /** Pictures are converted after the answer too. */
  readonly slowImages?: boolean
  readonly failsProcessing?: boolean
  readonly port?: number
}

export interface SimulatedMastodon extends Simulation {
  readonly account: { readonly id: string; readonly username: string }
  /** What is out, oldest first. */
  readonly statuses: () => readonly Status[]
  /** Takes a token back, as its owner does under "authorized apps". */
  readonly revoke: (token: string) => void
  readonly suspend: (isSuspended: boolean) => void
  /** Somebody answers the poll of a status. */
  readonly vote: (statusId: string) => void
  /** Sets the figures of a status. */
  readonly react: (statusId: string, figures: Partial<Status['figures']>) => void
}

/** How servers differ that only speak like Mastodon: all quirks at once. */
export const compatibleServer: SimulatedMastodonOptions = {
  version: '4.0.0 (compatible; simulated 1.0)',
  quirks: {
    noV2Instance: true,
    noV2Media: true,
    hidesMedia: true,
    wordless: true,
    noDelete: true,
    ignoresKeys: true,
    ignoresScheduling: true,
    noSource: true,
    listsPublicOnly: true,
  },
}

const usualLimits: Limits = {
  maxCharacters: 500,
  charactersPerUrl: 23,
  maxMedia: 4,
  maxDescription: 1_500,
  pollOptions: 4,
  pollCharacters: 50,
  pollSeconds: { min: 300, max: 2_629_746 },
  imageBytes: 16_777_216,
  videoBytes: 103_809_024,
}
const noQuirks: Quirks = {
  noV2Instance: false,
  noV2Media: false,
  hidesMedia: false,
  wordless: false,
  noDelete: false,
  ignoresKeys: false,
  ignoresScheduling: false,
  noSource: false,
  listsPublicOnly: false,
}
/** @see https://docs.joinmastodon.org/api/rate-limits/ */
const usualRates: Rates = {
  calls: { max: 300, seconds: 300 },
  uploads: { max: 30, seconds: 1_800 },
  deletes: { max: 30, seconds: 1_800 },
  statuses: { max: 300, seconds: 10_800 },
}

/**
 * A strict Mastodon with one account, kept in memory: it counts, refuses and forgets as the real one does, on a free
 * port of this machine. What it can be told to do wrong stands in faults.ts and world.ts.
 */
export async function startSimulatedMastodon(options: SimulatedMastodonOptions = {}): Promise<SimulatedMastodon> {
  const nextId = idsFrom(115_600_000_000_000_001n)
  const account = { id: nextId(), username: 'haiphong', name: 'Cảng Hải Phòng', suspended: false }
  const makeWorld = (ground: Ground): World => ({
    ...ground,
    version: options.version ?? '4.5.2',
    limits: { ...usualLimits, ...options.limits },
    quirks: { ...noQuirks, ...options.quirks },
    rates: { ...usualRates, ...options.rates },
    processingMs: options.processingMs ?? 600,
    slowImages: options.slowImages ?? false,
    failsProcessing: options.failsProcessing ?? false,
    account,
    apps: new Map(),
    grants: new Map(),
    tokens: new Map(),
    media: new Map(),
    statuses: new Map(),
    keys: new Map(),
    nextId,
  })
  const worlds: World[] = []
  const simulation = await startSimulation({
    ...(options.port !== undefined && { port: options.port }),
    notFound: refusal(404, 'Record not found'),
    broken: refusal(400, 'Bad request'),
    refuse: ({ status, body }, res) => {
      res.status(status)
      if (options.quirks?.wordless) res.type('html').send('')
      else res.json(body)
    },
    handlers: (ground) => {
      const world = makeWorld(ground)
      worlds.push(world)
      return [
        pages(world),
        limitRates(world),
        oauthRoutes(world),
        accountRoutes(world),
        mediaRoutes(world),
        statusRoutes(world),
      ]
    },
  })
  const [world] = worlds as [World]

  return {
    ...simulation,
    account,
    statuses: () => [...world.statuses.values()],
    revoke: (token) => {
      const known = world.tokens.get(token)
      if (known) known.revoked = true
    },
    suspend: (isSuspended) => {
      account.suspended = isSuspended
    },
    vote: (statusId) => {
      const poll = world.statuses.get(statusId)?.editions.at(-1)?.poll
      if (poll) poll.votes += 1
    },
    react: (statusId, figures) => {
      Object.assign(world.statuses.get(statusId)?.figures ?? {}, figures)
    },
  }
}

function pages({ statuses, account }: World): Router {
  const read = postPage(({ id = '' }) => {
    const last = statuses.get(id)?.editions.at(-1)
    return last ? { ...last, platform: 'Mastodon', author: account.name, files: last.media.length } : null
  })
  return Router().get('/@:username/:id', read)
}
