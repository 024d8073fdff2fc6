import type { Fault, RejectedProblem } from '../../connectors/contract.ts'
import { check, type Finding, type FindingCode, withOfficeRules } from '../../connectors/rules/check.ts'
import type { ProblemItem } from '../contract/common.ts'
import type { Trx } from '../db/database.ts'
import {
  type DeliveryRow,
  lockDeliveriesOf,
  recordReleases,
  type Terms,
  updateDelivery,
  voidReleases,
} from '../db/deliveries.ts'
import { listPostsShowing, readContent, readTerms, type VariantContent } from '../db/delivery-content.ts'
import { lockCarriers, type TextOnPlatform } from '../db/same-text.ts'
import { type Carriers, createCarriers, sameTextDays, spanOf } from './carriers.ts'
import { contentHash, draftOf, type Intent, resolveContent, textHash } from './content-hash.ts'
import { DomainError } from './errors.ts'
import type { Actor } from './policy.ts'

/** States in which a delivery may still send what its post says now. */
const open = ['scheduled', 'retrying', 'sending', 'unconfirmed', 'held', 'missed', 'failed'] as const

/** The hashes of what a variant would send at a time its author meant. */
export function hashesOf(content: VariantContent, intent: Intent): { contentHash: string; textHash: string | null } {
  const resolved = resolveContent(content)
  return { contentHash: contentHash(resolved, content.channelId, intent), textHash: textHash(resolved) }
}

/** What the channel's limits refuse of a variant, as a fault; asked again right before sending. */
export function refusalOf(content: VariantContent): Extract<Fault, { code: 'rejected' }> | null {
  const finding = findingsOf(content).find(isError)
  if (!finding) return null
  return { code: 'rejected', problem: refusedAs[finding.code] ?? 'other', detail: finding.code }
}

const refusedAs: Partial<Record<FindingCode, RejectedProblem>> = {
  'text-too-long': 'text-too-long',
  'text-too-many-bytes': 'text-too-long',
  'text-required': 'text-required',
  'media-required': 'media-missing',
  'too-many-images': 'media-count',
  'too-many-videos': 'media-count',
  'mixed-media': 'media-count',
  'media-not-offered': 'media-type',
  'media-type': 'media-type',
  'media-too-large': 'media-too-large',
  'media-too-many-pixels': 'media-too-large',
}

const findingsOf = (content: VariantContent) => check(draftOf(resolveContent(content)), content.capabilities)
const isError = ({ level }: Finding) => level === 'error'

/** Content and when it is due. */
export interface Due {
  readonly content: VariantContent
  readonly dueAt: Date
}

/** Who carries the texts of these around their times, for `assertReleasable`: nobody else takes one of them meanwhile. */
export async function readCarriers(trx: Trx, organizationId: string, wanted: readonly Due[]): Promise<Carriers> {
  const texts = wanted.flatMap(({ content }) => textOf(content) ?? [])
  if (texts.length === 0) return createCarriers([])
  const span = spanOf(wanted.map(({ dueAt }) => dueAt))
  return createCarriers(await lockCarriers(trx, organizationId, texts, span))
}

/** The text as no other account of the platform may carry it; null when there are no words. */
export function textOf(content: VariantContent): TextOnPlatform | null {
  const hash = textHash(resolveContent(content))
  return hash === null ? null : { platform: content.platform, practice: content.practice, textHash: hash }
}

/**
 * What has to hold before a person's release counts: the channel is there and the office's own, its limits are kept,
 * and no other account of the platform carries the same text around that time.
 * @param carriers as `readCarriers` gave them for this content and time
 * @param path put before the paths of the errors
 * @throws DomainError `conflict`, `check-failed`, `same-text`
 */
export function assertReleasable({ content, dueAt }: Due, carriers: Carriers, path = ''): void {
  if (content.channelState === 'disconnected') throw new DomainError('conflict', 'The channel is disconnected')
  if (!content.practice && !content.attested)
    throw new DomainError('check-failed', 'Nobody has stated that the channel is the office’s own', {
      errors: [{ path: `${path}channelId`, code: 'not-attested' }],
    })
  const errors = withOfficeRules(findingsOf(content), content)
    .filter(isError)
    .map(
      ({ code, index, values }): ProblemItem => ({
        path: `${path}${index === undefined ? 'content' : `content.${index}`}`,
        code,
        values: { ...values },
      }),
    )
  if (errors.length > 0) throw new DomainError('check-failed', 'The channel would refuse this', { errors })

  const text = textOf(content)
  const twin = text && carriers.twinOf(text, content.channelId, dueAt)
  if (twin)
    throw new DomainError('same-text', `${twin.channelName} carries the same text`, {
      errors: [
        {
          path: `${path}content`,
          code: 'same-text',
          values: { channel: twin.channelName, deliveryId: twin.deliveryId, days: sameTextDays },
        },
      ],
    })
}

/** Writes into the history of releases who released what. */
export function noteReleases(
  trx: Trx,
  actor: Actor,
  deliveries: readonly { readonly id: string; readonly postId: string; readonly contentHash: string }[],
): Promise<void> {
  const { organizationId, memberId } = actor
  const releases = deliveries.map(({ id: deliveryId, postId, contentHash }) => ({ deliveryId, postId, contentHash }))
  return recordReleases(
    trx,
    releases.map((release) => ({ organizationId, memberId, ...release })),
  )
}

/**
 * Recomputes what would be sent for a post's open deliveries, and takes over its late rule, urgency and exemption.
 * Where the content is another than the one a person released, the delivery does not go out until it is released
 * again; one in a worker's hands is not sent either, because its revision moved. For every change of a post.
 */
export async function refreshContentHashes(trx: Trx, postId: string): Promise<void> {
  const deliveries = await lockDeliveriesOf(trx, { postId }, open)
  if (deliveries.length === 0) return
  const contents = await readContent(trx, [...new Set(deliveries.map((delivery) => delivery.variantId))])
  const terms = await readTerms(trx, postId)
  const changed: string[] = []
  for (const delivery of deliveries) {
    const content = contents.get(delivery.variantId)
    if (!content) continue
    const hashes = hashesOf(content, delivery)
    const isSame = hashes.contentHash === delivery.contentHash
    if (isSame && hasTerms(delivery, terms)) continue
    if (!isSame) changed.push(delivery.id)
    await updateDelivery(trx, delivery.id, { ...hashes, ...terms })
  }
  await voidReleases(trx, changed)
}

/** The same for every post that shows a medium: for every change of its descriptions. */
export async function refreshContentHashesOfMedium(trx: Trx, organizationId: string, mediaId: string): Promise<void> {
  for (const postId of await listPostsShowing(trx, organizationId, mediaId)) await refreshContentHashes(trx, postId)
}

function hasTerms(delivery: DeliveryRow, terms: Terms): boolean {
  return (
    delivery.priority === terms.priority &&
    delivery.latePolicy === terms.latePolicy &&
    delivery.lateLimitMinutes === terms.lateLimitMinutes &&
    delivery.exemptFromPause === terms.exemptFromPause
  )
}
