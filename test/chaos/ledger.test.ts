import { expect, it } from 'vitest'
import type { Deed, Planned } from './episode.ts'
import { count, type Ended, emptyLedger } from './ledger.ts'

const dueAt = Date.parse('2026-11-24T08:00:00Z')
const outAt = dueAt + 6 * 60_000

const late = (deeds: Deed[]): Planned => ({
  ...{ id: 'd1', kind: 'mastodon', channelId: 'c1', texts: ['Tin'], editedTexts: null, dueAt, isLate: true },
  deeds,
})
const ended: Ended = { state: 'published', isChanged: false, isLookedUp: false, attempts: null }

function ledgerOf(planned: Planned) {
  const ledger = emptyLedger()
  const taken = new Map([['Tin', [{ marker: 'm', id: '1', text: 'Tin', at: outAt }]]])
  count(ledger, { seed: 1, planned: [planned], pauses: [] }, taken, new Map([['d1', ended]]))
  return ledger
}

it('counts what went out too late by itself', () => {
  expect(ledgerOf(late([]))).toMatchObject({ sentLate: 1, publishedOnce: 1 })
  const afterwards: Deed = { kind: 'send-now', asked: outAt + 1, answered: outAt + 2 }
  expect(ledgerOf(late([afterwards])), 'asked only when it was out').toMatchObject({ sentLate: 1 })
})

it('does not count what a person sent from the held list, however late it was', () => {
  expect(ledgerOf(late([{ kind: 'send-now', asked: outAt - 500, answered: null }]))).toMatchObject({ sentLate: 0 })
})
