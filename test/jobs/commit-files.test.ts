import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Connector } from '../../connectors/contract.ts'
import { createRegistry } from '../../connectors/registry.ts'
import { testMedium } from '../connectors/support.ts'
import { createFakeConnector } from './support/fake-connector.ts'
import { openOffice, type TestOffice } from './support/office.ts'

const film = testMedium(new TextEncoder().encode('the last piece'), { mimeType: 'video/mp4' })
const asked: { readonly deliveryId: string; readonly ids: readonly string[] }[] = []
const sent: string[] = []
let office: TestOffice
let channel: string

/** Publishes with the bytes themselves, as TikTok's last piece does. */
function carryingFiles(plain: Connector): Connector {
  return {
    ...plain,
    commit: async (part, before, account, context) => {
      const file = await context.media?.(part.payload['text'] === 'mất phim' ? randomUUID() : film.id)
      sent.push(new TextDecoder().decode(await file?.slice(0, film.bytes)))
      return plain.commit(part, before, account, context)
    },
  }
}

beforeAll(async () => {
  office = await openOffice()
  channel = await office.addChannel('mastodon')
  const connectors = createRegistry([carryingFiles(createFakeConnector('mastodon', () => office.mastodon))], null)
  await office.startWorker({
    connectors,
    contentMedia: async ({ deliveryId }, ids) => {
      asked.push({ deliveryId, ids })
      return ids.includes(film.id) ? [film] : []
    },
  })
})
afterAll(() => office.close())

describe('an irreversible call that carries a file', () => {
  it('is handed the file of its delivery', async () => {
    const id = await office.plan(channel, { text: 'có phim' })
    await office.until(id, 'published')
    expect(sent).toEqual(['the last piece'])
    expect(asked).toEqual([expect.objectContaining({ deliveryId: id, ids: [film.id] })])
  })

  it('is not made when the file is not there any more, and a person is told', async () => {
    const before = office.mastodon.published.length
    const id = await office.plan(channel, { text: 'mất phim' })
    expect(await office.until(id, 'failed')).toMatchObject({ fault: { code: 'rejected', problem: 'media-missing' } })
    expect(office.mastodon.published).toHaveLength(before)
  })
})
