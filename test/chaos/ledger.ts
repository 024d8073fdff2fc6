import type { Received } from '../jobs/support/fake-platform.ts'
import type { Episode, PauseSpan, Planned } from './episode.ts'
import { type Kind, kinds, slowestMs } from './platforms.ts'

/** What became of everything that was planned, by the platforms' own records. */
export interface Ledger {
  planned: number
  /** Every part is there, once. */
  publishedOnce: number
  /** A part is there more than once. */
  duplicated: number
  /** Not there, though nothing stood in its way: said to be out, or still waiting, or given up. */
  lost: number
  sentThoughCancelled: number
  /** Taken later than two scaled seconds after the pause was in force. */
  sentThoughPaused: number
  /** Taken after its limit, and nobody said to send it. */
  sentLate: number
  /** Taken before it was due. */
  sentEarly: number
  /** A text was taken that was changed before. */
  sentUnreleased: number
  /** Nobody can know whether it is there; a person was asked. By platform. */
  unconfirmed: number
  unconfirmedBy: Partial<Record<Kind, number>>
  /** Cancelled, held, missed, or waiting for a new release, as people left it. */
  stopped: number
  /** From the due time to the last part, for what nobody touched. */
  settleMs: number[]
  /** One line each, to look into. */
  wrong: string[]
}

/** How a delivery ended by the engine's own word: only to tell what is lost from what people stopped. */
export interface Ended {
  readonly state: string
  /** What it would send is not what a person released. */
  readonly isChanged: boolean
  /** A call without an answer is still being looked up. */
  readonly isLookedUp: boolean
  /** What was tried, in order, for whoever looks into it. */
  readonly attempts: string | null
}

/** Two seconds, scaled as everything is. */
const pauseTakesHoldMs = 1_000
const lateLimitMs = 5 * 60_000
/** An edit does not take back the call that has left. */
const onTheWayMs = slowestMs + 100

const gone: Ended = { state: 'gone', isChanged: false, isLookedUp: false, attempts: null }

export const emptyLedger = (): Ledger => ({
  ...{ planned: 0, publishedOnce: 0, duplicated: 0, lost: 0, sentThoughCancelled: 0, sentThoughPaused: 0 },
  ...{ sentLate: 0, sentEarly: 0, sentUnreleased: 0, unconfirmed: 0, unconfirmedBy: {}, stopped: 0 },
  ...{ settleMs: [], wrong: [] },
})

/**
 * Adds an episode.
 * @param taken what the platforms took, by text
 */
export function count(
  ledger: Ledger,
  { seed, planned, pauses }: Episode,
  taken: ReadonlyMap<string, readonly Received[]>,
  ended: ReadonlyMap<string, Ended>,
): void {
  for (const one of planned) {
    ledger.planned += 1
    const wrong = (
      name: 'lost' | 'duplicated' | `sent${'ThoughCancelled' | 'ThoughPaused' | 'Late' | 'Early' | 'Unreleased'}`,
    ) => {
      ledger[name] += 1
      ledger.wrong.push(
        `${name}: seed ${seed}, ${one.kind} ${one.id} ${JSON.stringify({ ...one, took: [...took, ...editedTook], state, attempts })}`,
      )
    }
    const of = (texts: readonly string[] | null) => (texts ?? []).map((text) => taken.get(text) ?? [])
    const took = of(one.texts)
    const editedTook = of(one.editedTexts)
    const all = [...took, ...editedTook].flat()
    const { state, isChanged, isLookedUp, attempts } = ended.get(one.id) ?? gone

    // What was edited takes the place of what was there before: both of them are one too many.
    const isDoubled = took.some((items, part) => items.length + (editedTook[part]?.length ?? 0) > 1)
    if (isDoubled) wrong('duplicated')
    /** The answer to a move was lost: nobody knows to when. */
    const mayBeMoved = one.deeds.some((deed) => deed.kind === 'move' && deed.answered === null)
    if (all.some(({ at }) => at < one.dueAt - 50 && !did(one, 'move') && !did(one, 'send-now'))) wrong('sentEarly')
    // A pause may hold what is late already; that a person sends it then is no leak.
    const isAsked = (at: number) =>
      one.deeds.some(({ kind, asked }) => (kind === 'move' || kind === 'send-now') && asked < at)
    if (!mayBeMoved && all.some(({ at }) => (one.isLate || at > one.dueAt + lateLimitMs) && !isAsked(at)))
      wrong('sentLate')
    const cancelled = answered(one, 'cancel')
    if (cancelled !== null && all.some(({ at }) => at > cancelled)) wrong('sentThoughCancelled')
    const edited = answered(one, 'edit')
    if (edited !== null && took.flat().some(({ at }) => at > edited + onTheWayMs)) wrong('sentUnreleased')
    if (all.some(({ at }) => isPaused(one, pauses, at))) wrong('sentThoughPaused')

    const isOut = (parts: readonly (readonly Received[])[]) =>
      parts.length > 0 && parts.every((items) => items.length === 1)
    // A thread that was made one post after its first part was out ends with that part.
    const isCutShort = one.editedTexts !== null && state === 'published' && isOut(took.slice(0, 1))
    if (!isDoubled && (isOut(took) || isOut(editedTook) || isCutShort)) {
      ledger.publishedOnce += 1
      const last = Math.max(...all.map(({ at }) => at))
      if (one.deeds.length === 0 && !pauses.some(({ channelId }) => channelId === one.channelId))
        ledger.settleMs.push(Math.max(0, last - one.dueAt))
    } else if (state === 'unconfirmed') {
      ledger.unconfirmed += 1
      ledger.unconfirmedBy[one.kind] = (ledger.unconfirmedBy[one.kind] ?? 0) + 1
      if (kinds[one.kind].confirmation !== 'none')
        ledger.wrong.push(
          `${isLookedUp ? 'looked up for too long' : 'unconfirmed'}: seed ${seed}, ${one.kind} ${one.id}: ${attempts}`,
        )
    } else if (isStopped(one, state, isChanged)) ledger.stopped += 1
    else if (!isDoubled) wrong('lost')
  }
}

function isStopped(one: Planned, state: string, isChanged: boolean): boolean {
  if (state === 'cancelled') return did(one, 'cancel')
  if (state === 'missed') return one.isLate
  return state === 'held' || isChanged
}

function isPaused({ channelId, deeds }: Planned, pauses: readonly PauseSpan[], at: number): boolean {
  return pauses.some(
    (pause) =>
      pause.channelId === channelId &&
      at > pause.from + pauseTakesHoldMs &&
      (pause.until === null || at < pause.until) &&
      !deeds.some(({ kind, asked }) => kind === 'send-now' && asked < at),
  )
}

const did = ({ deeds }: Planned, kind: string) => deeds.some((deed) => deed.kind === kind)

/** When the person knew that it was done; null when it was not, or nobody knows. */
function answered({ deeds }: Planned, kind: string): number | null {
  return deeds.find((deed) => deed.kind === kind)?.answered ?? null
}

/** Nothing that must never happen has happened. */
export function isClean(ledger: Ledger): boolean {
  const { duplicated, lost, sentThoughCancelled, sentThoughPaused, sentLate, sentEarly, sentUnreleased } = ledger
  const never = duplicated + lost + sentThoughCancelled + sentThoughPaused + sentLate + sentEarly + sentUnreleased
  return never === 0 && ledger.wrong.length === 0
}

/** The ledger as one flat object. */
export function summary({ settleMs, wrong: _wrong, ...counts }: Ledger) {
  const sorted = settleMs.toSorted((one, other) => one - other)
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
  return { ...counts, settleMsP50: at(0.5), settleMsP99: at(0.99) }
}
