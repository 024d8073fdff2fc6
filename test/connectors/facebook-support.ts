import type { ConnectorContext, ContentMedia, DeliveryContent } from '../../connectors/contract.ts'
import { createFacebookConnector } from '../../connectors/facebook/index.ts'
import type { FacebookSettings } from '../../connectors/facebook/settings.ts'
import { facebookHosts, type SimulatedFacebook } from '../../server/practice/facebook/index.ts'
import { letIn } from '../../server/practice/simulation/visit-page.ts'
import { testFilm } from '../support/film.ts'
import { testMedium, visit } from './support.ts'

/** Looks again at once, so that no test waits for a clock. */
const impatient = { pollMs: [4, 8, 16], processingTimeoutMs: 5_000 } as const

/** The connector speaking to what stands at `url` in place of the platform's hosts. */
export const facebookAt = (url: string, settings: Partial<FacebookSettings> = {}) =>
  createFacebookConnector({ ...facebookHosts(url), ...impatient, ...settings })

/** @param denied permissions that the person refuses */
export function visitFacebook(
  url: string,
  { app }: Pick<SimulatedFacebook, 'app'>,
  context: ConnectorContext,
  denied: readonly string[] = [],
) {
  const address = (page: URL) => {
    if (denied.length > 0) page.searchParams.set('deny', denied.join(','))
  }
  const registered = { host: '', clientId: app.id, clientSecret: app.secret }
  return visit(facebookAt(url), { app: registered, authorize: letIn }, context, { address })
}

export async function film(given: Parameters<typeof testFilm>[0] = {}): Promise<ContentMedia> {
  const { width = 720, height = 1_280, seconds = 4 } = given
  const known = { width, height, durationMs: seconds * 1_000, fileName: 'phim.mp4' }
  return testMedium(await testFilm(given), { mimeType: 'video/mp4', ...known })
}

export const showing = (text: string, media: readonly ContentMedia[], options: DeliveryContent['options'] = {}) => ({
  parts: [{ text, media }],
  options,
})
