import type { DateTime } from 'luxon'
import type { Fault } from '../../../connectors/contract.ts'
import { practiceMarker, practicePayload } from '../../../connectors/practice/index.ts'
import { readContent, type VariantContent } from '../../db/delivery-content.ts'
import { insertRows } from '../../db/insert-rows.ts'
import { findPracticeIds } from '../../db/practice.ts'
import { resolveContent } from '../../domain/content-hash.ts'
import { hashesOf } from '../../domain/release.ts'
import { seedOf } from '../figures.ts'
import { practicePath } from '../paths.ts'
import { postId, releasedAt, variantId } from './content.ts'
import type { DemoDelivery, DemoPost } from './days.ts'
import type { Ground } from './ground.ts'
import { office } from './office.ts'
import { createChance } from './random.ts'

/** What became of a delivery that was due. */
export type Fate =
  | { readonly state: 'published'; readonly stumbled: Fault | null }
  | { readonly state: 'removed'; readonly after: { readonly hours: number } }
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed'; readonly fault: Fault }
  /** Nobody released the last change in time, or the office was not running. */
  | { readonly state: 'missed'; readonly changed: boolean }
  /** It went out and no answer came. */
  | { readonly state: 'unconfirmed' }
  | { readonly state: 'held'; readonly heldBy: string }
  | { readonly state: 'retrying'; readonly fault: Fault; readonly wakeAt: Date }

export interface PastDelivery {
  readonly post: DemoPost
  readonly delivery: DemoDelivery
  readonly fate: Fate
}

/** A past delivery with everything that follows from it. */
export interface Written extends PastDelivery {
  readonly id: string
  readonly content: VariantContent
  readonly marker: string
  /** When readers could see it; null: they never could. */
  readonly outAt: DateTime | null
  readonly removedAt: Date | null
  readonly seed: number
}

/** Writes what was due so far: deliveries with their tries and releases, and what readers see of them. */
export async function insertPast(ground: Ground, deliveries: readonly PastDelivery[]): Promise<Written[]> {
  const { trx } = ground
  const ordered = deliveries.toSorted((a, b) => a.delivery.at.toMillis() - b.delivery.at.toMillis())
  const contents = await readContent(
    trx,
    ordered.map(({ post, delivery }) => variantId(ground, post, delivery)),
  )
  const written = ordered.map((past) => settle(ground, past, contents))
  await insertItems(ground, written)
  const remoteIds = await findPracticeIds(
    trx,
    written.flatMap(({ outAt, marker }) => (outAt ? [marker] : [])),
  )
  const rows = written.map((past) => rowsOf(ground, past, remoteIds.get(past.marker) ?? null))
  await insertRows(
    trx,
    'delivery',
    rows.map(({ delivery }) => delivery),
  )
  await insertRows(
    trx,
    'deliveryPart',
    rows.flatMap(({ part }) => part),
  )
  await insertRows(
    trx,
    'attempt',
    rows.flatMap(({ attempts }) => attempts),
  )
  await insertRows(
    trx,
    'approval',
    rows.map(({ approval }) => approval),
  )
  for (const past of written) noteEvents(ground, past)
  return written
}

function settle(ground: Ground, past: PastDelivery, contents: ReadonlyMap<string, VariantContent>): Written {
  const { post, delivery, fate } = past
  const { platform, account } = delivery.channel
  const content = contents.get(variantId(ground, post, delivery))
  if (!content) throw new Error(`The variant of ${post.key} is not there`)
  const id = ground.id(`delivery ${post.key} ${platform}`)
  const marker = practiceMarker(id, 1, 0)
  const wasSent = fate.state === 'published' || fate.state === 'removed' || fate.state === 'unconfirmed'
  const delayed = fate.state === 'published' && fate.stumbled ? 95 : 0
  const lag = { seconds: delayed, milliseconds: createChance(id).between(420, 2_900) }
  const outAt = wasSent ? delivery.at.plus(lag) : null
  const removedAt = fate.state === 'removed' && outAt ? outAt.plus(fate.after).toJSDate() : null
  return { ...past, id, content, marker, outAt, removedAt, seed: seedOf(platform, account, marker) }
}

async function insertItems({ trx, organizationId }: Ground, written: readonly Written[]): Promise<void> {
  const items = written.flatMap((past) => {
    if (!past.outAt) return []
    const { platform, account, language } = past.delivery.channel
    const { marker, seed, removedAt } = past
    const { text, title, media, options } = payloadOf(past)
    return [
      {
        organizationId,
        platform,
        account,
        marker,
        text,
        title,
        language,
        media,
        options,
        seed,
        createdAt: past.outAt.toJSDate(),
        removedAt,
      },
    ]
  })
  await insertRows(trx, 'practiceItem', items)
}

function payloadOf({ content, marker, delivery }: Written) {
  const resolved = resolveContent(content)
  const media = resolved.media.map(({ hash, mimeType, alt }) => ({ hash, mimeType, alt }))
  const text = resolved.parts[0] ?? ''
  return practicePayload(delivery.channel.platform, resolved, { marker, text, media })
}

function rowsOf(ground: Ground, past: Written, remoteId: number | null) {
  const { organizationId } = ground
  const {
    id,
    post,
    delivery: { channel, at },
    fate,
    content,
    outAt,
    marker,
    removedAt,
  } = past
  const intent = { localTime: at.toFormat("yyyy-MM-dd'T'HH:mm"), zone: office.zone }
  const hashes = hashesOf(content, intent)
  const isChanged = fate.state === 'missed' && fate.changed
  const releasedHash = isChanged
    ? hashesOf({ ...content, title: 'Before the change' }, intent).contentHash
    : hashes.contentHash
  const releaseTime = releasedAt(post, past.delivery)
  const publishedAt = outAt && fate.state !== 'unconfirmed' ? outAt.toJSDate() : null
  const out =
    publishedAt && remoteId !== null
      ? { remoteId: String(remoteId), url: practicePath(channel, remoteId) }
      : { remoteId: null, url: null }
  const tries = triesOf(past)
  const common = { organizationId, deliveryId: id }
  const memberId = ground.member('officer')
  return {
    delivery: {
      ...{
        id,
        organizationId,
        postId: postId(ground, post),
        variantId: content.variantId,
        channelId: content.channelId,
      },
      ...{ platform: channel.platform, state: fate.state, ...intent, dueAt: at.toJSDate(), ...hashes, releasedHash },
      ...{
        releasedBy: memberId,
        releasedAt: releaseTime,
        ...out,
        publishedAt,
        removedAt,
        removedBy: removedAt && memberId,
      },
      wakeAt: fate.state === 'retrying' ? fate.wakeAt : null,
      heldBy: fate.state === 'held' ? fate.heldBy : null,
      fault: faultOf(fate),
      ...{
        attempts: tries.length,
        createdBy: memberId,
        createdAt: releaseTime,
        updatedAt: removedAt ?? publishedAt ?? releaseTime,
      },
      ...{
        priority: 0,
        revision: isChanged ? 2 : 1,
        latePolicy: 'ask' as const,
        lateLimitMinutes: 15,
        exemptFromPause: false,
        emptyLookups: 0,
      },
    },
    part: outAt
      ? [
          {
            ...{
              ...common,
              position: 0,
              marker,
              payload: payloadOf(past),
              contentHash: hashes.contentHash,
            },
            ...{
              committingSince: outAt.minus({ milliseconds: 180 }).toJSDate(),
              committedAt: publishedAt,
              receipt: publishedAt && {},
            },
            ...out,
          },
        ]
      : [],
    attempts: tries.map((attempt, index) => ({
      ...{ ...common, revision: 1, number: index + 1 },
      ...{ token: ground.id(`token ${id} ${index}`), worker: 'demo', ...attempt },
    })),
    approval: {
      ...{ organizationId, id: ground.id(`release ${id}`), postId: postId(ground, post), deliveryId: id, level: 0 },
      ...{ decision: 'released' as const, contentHash: releasedHash, memberId, createdAt: releaseTime },
      voidedAt: isChanged ? at.minus({ minutes: 48 }).toJSDate() : null,
    },
  }
}

function faultOf(fate: Fate): Fault | null {
  if (fate.state === 'failed' || fate.state === 'retrying') return fate.fault
  return fate.state === 'unconfirmed' ? { code: 'outcome-unknown' } : null
}

function triesOf({ fate, delivery: { at }, outAt }: Written) {
  const startedAt = at.plus({ milliseconds: 90 }).toJSDate()
  const soon = at.plus({ milliseconds: 700 }).toJSDate()
  const stopped = (step: 'prepare' | 'commit', fault: Fault) => ({
    step,
    startedAt,
    finishedAt: soon,
    outcome: 'fault' as const,
    fault,
  })
  switch (fate.state) {
    case 'published':
    case 'removed': {
      const finishedAt = outAt?.toJSDate() ?? soon
      const stumbled = fate.state === 'published' ? fate.stumbled : null
      const last = { step: 'commit' as const, finishedAt, outcome: 'published' as const, fault: null }
      return stumbled
        ? [stopped('prepare', stumbled), { ...last, startedAt: at.plus({ seconds: 94 }).toJSDate() }]
        : [{ ...last, startedAt }]
    }
    case 'failed':
    case 'retrying':
      return [stopped('prepare', fate.fault)]
    case 'unconfirmed': {
      const fault = { code: 'outcome-unknown' } as const
      const gaveUp = at.plus({ seconds: 30 }).toJSDate()
      return [{ step: 'commit' as const, startedAt, finishedAt: gaveUp, outcome: 'unknown' as const, fault }]
    }
    case 'cancelled':
    case 'missed':
    case 'held':
      return []
  }
}

function noteEvents(ground: Ground, { id, post, fate, content, delivery, removedAt }: Written): void {
  const { at } = delivery
  const note = (when: Date, action: string, data: Record<string, string>) => {
    if (when < ground.now)
      ground.events.push({ at: when, role: 'officer', action, objectType: 'delivery', objectId: id, data })
  }
  note(releasedAt(post, delivery), 'delivery.scheduled', {
    postId: content.postId,
    channelId: content.channelId,
    dueAt: at.toUTC().toISO() ?? '',
  })
  if (fate.state === 'cancelled') note(at.minus({ hours: 2 }).toJSDate(), 'delivery.cancelled', { from: 'scheduled' })
  if (removedAt) note(removedAt, 'delivery.removed', { from: 'published' })
}
