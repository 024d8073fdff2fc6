import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LinkCard } from '../../server/contract/link-cards.ts'
import { createLinkCards } from '../../server/domain/link-cards.ts'
import type { TestClient } from '../support/client.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'

let app: WholeApp
let officer: TestClient
beforeAll(async () => {
  app = await startWholeApp()
  officer = await app.signIn('officer')
})
afterAll(() => app.close())

const card: LinkCard = { state: 'card', host: 'a.vn', title: 'T', description: null, image: null }
const refusal: LinkCard = { state: 'refused', host: 'a.vn', reason: 'slow', status: null }

function kept(answers: readonly LinkCard[]) {
  const clock = { ms: 0 }
  const asked: string[] = []
  const cards = createLinkCards({
    db: app.db,
    fetchCard: async (url) => answers[asked.push(url.href) - 1] ?? card,
    nowMs: () => clock.ms,
  })
  return { clock, asked, look: (url: string) => cards.card(officer.actor, url) }
}

describe('cards of links', () => {
  it('are looked at once a day for all, whatever part of the page is meant', async () => {
    const { clock, asked, look } = kept([])
    await Promise.all([look('https://a.vn/x'), look('https://a.vn/x#end'), look('https://a.vn/x')])
    clock.ms = 23 * 3_600_000
    await look('https://a.vn/x')
    expect(asked).toEqual(['https://a.vn/x'])
    clock.ms = 24 * 3_600_000 + 1
    await look('https://a.vn/x')
    expect(asked.length).toBe(2)
  })

  it('that could not be had are tried again after half a minute', async () => {
    const { clock, asked, look } = kept([refusal, card])
    expect(await look('https://a.vn/y')).toEqual(refusal)
    clock.ms = 29_000
    expect(await look('https://a.vn/y')).toEqual(refusal)
    clock.ms = 31_000
    expect(await look('https://a.vn/y')).toEqual(card)
    expect(asked.length).toBe(2)
  })

  it('are looked at sixty times a minute for one person', async () => {
    const { asked, look } = kept([])
    const tries = await Promise.allSettled(Array.from({ length: 70 }, (_, at) => look(`https://a.vn/z${at}`)))
    expect(tries.some(({ status }) => status === 'rejected')).toBe(true)
    expect(asked.length).toBeLessThanOrEqual(60)
  })

  it('of private addresses are refused by the running server, in words that can be shown', async () => {
    const manager = await app.signIn('manager')
    const answer = await manager.get<LinkCard>(`/link-card?url=${encodeURIComponent('http://127.0.0.1:22/')}`)
    expect(answer.body).toEqual({ state: 'refused', host: '127.0.0.1:22', reason: 'not-public', status: null })
    expect((await manager.get('/link-card?url=ftp://a.vn/')).status).toBe(422)
  })
})
