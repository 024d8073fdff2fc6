import type { z } from 'zod'
import type { Fault } from '../../connectors/contract.ts'
import { capabilitiesFor } from '../../connectors/rules/capabilities.ts'
import { machineMarkNames } from '../../connectors/rules/machine-marks.ts'
import { recordAct } from '../audit/record.ts'
import type { MachineMarks } from '../contract/content.ts'
import type { EditDelivery } from '../contract/deliveries.ts'
import { type Db, inTransaction, type Trx } from '../db/database.ts'
import { type DeliveryStanding, lockDeliveries, updateDelivery } from '../db/deliveries.ts'
import { readContent, type VariantContent } from '../db/delivery-content.ts'
import { insertEdit, listEdits, settleEdit } from '../db/delivery-edits.ts'
import { keepReceipt, listParts } from '../db/delivery-parts.ts'
import { insertRevision, lockPost, setVariantWords, updatePost } from '../db/posts.ts'
import type { Words } from '../db/schema.ts'
import { type ResolvedContent, resolveContent } from './content-hash.ts'
import { actionsOf } from './delivery-actions.ts'
import { assertAllowed, assertCurrent } from './delivery-steps.ts'
import { changedPositions, withWords, wordsAfter } from './edit.ts'
import { DomainError } from './errors.ts'
import type { Actor } from './policy.ts'
import type { Edited, EditRequest, PublishedItems } from './published.ts'
import { assertReleasable, hashesOf, noteReleases, readCarriers, refreshContentHashes } from './release.ts'

export interface EditDependencies {
  readonly db: Db
  readonly published: PublishedItems
}

/** Changing the words of what is out. */
export interface Edits {
  /**
   * The person releases the new words and the platform is asked to show them. Wish and release are written down before
   * anything leaves; what came of it, after. Where it is not known whether the platform took them, the same words may
   * be sent again. Something taken down meanwhile stays down.
   * @throws DomainError `not-found`, `stale`, `wrong-state`, `conflict` while another change is under way, `validation`,
   *   `check-failed`, `same-text`, `connection-failed` with the platform's fault
   */
  edit(actor: Actor, id: string, input: EditInput): Promise<void>
}

type EditInput = z.output<typeof EditDelivery>

/** A change that is written down and about to leave. */
interface Begun extends EditRequest {
  readonly editId: string
  readonly postId: string
  readonly variantId: string
  readonly words: Words
  readonly contentHash: string
  readonly textHashBefore: string | null
  readonly marks: MachineMarks | null
}

export function createEdits({ db, published }: EditDependencies): Edits {
  return {
    edit: async (actor, id, input) => {
      const begun = await inTransaction(db, (trx) => begin(trx, published, actor, id, input))
      const { done, fault } = await published.edit(begun)
      await inTransaction(db, (trx) => settle(trx, actor, begun, { done, fault, carryOver: input.carryOver }))
      if (fault) throw refusedBy(fault, done.length > 0)
    },
  }
}

/** Everything that has to hold, and what is written down, before the platform is asked. */
async function begin(trx: Trx, published: PublishedItems, actor: Actor, id: string, input: EditInput): Promise<Begun> {
  const delivery = (await lockDeliveries(trx, actor.organizationId, [id])).get(id)
  assertCurrent(delivery, input.revision)
  const offers = published.offers(delivery)
  assertAllowed(delivery, ['edit-published'], actionsOf(delivery, offers))
  const content = (await readContent(trx, [delivery.variantId])).get(delivery.variantId)
  if (!content) throw new DomainError('not-found')
  const [latest] = await listEdits(trx, id)
  if (latest && latest.outcome === null && !latest.lost)
    throw new DomainError('conflict', 'Another change is under way', {
      errors: [{ path: '', code: 'edit-under-way', values: { name: latest.memberName } }],
    })

  const standing = latest ? wordsAfter(latest) : wordsAsPublished(content, delivery)
  const stored = (await listParts(trx, [id])).get(id) ?? []
  const count = editableParts(content, stored.filter(({ out }) => out !== null).length)
  if (input.parts.length !== count)
    throw new DomainError('validation', undefined, {
      errors: [{ path: 'parts', code: 'part-count', values: { count } }],
    })
  const marked = input.machineMarks ? { ...content, machineMarks: input.machineMarks } : content
  const title = offers.editing?.title ? input.title : (standing ?? resolveContent(content)).title
  const edited = withWords(marked, { title, parts: input.parts })
  const resolved = resolveContent(edited)
  const words = { title: resolved.title, parts: resolved.parts }
  const isMarkedAnew = !sameMarks(content.machineMarks, marked.machineMarks)
  const changed = new Set([...(isMarkedAnew ? [0] : []), ...changedPositions(standing, words)])
  // What may or may not have taken effect is sent again, also with the words it had before.
  if (latest?.outcome === 'unknown' || latest?.lost) for (const position of input.parts.keys()) changed.add(position)
  if (changed.size === 0)
    throw new DomainError('validation', undefined, { errors: [{ path: 'parts', code: 'nothing-changed' }] })

  const due = { content: edited, dueAt: delivery.publishedAt ?? delivery.now }
  assertReleasable(due, await readCarriers(trx, actor.organizationId, [due]))
  const hashes = hashesOf(edited, delivery)
  const { contentHash } = hashes
  await noteReleases(trx, actor, [{ id, postId: delivery.postId, contentHash }])
  const { organizationId, memberId } = actor
  const wanted = { organizationId, memberId, deliveryId: id, contentHash }
  const editId = await insertEdit(trx, { ...wanted, wordsBefore: standing, wordsAfter: words })
  await updateDelivery(trx, id, { textHash: hashes.textHash })
  return {
    ...{ editId, words, contentHash, postId: delivery.postId, variantId: delivery.variantId },
    delivery,
    content: resolved,
    parts: stored.flatMap(({ position, out }) => (out && changed.has(position) ? [{ position, out }] : [])),
    textHashBefore: delivery.textHash,
    marks: isMarkedAnew ? marked.machineMarks : null,
  }
}

/** Writes down what came of it. The post is locked first, as whoever saves one does. */
async function settle(
  trx: Trx,
  actor: Actor,
  begun: Begun,
  came: Edited & { readonly carryOver: boolean },
): Promise<void> {
  const { delivery, editId, words, contentHash, marks } = begun
  const { fault, carryOver } = came
  const done = came.done.map(({ position }) => position)
  const post = await lockPost(trx, actor.organizationId, begun.postId)
  const now = (await lockDeliveries(trx, actor.organizationId, [delivery.id])).get(delivery.id)
  if (!post || !now) throw new DomainError('not-found')
  const outcome = fault === null ? 'done' : mayHaveActed.includes(fault.code) ? 'unknown' : 'refused'
  await settleEdit(trx, editId, { outcome, fault, done: [...unchangedAnd(begun, done)] })
  for (const { position, out } of came.done) await keepReceipt(trx, delivery.id, position, out)
  if (now.state === 'published') {
    if (outcome === 'done') {
      const released = { contentHash, releasedHash: contentHash, releasedBy: actor.memberId }
      await updateDelivery(trx, delivery.id, { ...released, stamp: 'releasedAt' })
    } else if (outcome === 'refused' && done.length === 0)
      await updateDelivery(trx, delivery.id, { textHash: begun.textHashBefore })
  }
  if (outcome === 'done' && (carryOver || marks)) {
    if (carryOver) await setVariantWords(trx, begun.variantId, words)
    const saved = await updatePost(trx, post.id, marks ? { machineMarks: marks } : {})
    await insertRevision(trx, saved, actor.memberId, { editOf: delivery.id })
    await refreshContentHashes(trx, post.id)
  }
  await recordAct(trx, actor, 'delivery.edited', 'delivery', delivery.id, {
    ...{ editId, outcome, contentHash, carriedOver: outcome === 'done' && carryOver },
    parts: begun.parts.map(({ position }) => position),
  })
}

/** No answer, or one that says nothing about what was done before it. */
const mayHaveActed: readonly Fault['code'][] = ['outcome-unknown', 'platform-down']

/** What did not have to be changed says what was wanted already. */
function unchangedAnd({ parts, words }: Begun, done: readonly number[]): Set<number> {
  const asked = new Set(parts.map(({ position }) => position))
  return new Set(
    words.parts.flatMap((_text, position) => (asked.has(position) && !done.includes(position) ? [] : [position])),
  )
}

/** The words that went out; null when the post was changed since. */
export function wordsAsPublished(
  content: VariantContent,
  delivery: Pick<DeliveryStanding, 'contentHash' | 'localTime' | 'zone'>,
): Words | null {
  if (hashesOf(content, delivery).contentHash !== delivery.contentHash) return null
  const { title, parts }: ResolvedContent = resolveContent(content)
  return { title, parts }
}

/** A first comment and the like are parts too, and none of those whose words can be changed. */
export function editableParts(content: VariantContent, partsOut: number): number {
  return capabilitiesFor(content.capabilities, content).thread ? partsOut : 1
}

function sameMarks(one: MachineMarks, other: MachineMarks): boolean {
  return machineMarkNames.every((mark) => Boolean(one[mark]) === Boolean(other[mark]))
}

/** What a person reads depends on these; of other refusals the platform's own words tell more. */
const toldApart: readonly string[] = ['not-found', 'permission', 'text-too-long']

function refusedBy(fault: Fault, isPartly: boolean): DomainError {
  const why = fault.code === 'rejected' && toldApart.includes(fault.problem) ? fault.problem : fault.code
  return new DomainError('connection-failed', `The platform did not change it: ${fault.code}`, {
    errors: [{ path: '', code: `edit-${isPartly ? 'partly' : why}` }],
  })
}
