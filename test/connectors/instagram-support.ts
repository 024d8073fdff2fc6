import type { ConnectorContext, ContentMedia, DeliveryContent } from '../../connectors/contract.ts'
import { createInstagramConnector } from '../../connectors/instagram/index.ts'
import type { InstagramSettings, Login } from '../../connectors/instagram/settings.ts'
import { instagramApp, instagramHosts } from '../../server/practice/instagram/index.ts'
import { letIn } from '../../server/practice/simulation/visit-page.ts'
import { testFilm } from '../support/film.ts'
import { type Shelf, startShelf, testMedium, testPicture, visit } from './support.ts'

/** Looks again at once, so that no test waits for a clock. */
export const impatient = { pollMs: [4, 8, 16], readAgainMs: 5, processingTimeoutMs: 5_000 } as const

/** The connector speaking to what stands at `url` in place of the platform's hosts. */
export const instagramAt = (url: string, settings: Partial<InstagramSettings> = {}) =>
  createInstagramConnector({ ...instagramHosts(url), ...impatient, ...settings })

/** @param denied permissions that the person refuses */
export function visitInstagram(
  connector: ReturnType<typeof createInstagramConnector>,
  url: string,
  login: Login,
  context: ConnectorContext,
  denied: readonly string[] = [],
) {
  const address = (page: URL) => {
    if (denied.length > 0) page.searchParams.set('deny', denied.join(','))
  }
  return visit(connector, { app: instagramApp(url, login), authorize: letIn }, context, { address })
}

let shelf: Promise<Shelf> | null = null
/** One shelf for a test file; it ends with the process. */
export async function offered(medium: ContentMedia): Promise<ContentMedia> {
  shelf ??= startShelf()
  return (await shelf).offer(medium)
}

export async function picture(alt = '', size: { width?: number; height?: number } = {}): Promise<ContentMedia> {
  return offered(await testPicture(alt, { format: 'jpeg', ...size }))
}

export async function film(given: Parameters<typeof testFilm>[0] = {}): Promise<ContentMedia> {
  const { width = 720, height = 1_280, seconds = 4 } = given
  const known = { width, height, durationMs: seconds * 1_000, fileName: 'phim.mp4', alt: '' }
  return offered(testMedium(await testFilm(given), { mimeType: 'video/mp4', ...known }))
}

export const showing = (text: string, media: readonly ContentMedia[], options: DeliveryContent['options'] = {}) => ({
  parts: [{ text, media }],
  options,
})
