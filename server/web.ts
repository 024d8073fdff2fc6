import { join } from 'node:path'
import { type Express, Router } from 'express'
import packageJson from '../package.json' with { type: 'json' }
import { createSessions } from './auth/sessions.ts'
import type { SetUpCode } from './auth/setup-code.ts'
import { createSignInLimit } from './auth/sign-in-limit.ts'
import { createCalendar } from './domain/calendar.ts'
import { createCalendarFeeds } from './domain/calendar-feeds.ts'
import { createCampaigns } from './domain/campaigns.ts'
import { createChannels } from './domain/channels.ts'
import { createPostComments } from './domain/comments.ts'
import { createConnections } from './domain/connections.ts'
import { createDeliveries } from './domain/deliveries.ts'
import { detach } from './domain/detach.ts'
import { createEdits } from './domain/edits.ts'
import { createLinkCards } from './domain/link-cards.ts'
import { createNewsletterArchive } from './domain/newsletter-archive.ts'
import { createNewsletterReaders } from './domain/newsletter-readers.ts'
import { createNewsletterSubscribers } from './domain/newsletter-subscribers.ts'
import { createOrganization } from './domain/organization.ts'
import { createOutlook } from './domain/outlook.ts'
import { createPasswords } from './domain/passwords.ts'
import { createPauses } from './domain/pauses.ts'
import { createPeople } from './domain/people.ts'
import { createPlanExport } from './domain/plan-export.ts'
import { createPlanImports } from './domain/plan-imports.ts'
import { createPlanning } from './domain/planning.ts'
import { createPostHistory } from './domain/post-history.ts'
import { createPosts } from './domain/posts.ts'
import { createPostsTogether } from './domain/posts-together.ts'
import { createPresences } from './domain/presence.ts'
import type { PublishedItems } from './domain/published.ts'
import { createSavedViews } from './domain/saved-views.ts'
import { createSeries } from './domain/series.ts'
import { createSetUp } from './domain/setup.ts'
import { createSignIn } from './domain/sign-in.ts'
import { createSlots } from './domain/slots.ts'
import { createPostTasks } from './domain/tasks.ts'
import { createTimePatterns } from './domain/time-patterns.ts'
import { newsletterFeeds } from './feeds/routes.ts'
import type { House } from './house.ts'
import { createApp } from './http/app.ts'
import { calendarFeed } from './http/calendar-feed.ts'
import { createEventStreams } from './http/event-streams.ts'
import { mediaLinks } from './http/media-links.ts'
import { type QueueBoardOptions, queueBoard } from './http/queue-board.ts'
import type { Route } from './http/route.ts'
import { calendarRoutes } from './http/routes/calendar.ts'
import { campaignRoutes } from './http/routes/campaigns.ts'
import { channelRoutes } from './http/routes/channels.ts'
import { commentRoutes } from './http/routes/comments.ts'
import { connectionRoutes } from './http/routes/connections.ts'
import { deliveryActionRoutes } from './http/routes/deliveries.ts'
import { createDocuments } from './http/routes/docs.ts'
import { eventRoutes } from './http/routes/events.ts'
import { healthRoutes } from './http/routes/health.ts'
import { linkCardRoutes } from './http/routes/link-cards.ts'
import { meRoutes } from './http/routes/me.ts'
import { mediaRoutes } from './http/routes/media.ts'
import { mediaFittingRoutes } from './http/routes/media-fittings.ts'
import { mediaUploadRoutes } from './http/routes/media-uploads.ts'
import { memberRoutes } from './http/routes/members.ts'
import { newsletterRoutes } from './http/routes/newsletters.ts'
import { organizationRoutes } from './http/routes/organization.ts'
import { outlookRoutes } from './http/routes/outlook.ts'
import { pauseRoutes } from './http/routes/pauses.ts'
import { planTableRoutes } from './http/routes/plan-tables.ts'
import { planningRoutes } from './http/routes/planning.ts'
import { platformRoutes } from './http/routes/platforms.ts'
import { postHistoryRoutes } from './http/routes/post-history.ts'
import { postRoutes } from './http/routes/posts.ts'
import { postsTogetherRoutes } from './http/routes/posts-together.ts'
import { presenceRoutes } from './http/routes/presence.ts'
import { savedViewRoutes } from './http/routes/saved-views.ts'
import { seriesRoutes } from './http/routes/series.ts'
import { sessionRoutes } from './http/routes/session.ts'
import { setUpRoutes } from './http/routes/setup.ts'
import { slotRoutes } from './http/routes/slots.ts'
import { taskRoutes } from './http/routes/tasks.ts'
import { timePatternRoutes } from './http/routes/time-patterns.ts'
import { unitRoutes } from './http/routes/units.ts'
import { createSessionCookie } from './http/sessions.ts'
import { serveClient } from './http/static.ts'
import { createMetrics } from './metrics.ts'
import { fetchLinkCard } from './net/fetch-link-card.ts'
import { newsletterPages } from './newsletter-pages/routes.ts'
import { officialRegister } from './official/routes.ts'
import { demoAccounts } from './practice/demo/office.ts'
import { practicePages } from './practice/pages.ts'

export interface WebDependencies extends House {
  readonly setUpCode: SetUpCode
  readonly published: PublishedItems
  /** The queues on Redis, to look at; null where there is none. */
  readonly queueHandles: QueueBoardOptions['handles']
  /** Where people reach us; known once the server listens. */
  readonly publicUrl: () => string
}

/** The client as `npm run build` leaves it. */
const clientDir = join(import.meta.dirname, '..', 'dist', 'client')

/** Everything that answers people: use cases, routes, documents, pages. */
export async function createWeb(given: WebDependencies): Promise<{ app: Express; closeStreams: () => void }> {
  const { config, demo, db, log, live, connectors, media, worker } = given
  const sessions = createSessions({ db })
  const cookie = createSessionCookie({ secure: config.publicUrl?.startsWith('https:') ?? false })
  const streams = createEventStreams({ live, sessions, log })
  const presences = createPresences({ db, live })
  const limit = createSignInLimit({ db })
  const mail = config.mail !== null
  const people = createPeople({ db, practice: config.practice, mail, demo })
  const passwords = createPasswords({ db, limit })
  const organization = createOrganization({ db })
  const connections = createConnections(given)
  const calendar = createCalendar({ db, mail, connectors, presentMedia: media.presentMedia })
  const feeds = createCalendarFeeds({ db })
  const routes: Route[] = [
    ...setUpRoutes({
      setUp: createSetUp({ db, code: given.setUpCode, limit }),
      people,
      sessions,
      cookie,
      demo: demo ? demoAccounts : null,
    }),
    ...sessionRoutes({ signIn: createSignIn({ db, limit }), people, sessions, cookie }),
    ...meRoutes(people, passwords),
    ...organizationRoutes(organization),
    ...unitRoutes(organization),
    ...memberRoutes(people, passwords),
    ...platformRoutes(connections),
    ...channelRoutes(createChannels(given)),
    ...slotRoutes(createSlots(given)),
    ...newsletterRoutes(createNewsletterSubscribers(given)),
    ...connectionRoutes(connections),
    ...campaignRoutes(createCampaigns(db)),
    ...mediaRoutes(media),
    ...mediaFittingRoutes(given.fittings),
    ...linkCardRoutes(createLinkCards({ db, fetchCard: (url) => fetchLinkCard(given.http, url) })),
    ...mediaUploadRoutes(given.uploads),
    ...postRoutes(createPosts({ db, presentMedia: media.presentMedia })),
    ...postsTogetherRoutes(createPostsTogether({ db, presentMedia: media.presentMedia })),
    ...savedViewRoutes(createSavedViews({ db })),
    ...timePatternRoutes(createTimePatterns({ db })),
    ...taskRoutes(createPostTasks({ db })),
    ...commentRoutes(createPostComments({ db })),
    ...postHistoryRoutes(createPostHistory({ db, presentMedia: media.presentMedia })),
    ...planningRoutes(createPlanning({ db })),
    ...planTableRoutes({
      imports: createPlanImports({ db, presentMedia: media.presentMedia }),
      exports: createPlanExport({ db }),
      feeds,
      media,
      address: given.publicUrl,
    }),
    ...outlookRoutes(createOutlook(given)),
    ...calendarRoutes(calendar),
    ...deliveryActionRoutes(createDeliveries(given), createEdits(given), calendar.detail),
    ...seriesRoutes(createSeries({ db }), (actor, id, revision) => detach(db, actor, id, revision)),
    ...pauseRoutes(createPauses(db)),
    ...eventRoutes(streams),
    ...presenceRoutes(presences),
  ]
  const metrics = createMetrics()
  metrics.gauge('haidang_event_streams', 'Open event streams', streams.count)
  const { version } = packageJson
  const documents = createDocuments(routes, version)
  const health = healthRoutes({
    ...{ db, sessions, cookie, metrics, mail, live, version },
    metricsToken: config.metricsToken,
    allowHosts: config.allowHosts,
    queue: async () => queueHealth(worker, config.redisUrl !== null),
  })
  const board = queueBoard({ sessions, cookie, handles: given.queueHandles })
  const practice = given.practiceMediaDir ? practicePages({ db, mediaDir: given.practiceMediaDir }) : Router()
  const archive = createNewsletterArchive({
    ...{ db, media },
    onBadIssue: (deliveryId, err) => log.error({ deliveryId, err }, 'an issue cannot be shown'),
  })
  const app = createApp({
    open: [
      newsletterFeeds({ archive, address: given.publicUrl }),
      newsletterPages({ readers: createNewsletterReaders({ db }), archive }),
    ],
    routes: [...routes, documents.route],
    outside: [
      ...[health, documents.page, board, mediaLinks(media), officialRegister({ db }), practice],
      calendarFeed(feeds, given.publicUrl),
    ],
    client: await serveClient(clientDir),
    ...{ db, sessions, cookie, log, version },
    publicUrl: config.publicUrl,
    trustProxy: config.trustProxy,
    verifyResponses: false,
    observe: metrics.observe,
  })
  const closeStreams = () => {
    presences.close()
    streams.close()
  }
  return { app, closeStreams }
}

/** A process without a worker knows of no queue of its own; workers tell theirs in the list of processes. */
function queueHealth(worker: House['worker'], redis: boolean): { kind: string; ok: boolean } {
  const health = worker?.health().queue
  return health ? { kind: health.kind, ok: health.connected } : { kind: redis ? 'redis' : 'local', ok: true }
}
