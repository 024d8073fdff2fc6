import type { ConnectorContext, ContentMedia } from '../../connectors/contract.ts'
import { createYouTubeConnector } from '../../connectors/youtube/index.ts'
import type { YouTubeSettings } from '../../connectors/youtube/settings.ts'
import { letIn } from '../../server/practice/simulation/visit-page.ts'
import { type SimulatedYouTube, youtubeHosts } from '../../server/practice/youtube/index.ts'
import { testFilm } from '../support/film.ts'
import { testMedium, visit } from './support.ts'

/** Looks again at once, so that no test waits for a clock. */
const impatient = { pollMs: [4, 8, 16], processingTimeoutMs: 5_000 } as const

export const youtubeAt = (url: string, settings: Partial<YouTubeSettings> = {}) =>
  createYouTubeConnector({ ...youtubeHosts(url), ...impatient, ...settings })

/** @param denied permissions that the person refuses */
export function visitYouTube(
  url: string,
  { app }: Pick<SimulatedYouTube, 'app'>,
  context: ConnectorContext,
  denied: readonly string[] = [],
) {
  const address = (page: URL) => {
    if (denied.length > 0) page.searchParams.set('deny', denied.join(','))
  }
  return visit(youtubeAt(url), { app: { host: '', ...app }, authorize: letIn }, context, { address })
}

let made = 0
/** A film whose bytes no other has: YouTube refuses the same ones twice. */
export async function film(bytes = 0): Promise<ContentMedia> {
  made += 1
  const head = await testFilm({ seconds: 1 })
  const data = new Uint8Array(Math.max(bytes, head.length + 8))
  data.set(head)
  new DataView(data.buffer).setFloat64(data.length - 8, made)
  return testMedium(data, { mimeType: 'video/mp4', width: 720, height: 1_280, durationMs: 1_000, fileName: 'phim.mp4' })
}
