import type { DateTime } from 'luxon'
import { metricNames } from '../../../connectors/rules/metrics.ts'
import { insertRows } from '../../db/insert-rows.ts'
import { readingAges } from '../../domain/reading-ages.ts'
import { absentOn, practiceFigures, practiceFollowers } from '../figures.ts'
import { brokenSince, troubled } from './connected.ts'
import type { Ground } from './ground.ts'
import { channels, type DemoChannel } from './office.ts'
import type { Written } from './past.ts'

/** Writes the figures of the past as they would have been read: from what the practice network answers, at its times. */
export async function insertReadings(ground: Ground, written: readonly Written[]): Promise<void> {
  const { trx, organizationId } = ground
  const rows = written.flatMap(({ id, fate, outAt, removedAt, seed, content, delivery: { channel } }) => {
    if (!outAt || fate.state === 'unconfirmed') return []
    const { platform } = channel
    // Minutes are as long in every zone, and reckoned a hundred times faster in this one.
    const start = outAt.toUTC()
    const subject = { platform, seed, hasMedia: content.media.length > 0 }
    const end = lastReading(ground, platform, removedAt)
    const absent = absentOn(platform)
    return readingAges.flatMap((ageMinutes) => {
      // The collector passes by once a minute.
      const capturedAt = start.plus({ minutes: ageMinutes, seconds: Math.abs(seed) % 60 })
      if (capturedAt.toJSDate() > end) return []
      const figures = practiceFigures(subject, capturedAt.toMillis() - start.toMillis())
      const values = Object.fromEntries(metricNames.map((name) => [name, figures[name] ?? null]))
      return [
        {
          organizationId,
          deliveryId: id,
          channelId: content.channelId,
          capturedAt: capturedAt.toJSDate(),
          ageMinutes,
          ...values,
          absent,
          raw: { figures },
          definitionVersion: 1,
        },
      ]
    })
  })
  await insertRows(trx, 'metricSnapshot', rows)
  await insertRows(
    trx,
    'channelSnapshot',
    channels.flatMap((channel) => followersOf(ground, channel, written)),
  )
}

/** Once a day, from the account's first item on. */
function followersOf(ground: Ground, { platform, account }: DemoChannel, written: readonly Written[]) {
  const { organizationId, today } = ground
  const times = written
    .filter(({ delivery, outAt }) => outAt !== null && delivery.channel.platform === platform)
    .flatMap(({ outAt }) => outAt ?? [])
  const [since] = times
  if (!since) return []
  const end = lastReading(ground, platform, null)
  const rows = []
  let posts = 0
  // The last one is of today, so that the next is read tomorrow.
  for (let at: DateTime = today.minus({ days: 364, minutes: 20 }); at.toJSDate() <= end; at = at.plus({ days: 1 })) {
    if (at < since) continue
    while (posts < times.length && (times[posts] ?? at) <= at) posts += 1
    const followers = practiceFollowers(platform, account, since.toJSDate(), at.toJSDate())
    rows.push({
      organizationId,
      channelId: ground.channel(platform),
      capturedAt: at.toJSDate(),
      followers,
      posts,
      raw: { followers, items: posts },
    })
  }
  return rows
}

/** Nothing is read of what was taken down, nor through a channel that does not work. */
function lastReading({ today, now }: Ground, platform: string, removedAt: Date | null): Date {
  const until = platform === troubled.broken ? today.minus(brokenSince).toJSDate() : now
  return removedAt && removedAt < until ? removedAt : until
}
