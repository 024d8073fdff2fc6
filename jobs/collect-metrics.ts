import type { AbsentReason, Fault, ItemMetrics } from '../connectors/contract.ts'
import type { ConnectorRegistry } from '../connectors/registry.ts'
import { metricNames } from '../connectors/rules/metrics.ts'
import { platforms } from '../connectors/rules/platforms.ts'
import type { Db } from '../server/db/database.ts'
import {
  type DueReading,
  insertChannelSnapshot,
  listUncountedChannels,
  type Measurable,
  releaseReadings,
  reserveReadings,
  storeReading,
} from '../server/db/metric-snapshots.ts'
import { readingAges } from '../server/domain/reading-ages.ts'
import type { Logger } from '../server/log.ts'
import { type Connecting, faultOf, within } from './connecting.ts'

export interface CollectMetrics extends Pick<Connecting, 'connectors' | 'credentials'> {
  readonly db: Db
  readonly log: Logger
}

const dayMinutes = 24 * 60
/** Figures are read at these ages. A reading that was not made within a day is left out: the next one comes. */
const plan = readingAges.map((ageMinutes, index) => ({
  ageMinutes,
  withinMinutes: Math.min((readingAges[index + 1] ?? Number.POSITIVE_INFINITY) - ageMinutes, dayMinutes),
}))
const readingsAtOnce = 500
const itemsPerCall = 50
const channelsAtOnce = 4
const callTimeoutMs = 60_000

/**
 * Reads the figures that are due, batched per channel. What a platform does not tell stays absent with its reason; what
 * could not be asked is asked again at the next pass.
 */
export async function collectMetrics(collecting: CollectMetrics, stopping: AbortSignal): Promise<void> {
  const { db, connectors } = collecting
  const due = await reserveReadings(db, plan, measurable(connectors, 'metrics'), readingsAtOnce)
  const calls = [...Map.groupBy(due, (reading) => reading.channelId)].flatMap(([channelId, readings]) =>
    inChunks(readings, itemsPerCall).map((chunk) => ({ channelId, chunk })),
  )
  await inLanes(calls, stopping, ({ channelId, chunk }) => readItems(collecting, channelId, chunk, stopping))
  const channels = await listUncountedChannels(db, measurable(connectors, 'accountMetrics'), readingsAtOnce)
  await inLanes(channels, stopping, (channel) => readAccount(collecting, channel, stopping))
}

async function readItems(
  { db, credentials, log }: CollectMetrics,
  channelId: string,
  readings: readonly DueReading[],
  stopping: AbortSignal,
): Promise<void> {
  try {
    const items = await within(callTimeoutMs, stopping, (signal) =>
      credentials.withAccount(channelId, signal, async (account, context, connector) =>
        connector.metrics?.(
          readings.map((reading) => reading.remoteId),
          account,
          context,
        ),
      ),
    )
    const told = new Map(items?.map((item) => [item.remoteId, item]))
    for (const reading of readings) await storeReading(db, reading, told.get(reading.remoteId) ?? nothing('not-yet'))
  } catch (error) {
    const fault = faultOf(error, { code: 'platform-down' })
    log.warn({ channelId, fault, readings: readings.length }, 'figures not read')
    if (fault.code !== 'rejected') return releaseReadings(db, readings)
    for (const reading of readings) await storeReading(db, reading, nothing(refusedBecause(fault)))
  }
}

async function readAccount(
  { db, credentials, log }: CollectMetrics,
  channel: { readonly id: string; readonly organizationId: string },
  stopping: AbortSignal,
): Promise<void> {
  try {
    const figures = await within(callTimeoutMs, stopping, (signal) =>
      credentials.withAccount(channel.id, signal, async (account, context, connector) =>
        connector.accountMetrics?.(account, context),
      ),
    )
    if (figures) await insertChannelSnapshot(db, channel, figures)
  } catch (error) {
    log.warn({ channelId: channel.id, fault: faultOf(error, { code: 'platform-down' }) }, 'account figures not read')
  }
}

function measurable(connectors: ConnectorRegistry, offered: 'metrics' | 'accountMetrics'): Measurable[] {
  const channels = platforms.flatMap((platform) => [true, false].map((practice) => ({ platform, practice })))
  return channels.filter((channel) => connectors.for(channel)?.[offered] !== undefined)
}

function nothing(reason: AbsentReason): Omit<ItemMetrics, 'remoteId'> {
  const absent = Object.fromEntries(metricNames.map((name) => [name, reason]))
  return { values: {}, absent, raw: {}, gone: false }
}

function refusedBecause(fault: Extract<Fault, { code: 'rejected' }>): AbsentReason {
  return fault.problem === 'permission' ? 'not-permitted' : 'failed'
}

function inChunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}

async function inLanes<T>(items: readonly T[], stopping: AbortSignal, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values()
  const lane = async () => {
    for (const item of waiting) {
      if (stopping.aborted) return
      await work(item)
    }
  }
  await Promise.all(Array.from({ length: channelsAtOnce }, lane))
}
