import { Router } from 'express'
import { postPage } from '../simulation/post-page.ts'
import { idsFrom } from '../simulation/refusal.ts'
import { type Simulation, startSimulation } from '../simulation/start.ts'
import { countUnits, oauthRoutes } from './access.ts'
import { apiRoutes } from './films.ts'
import { uploadRoutes } from './uploads.ts'
import { type Comment, type Film, refusal, type Switches, type World } from './world.ts'

export interface SimulatedYouTubeOptions {
  readonly switches?: Partial<Switches>
  /** How long a film is converted. */
  readonly processingMs?: number
  readonly port?: number
}

export interface SimulatedYouTube extends Simulation {
  readonly app: World['app']
  readonly channel: World['channel']
  /** Every film of the channel, private ones too, oldest first. */
  readonly films: () => readonly Film[]
  readonly comments: () => readonly Comment[]
  /** Videos in a playlist, which is made when it is new. */
  readonly playlist: (id: string) => readonly string[]
  /** Ends the consent that a token came of, as its owner does. */
  readonly revoke: (token: string) => void
  readonly react: (videoId: string, figures: Readonly<Record<string, number>>) => void
}

/** Where a simulation stands in for each of the platform's hosts: under its own url, or that of something before it. */
export function youtubeHosts(url: string) {
  return {
    api: `${url}/api`,
    upload: `${url}/upload`,
    analytics: `${url}/analytics`,
    consent: `${url}/consent`,
    oauth: `${url}/oauth`,
  }
}

const usualSwitches: Switches = {
  audited: true,
  phoneVerified: true,
  takesTwice: false,
  listLagMs: 0,
  units: 10_000,
  uploadsPerDay: 100,
}

/** A strict YouTube with one channel, kept in memory: it counts units, converts and refuses as the real one does. */
export async function startSimulatedYouTube(options: SimulatedYouTubeOptions = {}): Promise<SimulatedYouTube> {
  const worlds: World[] = []
  const nextNumber = idsFrom(10_000_000_001n)
  const simulation = await startSimulation({
    ...(options.port !== undefined && { port: options.port }),
    notFound: refusal(404, 'notFound', 'Not Found', 'global'),
    broken: refusal(400, 'badRequest', 'Bad Request', 'global'),
    handlers: (ground) => {
      const world: World = {
        ...ground,
        app: { clientId: '7700-haidang.apps.googleusercontent.com', clientSecret: 'GOCSPX-simulated-youtube-secret' },
        channel: {
          id: 'UChaiphong000000000001',
          title: 'Cảng Hải Phòng',
          customUrl: '@haiphong',
          uploads: 'UUhaiphong1',
        },
        switches: { ...usualSwitches, ...options.switches },
        processingMs: options.processingMs ?? 1_000,
        ...{ grants: new Map(), tokens: new Map(), refreshTokens: new Map(), sessions: new Map(), films: new Map() },
        ...{ comments: new Map(), playlists: new Map(), ledger: { day: '', units: 0, uploads: 0 } },
        nextId: () => `v${nextNumber()}`,
      }
      worlds.push(world)
      return [pages(world), countUnits(world), oauthRoutes(world), uploadRoutes(world), apiRoutes(world)]
    },
  })
  const [world] = worlds as [World]
  return {
    ...simulation,
    app: world.app,
    channel: world.channel,
    films: () => [...world.films.values()],
    comments: () => [...world.comments.values()],
    playlist: (id) => {
      const entries = world.playlists.get(id) ?? []
      world.playlists.set(id, entries)
      return entries
    },
    revoke: (token) => {
      const grant = world.refreshTokens.get(token) ?? world.tokens.get(token)?.grant
      if (grant) grant.revoked = true
    },
    react: (videoId, figures) => {
      const film = world.films.get(videoId)
      if (film) film.figures = { ...film.figures, ...figures }
    },
  }
}

function pages({ films, channel }: World): Router {
  const read = (id: string) => {
    const film = films.get(id)
    if (!film) return null
    const { title, description } = film.snippet
    return {
      platform: 'YouTube',
      author: channel.title,
      text: `${title}\n\n${description}`,
      at: film.uploadedAt,
      files: 1,
    }
  }
  return Router()
    .get(
      '/watch',
      postPage((_params, { v }) => read(String(v))),
    )
    .get(
      '/shorts/:id',
      postPage(({ id = '' }) => read(id)),
    )
}
