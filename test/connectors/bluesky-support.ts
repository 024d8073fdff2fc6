import type { ContentMedia } from '../../connectors/contract.ts'
import { testFilm } from '../support/film.ts'
import { testMedium } from './support.ts'

let made = 0
/** A film that differs from every other one by its frame: the same one again would be the same upload. */
export async function film(alt = '', seconds = 1): Promise<ContentMedia> {
  made += 1
  const [width, height] = [320 + 2 * made, 240]
  const data = await testFilm({ width, height, seconds, framesPerSecond: 5 })
  return testMedium(data, { mimeType: 'video/mp4', width, height, durationMs: seconds * 1_000, alt })
}

export const subRip = '1\n00:00:00,100 --> 00:00:00,900\nXin chào Hải Phòng\n'
