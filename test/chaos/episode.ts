import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import type { DeliveryDetail, Post } from '../../server/contract/deliveries.ts'
import { type Db, inTransaction, type Trx } from '../../server/db/database.ts'
import { insertPost, upsertVariant } from '../../server/db/posts.ts'
import { schedule } from '../../server/domain/deliveries-schedule.ts'
import type { Actor } from '../../server/domain/policy.ts'
import { fakeCapabilities } from '../jobs/support/fake-connector.ts'
import { type Kind, kindNames, kinds, termsOf } from './platforms.ts'
import type { Chance } from './random.ts'

/** What a person did, and when; `answered` null: no answer came, so that nobody knows whether it was done. */
export interface Deed {
  readonly kind: 'cancel' | 'move' | 'edit' | 'release' | 'send-now'
  readonly asked: number
  readonly answered: number | null
}

/** One delivery of an episode, and all that people did to it. Times are milliseconds since 1970. */
export interface Planned {
  readonly id: string
  readonly kind: Kind
  readonly channelId: string
  /** As released, part by part; each text is nobody else's. */
  readonly texts: readonly string[]
  /** After an edit that was released. */
  editedTexts: readonly string[] | null
  dueAt: number
  /** It was too late before it could be sent. */
  readonly isLate: boolean
  readonly deeds: Deed[]
}

export interface PauseSpan {
  readonly channelId: string
  readonly from: number
  /** null: it was not ended, or nobody knows. */
  until: number | null
}

/** A person at the pages: answers a body, null for a refusal; throws when no answer came. */
export type Person = <T>(method: string, path: string, body?: unknown) => Promise<T | null>

/** A person whose word arrives at once, without the pages in between. @returns false for a refusal */
export type CancelNow = (id: string) => Promise<boolean>

export interface Episode {
  readonly seed: number
  readonly planned: readonly Planned[]
  readonly pauses: readonly PauseSpan[]
}

const deliveriesPerEpisode = 12
const lateLimitMinutes = 5

/** Plans one episode's deliveries, on four channels of its own, due within the seconds after it begins. */
export async function planEpisode(
  db: Db,
  actor: Actor,
  { seed, beginsAt, chance }: { readonly seed: number; readonly beginsAt: number; readonly chance: Chance },
): Promise<Episode> {
  return inTransaction(db, async (trx) => {
    const channels = new Map<Kind, string>()
    for (const kind of kindNames) channels.set(kind, await addChannel(trx, actor, kind))
    const planned: Planned[] = []
    for (let index = 0; index < deliveriesPerEpisode; index += 1) {
      const kind = chance.pick(kindNames)
      const parts = kind !== 'telegram' && chance.next() < 0.3 ? Math.ceil(chance.between(1, 3)) : 1
      const name = `${seed}.${index} ${randomUUID().slice(0, 8)}`
      const texts = Array.from({ length: parts }, (_unused, part) => `${name} #${part + 1}`)
      const isLate = chance.next() < 0.08
      const afterMs = chance.between(500, 4_000)
      const dueInMs = isLate ? -(lateLimitMinutes + 1) * 60_000 : beginsAt + afterMs - Date.now()
      const channelId = channels.get(kind) ?? ''
      const { id, dueAt } = await plan(trx, actor, { channelId, kind, texts, dueInMs })
      planned.push({ id, kind, channelId, texts, editedTexts: null, dueAt: dueAt.getTime(), isLate, deeds: [] })
    }
    return { seed, planned, pauses: [] as PauseSpan[] }
  })
}

/** What people do during the episode, each at its moment. @returns when all of them are through */
export async function live(
  episode: Episode,
  { ask, cancelNow }: { readonly ask: Person; readonly cancelNow: CancelNow },
  chance: Chance,
): Promise<void> {
  const things = episode.planned.flatMap((planned) => {
    const what = chance.weighted({ nothing: 61, cancel: 10, 'cancel just before': 10, move: 9, edit: 10 })
    const atMs = chance.between(0, 4_500)
    const releases = chance.next() < 0.6
    if (what === 'cancel') return [wait(atMs).then(() => cancel(planned, ask))]
    // Claimed and waiting for its time, or its call: the moment in which a cancel and a send meet.
    if (what === 'cancel just before') {
      const at = planned.dueAt - chance.between(50, 600)
      return [wait(Math.max(0, at - Date.now())).then(() => cancelAtOnce(planned, cancelNow))]
    }
    if (what === 'move') return [wait(atMs).then(() => move(planned, ask))]
    if (what === 'edit') return [wait(atMs).then(() => edit(planned, ask, releases))]
    return []
  })
  if (chance.next() < 0.6) things.push(pause(episode, ask, chance.pick(episode.planned), chance))
  await Promise.all(things)
}

async function cancel(planned: Planned, ask: Person): Promise<void> {
  await act(planned, 'cancel', async () => {
    const before = await ask<DeliveryDetail>('GET', `/deliveries/${planned.id}`)
    return before && ask('POST', `/deliveries/${planned.id}/cancel`, { revision: before.revision })
  })
}

async function cancelAtOnce(planned: Planned, cancelNow: CancelNow): Promise<void> {
  await act(planned, 'cancel', async () => ((await cancelNow(planned.id)) ? true : null))
}

/** To the next minute; `bringForward` spares the wait. */
async function move(planned: Planned, ask: Person): Promise<void> {
  const minute = 60_000
  const to = new Date(Math.ceil((Date.now() + 1_000) / minute) * minute)
  const localTime = to.toISOString().slice(0, 16)
  const done = await act(planned, 'move', async () => {
    const before = await ask<DeliveryDetail>('GET', `/deliveries/${planned.id}`)
    const body = { revision: before?.revision, localTime, zone: 'UTC' }
    return before && ask('POST', `/deliveries/${planned.id}/move`, body)
  })
  if (done) planned.dueAt = to.getTime()
}

async function edit(planned: Planned, ask: Person, releases: boolean): Promise<void> {
  const text = `${planned.texts[0]?.replace('#', 'edited #')}`
  let postId = ''
  const done = await act(planned, 'edit', async () => {
    const before = await ask<DeliveryDetail>('GET', `/deliveries/${planned.id}`)
    if (!before) return null
    postId = before.postId
    const post = await ask<Post>('GET', `/posts/${postId}`)
    if (!post) return null
    const { unitId, campaignId, kind, tone, title, sourceLanguage, latePolicy } = post
    return ask('PUT', `/posts/${postId}`, {
      ...{ unitId, campaignId, kind, tone, title, sourceLanguage, latePolicy, lateLimitMinutes },
      revision: post.revision,
      content: { vi: { title: '', text, link: '' } },
      variants: [{ channelId: planned.channelId, language: 'vi', parts: [text] }],
    })
  })
  if (!done || !releases) return
  await act(planned, 'release', async () => {
    const before = await ask<DeliveryDetail>('GET', `/deliveries/${planned.id}`)
    return before && ask('POST', `/deliveries/${planned.id}/release`, { revision: before.revision })
  })
  planned.editedTexts = [text]
}

/** Pauses the channel of a delivery for a while; what was held is sent or dropped by a person afterwards. */
async function pause(episode: Episode, ask: Person, { channelId }: Planned, chance: Chance): Promise<void> {
  await wait(chance.between(0, 1_500))
  const pauses = episode.pauses as PauseSpan[]
  const begun = await ask<{ id: string }>('POST', '/pauses', {
    scope: 'channel',
    scopeId: channelId,
    reason: 'x',
  }).catch(() => null)
  if (!begun) return
  const span: PauseSpan = { channelId, from: Date.now(), until: null }
  pauses.push(span)
  await wait(chance.between(2_500, 4_500))
  const until = Date.now()
  for (let tries = 0; tries < 30; tries += 1)
    try {
      await ask('POST', `/pauses/${begun.id}/end`, {})
      break
    } catch {
      await wait(300)
    }
  span.until = until
  await wait(300)
  for (const planned of episode.planned.filter((one) => one.channelId === channelId)) {
    const now = await ask<DeliveryDetail>('GET', `/deliveries/${planned.id}`).catch(() => null)
    if (now?.state !== 'held') continue
    const [kind, path] = chance.next() < 0.7 ? (['send-now', 'send-now'] as const) : (['cancel', 'skip'] as const)
    await act(planned, kind, () => ask('POST', `/deliveries/${planned.id}/${path}`, { revision: now.revision }))
  }
}

/** Nobody waits for the minute that a delivery was moved to. */
export async function bringForward(db: Db, { planned }: Episode): Promise<void> {
  const { rows } = await sql<{ id: string; dueAt: Date }>`
    update delivery set due_at = now(), wake_at = now()
    where id = any(${planned.map(({ id }) => id)}::uuid[]) and state = 'scheduled' and due_at > now()
    returning id, due_at`.execute(db)
  for (const { id, dueAt } of rows) {
    const one = planned.find((other) => other.id === id)
    if (one) one.dueAt = dueAt.getTime()
  }
}

async function act(planned: Planned, kind: Deed['kind'], work: () => Promise<unknown>): Promise<boolean> {
  const asked = Date.now()
  try {
    const answer = await work()
    if (answer === null) return false
    planned.deeds.push({ kind, asked, answered: Date.now() })
    return true
  } catch {
    planned.deeds.push({ kind, asked, answered: null })
    return false
  }
}

async function addChannel(trx: Trx, actor: Actor, kind: Kind): Promise<string> {
  const { organizationId, unitId, memberId } = actor
  const { id } = await trx
    .insertInto('channel')
    .values({
      ...{ organizationId, unitId, platform: kind, remoteAccountId: randomUUID(), name: `Kênh ${kind}` },
      ...{ language: 'vi', zone: 'Asia/Ho_Chi_Minh', createdBy: memberId },
      capabilities: fakeCapabilities(termsOf(kind)),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await trx
    .insertInto('channelAttestation')
    .values({ organizationId, channelId: id, unitId, attestedBy: memberId })
    .execute()
  return id
}

/** When a delivery that is due in so long is taken up. */
function wakeInMs(dueInMs: number, kind: Kind): number {
  return dueInMs - kinds[kind].prepareLeadMs
}

async function plan(
  trx: Trx,
  actor: Actor,
  {
    channelId,
    kind,
    texts,
    dueInMs,
  }: { readonly channelId: string; readonly kind: Kind; readonly texts: readonly string[]; readonly dueInMs: number },
): Promise<{ id: string; dueAt: Date }> {
  const [text = ''] = texts
  const post = await insertPost(trx, actor.organizationId, actor.memberId, {
    ...{ unitId: actor.unitId, campaignId: null, kind: 'news', tone: 'positive', title: text, source: null },
    ...{ sourceLanguage: 'vi', content: { vi: { title: '', text, link: '' } }, machineMarks: {} },
    ...{ urgent: false, exemptFromPause: false, latePolicy: null, lateLimitMinutes },
  })
  await upsertVariant(trx, post, {
    ...{ channelId, language: 'vi', title: null, parts: [...texts], mediaIds: null, options: {} },
  })
  await schedule(trx, actor, post, [{ channelId, language: 'vi', localTime: null, zone: undefined }])
  return trx
    .updateTable('delivery')
    .set({
      dueAt: sql<Date>`now() + make_interval(secs => ${dueInMs}::double precision / 1000)`,
      wakeAt: sql<Date>`now() + make_interval(secs => ${wakeInMs(dueInMs, kind)}::double precision / 1000)`,
    })
    .where('postId', '=', post.id)
    .returning(['id', sql<Date>`due_at`.as('dueAt')])
    .executeTakeFirstOrThrow()
}
