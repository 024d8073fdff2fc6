import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createBlueskyConnector } from '../connectors/bluesky/index.ts'
import type { Connector } from '../connectors/contract.ts'
import { createEmailConnector } from '../connectors/email/index.ts'
import { createFacebookConnector } from '../connectors/facebook/index.ts'
import { createInstagramConnector } from '../connectors/instagram/index.ts'
import { createLinkedInConnector } from '../connectors/linkedin/index.ts'
import { createMastodonConnector } from '../connectors/mastodon/index.ts'
import { createPracticeConnector } from '../connectors/practice/index.ts'
import { createRegistry } from '../connectors/registry.ts'
import { createTelegramConnector } from '../connectors/telegram/index.ts'
import { createThreadsConnector } from '../connectors/threads/index.ts'
import { createTikTokConnector } from '../connectors/tiktok/index.ts'
import { createWordPressConnector } from '../connectors/wordpress/index.ts'
import { createXConnector } from '../connectors/x/index.ts'
import { createYouTubeConnector } from '../connectors/youtube/index.ts'
import { createZaloConnector } from '../connectors/zalo/index.ts'
import { startAlerts } from '../jobs/alerts.ts'
import { startNewsletter } from '../jobs/newsletter.ts'
import { createPublished } from '../jobs/published.ts'
import { createQueueHandles } from '../jobs/queue-handles.ts'
import { startRefreshCredentials } from '../jobs/refresh-credentials.ts'
import { startWorker, type Worker } from '../jobs/worker.ts'
import { openVault } from './auth/key.ts'
import { openSetUpCode } from './auth/setup-code.ts'
import type { Vault } from './auth/vault.ts'
import type { Config } from './config.ts'
import { makeDataFolder } from './db/data-folder.ts'
import { connect, type Db } from './db/database.ts'
import { anyOrganizationExists } from './db/organizations.ts'
import { createAlerts } from './domain/alerts.ts'
import { createChannelUpkeep } from './domain/channel-upkeep.ts'
import { createCredentials } from './domain/credentials.ts'
import { createProgress } from './domain/delivery-progress.ts'
import { createMedia } from './domain/media.ts'
import { createMediaFittings } from './domain/media-fitting.ts'
import { createMediaUploads } from './domain/media-uploads.ts'
import { createNewsletter } from './domain/newsletter.ts'
import { createMailing, type Mailing } from './domain/newsletter-mailing.ts'
import { keepAppEverywhere } from './domain/platform-apps.ts'
import { refreshContentHashesOfMedium } from './domain/release.ts'
import type { House } from './house.ts'
import { createLive } from './live.ts'
import type { Logger } from './log.ts'
import { openMailer } from './mail/mailer.ts'
import { createSmtp } from './mail/smtp.ts'
import { openPieces } from './media/pieces.ts'
import { openMediaStore } from './media/store.ts'
import { createHttp } from './net/http.ts'
import { openDatabase } from './open-database.ts'
import { fillDemoOffice } from './practice/demo/fill.ts'
import { demoPassword, demoPeople } from './practice/demo/office.ts'
import { offeredBy } from './practice/figures.ts'
import { type PracticeNetwork, startPracticeNetwork } from './practice/network.ts'
import type { Simulations } from './practice/simulations.ts'
import { createWeb } from './web.ts'

/** Which parts this process runs: both, only what answers people, or only what sends. */
export type Part = 'all' | 'web' | 'worker'

export interface Office {
  /** Where the pages are; null for a worker. */
  readonly url: string | null
  readonly db: Db
  /** Takes no more work, finishes or hands back what is under way, then closes everything in reverse. */
  stop(): Promise<void>
}

/**
 * Builds every part, starts them, and hands back how to stop them in reverse.
 * @param say what takes time and what a person has to know, one sentence at a time
 * @throws ConfigError, EmbeddedDatabaseError: sentences for people; nothing is left running
 */
export async function startOffice(
  given: Config,
  { part, demo, log, say }: { part: Part; demo: boolean; log: Logger; say: (sentence: string) => void },
): Promise<Office> {
  // Nothing leaves the machine from the demo office: its people are made up, and so are their addresses.
  const config = demo ? { ...given, dataDir: join(given.dataDir, 'demo'), practice: true, mail: null } : given
  const closing: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const close of closing.reverse()) await close().catch((err: unknown) => log.error({ err }, 'stopping'))
  }
  try {
    await makeDataFolder(config.dataDir)
    const database = await openDatabase(config, log, say)
    closing.push(database.close)
    const { db } = database
    const live = createLive({ url: database.appUrl, log })
    await live.start()
    closing.push(live.close)

    const vault = await openVault(db, config)
    const practice = config.practice ? await openPractice(config, db, vault) : null
    if (practice) closing.push(practice.network.stop)
    const simulations = demo ? await openSimulations(closing) : null
    const http = createHttp({
      allowHosts: [
        ...config.allowHosts,
        ...(practice ? [new URL(practice.network.url).host] : []),
        ...(simulations?.hosts ?? []),
      ],
    })
    let listensAt: string | null = null
    // The simulated platforms of the demo run beside us and fetch from where we listen.
    const publicAddress = () => (demo ? listensAt : config.publicUrl?.startsWith('https:') ? config.publicUrl : null)
    const smtp = createSmtp({ allowHosts: simulations ? [simulations.mailHost] : config.allowHosts })
    const email = createEmailConnector(createNewsletter({ db, smtp, publicAddress }))
    const connectors = createRegistry(
      [...(simulations?.connectors ?? liveConnectors()), email],
      practice &&
        ((platform) =>
          createPracticeConnector(platform, {
            baseUrl: practice.network.url,
            publicUrl: config.publicUrl,
            offered: offeredBy,
          })),
    )
    const credentials = createCredentials({ db, vault, connectors, http })
    const store = await openMediaStore(join(config.dataDir, 'media'))
    const media = createMedia({ db, store, publicAddress, onDescribed: refreshContentHashesOfMedium })
    const fittings = createMediaFittings({ db, store })
    const pieces = await openPieces(join(config.dataDir, 'media', 'uploads'))
    const uploads = createMediaUploads({ db, media, pieces })
    const mailing = createMailing({ db, smtp, credentials, contentMedia: media.contentMedia, publicAddress })
    const practiceMediaDir = practice?.mediaDir ?? null
    const shared = {
      config,
      demo,
      log,
      db,
      live,
      vault,
      connectors,
      credentials,
      http,
      media,
      fittings,
      uploads,
      practiceMediaDir,
    }

    if (demo) {
      if (await fillDemoOffice({ ...shared, store, practiceMediaDir: practiceMediaDir ?? '' }))
        say('the demo office is filled')
      for (const app of simulations?.apps ?? []) await keepAppEverywhere(db, vault, app)
      for (const { email, role } of demoPeople) say(`sign in as ${email} (${role}), password ${demoPassword}`)
    }

    const worker = part === 'web' ? null : await openWorker(shared, part, database.appUrl, mailing)
    if (worker) closing.push(worker.stop)
    const url = part === 'worker' ? null : await openWeb({ ...shared, worker: worker?.worker ?? null }, closing, say)
    listensAt = url
    if (url) simulations?.settle(url)
    for (const hint of simulations?.hints ?? []) say(hint)
    if (!url) say('the worker runs')
    return { url, db, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The platforms that can be connected for real. E-mail is beside them: its letters leave through a server of the office. */
function liveConnectors(): Connector[] {
  return [
    createBlueskyConnector(),
    createMastodonConnector(),
    createWordPressConnector(),
    createFacebookConnector(),
    createInstagramConnector(),
    createThreadsConnector(),
    createLinkedInConnector(),
    createTelegramConnector(),
    createTikTokConnector(),
    createXConnector(),
    createYouTubeConnector(),
    createZaloConnector(),
  ]
}

/** Loaded in the demo alone. */
async function openSimulations(closing: (() => Promise<unknown>)[]): Promise<Simulations> {
  const { startSimulations } = await import('./practice/simulations.ts')
  const simulations = await startSimulations()
  closing.push(simulations.stop)
  return simulations
}

/** The practice network of this process; its accounts' tokens come from the vault's key, so every process knows them. */
async function openPractice(
  config: Config,
  db: Db,
  vault: Vault,
): Promise<{ network: PracticeNetwork; mediaDir: string }> {
  const mediaDir = join(config.dataDir, 'practice')
  return { network: await startPracticeNetwork({ db, mediaDir, secret: vault.fingerprint }), mediaDir }
}

/** One for each kind of statement of a delivery's way, which travel in batches. */
const sendingConnections = 5

async function openWorker(
  house: Omit<House, 'worker'>,
  part: Part,
  appUrl: string,
  mailing: Mailing,
): Promise<{ worker: Worker; stop: () => Promise<void> }> {
  const { config, db, log, live, connectors, credentials } = house
  const mailer = config.mail && (await openMailer(config.mail))
  const sendingDb = connect({
    ...{ url: appUrl, max: sendingConnections, plansOnce: true },
    onError: (err) => log.warn({ err }, 'a database connection was lost'),
  })
  const worker = startWorker({
    ...{ ...house, sendingDb },
    contentMedia: house.media.contentMedia,
    progressOf: createProgress(db, house.vault),
    onWake: live.onWake,
    redis: config.redisUrl ? { url: config.redisUrl } : null,
    role: part,
  })
  const onError = (err: unknown) => log.warn({ err }, 'tending channels')
  const stopTending = startRefreshCredentials({
    upkeep: createChannelUpkeep({ db, connectors, credentials, onError }),
    onError,
  })
  const stopAlerts = startAlerts({
    alerts: createAlerts({
      ...{ db, mailer, publicUrl: config.publicUrl },
      onMailFault: (err, memberId) => log.warn({ err, memberId }, 'mail not taken; it is tried again'),
    }),
    onError: (err) => log.warn({ err }, 'alerts'),
  })
  const stopNewsletter = startNewsletter({ mailing, onError: (err) => log.warn({ err }, 'newsletters') })
  return {
    worker,
    stop: async () => {
      await Promise.all([stopTending(), stopAlerts(), stopNewsletter(), worker.stop()])
      mailer?.close()
      await sendingDb.destroy()
    },
  }
}

/** @returns the address of the pages */
async function openWeb(
  house: House,
  closing: (() => Promise<unknown>)[],
  say: (sentence: string) => void,
): Promise<string> {
  const { config, db, connectors, credentials } = house
  const setUpCode = await openSetUpCode({ dataDir: config.dataDir, needed: !(await anyOrganizationExists(db)) })
  const queueHandles = config.redisUrl ? createQueueHandles({ url: config.redisUrl }) : null
  if (queueHandles) closing.push(async () => queueHandles.close())
  let address = config.publicUrl ?? ''
  const web = await createWeb({
    ...house,
    setUpCode,
    queueHandles,
    published: createPublished({ connectors, credentials, contentMedia: house.media.contentMedia }),
    publicUrl: () => address,
  })
  const server = createServer(web.app)
  // Uploads of hours are fine as long as bytes come; the headers' own limit stays.
  server.requestTimeout = 0
  await listen(server, config)
  const { port } = server.address() as AddressInfo
  const shown = config.host.includes(':') ? `[${config.host}]` : config.host
  address ||= `http://${shown === '0.0.0.0' || shown === '[::]' ? 'localhost' : shown}:${port}`
  closing.push(async () => {
    web.closeStreams()
    server.closeIdleConnections()
    const patience = setTimeout(() => server.closeAllConnections(), 10_000)
    await new Promise((resolve) => server.close(resolve))
    clearTimeout(patience)
  })
  say(
    setUpCode.code
      ? `open ${address}/setup?code=${setUpCode.code} to set up the office (the code works once)`
      : `open ${address}`,
  )
  return address
}

async function listen(server: Server, { host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
}
