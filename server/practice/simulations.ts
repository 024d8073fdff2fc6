import type { Connector } from '../../connectors/contract.ts'
import { createFacebookConnector } from '../../connectors/facebook/index.ts'
import { createInstagramConnector } from '../../connectors/instagram/index.ts'
import { createLinkedInConnector } from '../../connectors/linkedin/index.ts'
import { createMastodonConnector } from '../../connectors/mastodon/index.ts'
import type { Platform } from '../../connectors/rules/platforms.ts'
import { createTelegramConnector } from '../../connectors/telegram/index.ts'
import { createThreadsConnector } from '../../connectors/threads/index.ts'
import { createTikTokConnector } from '../../connectors/tiktok/index.ts'
import { createXConnector } from '../../connectors/x/index.ts'
import { createYouTubeConnector } from '../../connectors/youtube/index.ts'
import { createZaloConnector } from '../../connectors/zalo/index.ts'
import { facebookHosts, startSimulatedFacebook } from './facebook/index.ts'
import { instagramApp, instagramHosts, startSimulatedInstagram } from './instagram/index.ts'
import { startSimulatedLinkedIn } from './linkedin/index.ts'
import { nobody, startSimulatedMailbox } from './mailbox/index.ts'
import { startSimulatedMastodon } from './mastodon/index.ts'
import type { Simulation } from './simulation/start.ts'
import { startSimulatedTelegram } from './telegram/index.ts'
import { startSimulatedThreads, threadsApp, threadsHosts } from './threads/index.ts'
import { startSimulatedTikTok } from './tiktok/index.ts'
import { startSimulatedX } from './x/index.ts'
import { startSimulatedYouTube, youtubeHosts } from './youtube/index.ts'
import { startSimulatedZalo } from './zalo/index.ts'

/** The application that a simulated platform knows the office by. */
interface SimulatedApp {
  readonly platform: Platform
  readonly clientId: string
  readonly clientSecret: string
}

/** Every simulated platform, each on a free port of this machine, and the connectors that speak to them. */
export interface Simulations {
  /** `127.0.0.1:port` of the mail server that takes the office's letters. */
  readonly mailHost: string
  readonly connectors: readonly Connector[]
  /** `host:port` of each. */
  readonly hosts: readonly string[]
  readonly apps: readonly SimulatedApp[]
  /** What a person has to know to connect where there is no visit. */
  readonly hints: readonly string[]
  /** Tells the platforms where the office is: they send people back there and fetch media from there. */
  readonly settle: (officeUrl: string) => void
  readonly stop: () => Promise<void>
}

/** One platform as the demo has it. */
interface Stand {
  readonly simulation: Simulation
  readonly connector: Connector
  readonly app?: SimulatedApp
  readonly hint?: string
}

/** Where the office is; filled once it listens. The platforms hold on to the same lists. */
interface Office {
  readonly redirectUris: string[]
  readonly addresses: string[]
}

const stands: readonly ((office: Office) => Promise<Stand>)[] = [
  async () => {
    const simulation = await startSimulatedFacebook()
    const { id: clientId, secret: clientSecret } = simulation.app
    return {
      simulation,
      connector: createFacebookConnector(facebookHosts(simulation.url)),
      app: { platform: 'facebook', clientId, clientSecret },
    }
  },
  async () => {
    const simulation = await startSimulatedInstagram()
    const { clientId, clientSecret } = instagramApp(simulation.url, 'instagram')
    return {
      simulation,
      connector: createInstagramConnector(instagramHosts(simulation.url)),
      app: { platform: 'instagram', clientId, clientSecret },
    }
  },
  async ({ redirectUris }) => {
    const simulation = await startSimulatedLinkedIn({ app: { redirectUris } })
    const { clientId, clientSecret } = simulation.app
    return {
      simulation,
      connector: createLinkedInConnector({ apiRoot: simulation.url, wwwRoot: simulation.url }),
      app: { platform: 'linkedin', clientId, clientSecret },
    }
  },
  async () => {
    const simulation = await startSimulatedThreads()
    const { clientId, clientSecret } = threadsApp(simulation.url)
    return {
      simulation,
      connector: createThreadsConnector(threadsHosts(simulation.url)),
      app: { platform: 'threads', clientId, clientSecret },
    }
  },
  async ({ redirectUris }) => {
    const simulation = await startSimulatedX({ app: { redirectUris } })
    const { clientId, clientSecret } = simulation.app
    return {
      simulation,
      connector: createXConnector({ apiRoot: simulation.url, wwwRoot: simulation.url }),
      app: { platform: 'x', clientId, clientSecret },
    }
  },
  async () => {
    const simulation = await startSimulatedYouTube()
    return {
      simulation,
      connector: createYouTubeConnector({ ...youtubeHosts(simulation.url), www: simulation.url }),
      app: { platform: 'youtube', ...simulation.app },
    }
  },
  async () => {
    const simulation = await startSimulatedZalo()
    return {
      simulation,
      connector: createZaloConnector({ apiUrl: simulation.url, oauthUrl: simulation.url }),
      app: { platform: 'zalo', ...simulation.app },
    }
  },
  async ({ redirectUris, addresses }) => {
    const simulation = await startSimulatedTikTok({
      app: { redirectUris },
      verifiedPrefixes: addresses,
      // The demo's films are drawn, eight pictures a second.
      film: { framesPerSecond: { min: 8, max: 60 } },
      moderationMs: 3_000,
    })
    const { clientKey: clientId, clientSecret } = simulation.app
    return {
      simulation,
      connector: createTikTokConnector({ apiRoot: simulation.url, wwwRoot: simulation.url }),
      app: { platform: 'tiktok', clientId, clientSecret },
    }
  },
  async () => {
    const simulation = await startSimulatedMastodon()
    return {
      simulation,
      connector: createMastodonConnector(),
      hint: `Mastodon (simulated): server ${simulation.url}`,
    }
  },
  async () => {
    const simulation = await startSimulatedTelegram()
    return {
      simulation,
      connector: createTelegramConnector({ apiUrl: simulation.url, linkUrl: simulation.url }),
      hint: `Telegram (simulated): bot token ${simulation.addBot()}, channel @${simulation.channel.username}`,
    }
  },
]

/** Starts them all; what one of them forgets when it stops is gone, as it is for tests. */
export async function startSimulations(): Promise<Simulations> {
  const office: Office = { redirectUris: [], addresses: [] }
  const [mailbox, ...standing] = await Promise.all([startSimulatedMailbox(), ...stands.map((start) => start(office))])
  return {
    mailHost: `127.0.0.1:${mailbox.smtpPort}`,
    connectors: standing.map(({ connector }) => connector),
    hosts: standing.map(({ simulation }) => new URL(simulation.url).host),
    apps: standing.flatMap(({ app }) => app ?? []),
    hints: [
      ...standing.flatMap(({ hint }) => hint ?? []),
      `E-mail (simulated): server 127.0.0.1, port ${mailbox.smtpPort}, no encryption; letters at ${mailbox.url} (${nobody}@… is refused)`,
    ],
    settle: (officeUrl) => {
      office.redirectUris.push(`${officeUrl}/api/v1/connections/callback`)
      office.addresses.push(`${officeUrl}/`)
    },
    stop: async () => {
      await Promise.all([mailbox.stop(), ...standing.map(({ simulation }) => simulation.stop())])
    },
  }
}
