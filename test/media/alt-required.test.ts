import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Media } from '../../server/contract/content.ts'
import type { Post } from '../../server/contract/deliveries.ts'
import type { TestClient } from '../support/client.ts'
import { connectPractice } from '../support/practice-channel.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'
import { png } from './files.ts'

let app: WholeApp
let admin: TestClient
let channelId: string
let medium: Media
beforeAll(async () => {
  app = await startWholeApp()
  admin = await app.signIn('admin')
  channelId = await connectPractice(admin, 'mastodon')
  const body = new FormData()
  body.set('file', new Blob([new Uint8Array(await png(600, 400))]), 'Bến cảng.png')
  medium = (await admin.request<Media>('POST', '/media', { body })).body
})
afterAll(() => app.close())

let posts = 0
async function schedule() {
  posts += 1
  const { body: post } = await admin.post<Post>('/posts', {
    ...{
      kind: 'news',
      tone: 'neutral',
      title: 'Cảng',
      sourceLanguage: 'vi',
      content: { vi: { text: `Tin ${posts}` } },
    },
    ...{ mediaIds: [medium.id], variants: [{ channelId, language: 'vi' }] },
  })
  return admin.post(`/posts/${post.id}/schedule`, {
    revision: post.revision,
    deliveries: [{ channelId, language: 'vi', localTime: '2031-01-01T09:00' }],
  })
}

describe('a picture without a description', () => {
  it('is not released in an office that asks for one, which every office does at first', async () => {
    const { problem } = await schedule()
    expect(problem).toMatchObject({ status: 422, code: 'check-failed', errors: [{ code: 'alt-missing' }] })
  })

  it('is not released when it is described in another language than the channel’s', async () => {
    await admin.patch(`/media/${medium.id}`, { alt: { en: 'The harbour' } })
    expect((await schedule()).problem).toMatchObject({ code: 'check-failed' })
  })

  it('is released when the office does not ask, and when it is described', async () => {
    expect((await admin.patch('/organization', { altRequired: false })).body).toMatchObject({ altRequired: false })
    expect((await schedule()).status).toBe(200)
    await admin.patch('/organization', { altRequired: true })
    expect((await schedule()).status).toBe(422)
    await admin.patch(`/media/${medium.id}`, { alt: { vi: 'Bến cảng' } })
    expect((await schedule()).status).toBe(200)
  })
})
