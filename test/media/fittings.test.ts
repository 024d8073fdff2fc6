import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Media } from '../../server/contract/content.ts'
import type { Post } from '../../server/contract/deliveries.ts'
import type { TestClient } from '../support/client.ts'
import { connectPractice } from '../support/practice-channel.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'
import { png } from './files.ts'

let app: WholeApp
let officer: TestClient
let channelId: string
let original: Media
beforeAll(async () => {
  app = await startWholeApp()
  officer = await app.signIn('officer')
  channelId = await connectPractice(await app.signIn('admin'), 'instagram')
  const body = new FormData()
  body.set('file', new Blob([new Uint8Array(await png(900, 300))]), 'Bến cảng.png')
  const added = await officer.request<Media>('POST', '/media', { body })
  const words = { alt: { vi: 'Bến cảng' }, licence: 'CC BY 4.0', source: 'Cảng Hải Phòng', tags: ['cảng'] }
  original = (await officer.patch<Media>(`/media/${added.body.id}`, words)).body
})
afterAll(() => app.close())

const fit = (given: object = {}, client = officer) =>
  client.post<Media>(`/media/${original.id}/fittings`, { targets: [{ channelId, form: 'post' }], ...given })

describe('making a picture fit', () => {
  it('adds a medium with the words of the original, which stays as it was', async () => {
    const { status, body } = await fit()
    expect(status).toBe(201)
    const { alt, licence, source, tags } = original
    expect(body).toMatchObject({
      ...{
        alt,
        licence,
        source,
        tags,
        mimeType: 'image/jpeg',
        width: 573,
        height: 300,
        fileName: 'Bến cảng 573×300.jpg',
      },
      fitted: {
        from: original.id,
        fileName: 'Bến cảng.png',
        steps: [{ kind: 'crop' }, { kind: 'flatten' }, { kind: 'convert' }],
      },
    })
    expect((await officer.get(`/media/${original.id}`)).body).toEqual(original)
    const acts = await app.db.selectFrom('auditEvent').select('action').where('objectId', '=', body.id).execute()
    expect(acts).toEqual([{ action: 'media.fitted' }])
  })

  it('is the same medium when asked again', async () => {
    const [first, again] = [await fit(), await fit()]
    expect(again.status).toBe(200)
    expect(again.body).toEqual(first.body)
  })

  it('shows beforehand the very picture that it makes', async () => {
    const shaping = { kind: 'letterbox' }
    const { body } = await fit({ shaping, background: '#102030' })
    const headers = { cookie: officer.cookie, 'content-type': 'application/json', origin: app.url }
    const preview = await fetch(`${app.url}/api/v1/media/${original.id}/fittings/preview`, {
      ...{ method: 'POST', headers },
      body: JSON.stringify({ targets: [{ channelId, form: 'post' }], shaping, background: '#102030' }),
    })
    expect(preview.headers.get('content-type')).toBe('image/jpeg')
    const bytes = Buffer.from(await preview.arrayBuffer())
    expect(bytes.length).toBe(body.bytes)
    expect(await sharp(bytes).metadata()).toMatchObject({ width: body.width, height: body.height })
  })

  it('refuses what fits already, what no plan helps, and shapes of its own making', async () => {
    const { body } = await fit()
    const again = await officer.post(`/media/${body.id}/fittings`, { targets: [{ channelId, form: 'post' }] })
    expect(again.problem).toMatchObject({ status: 422, code: 'cannot-fit' })
    expect((await fit({ targets: [{ channelId, form: 'reel' }] })).problem?.code).toBe('cannot-fit')
    expect((await fit({ shaping: { kind: 'crop', x: 40, y: 0 } })).problem?.code).toBe('validation')
    expect((await fit({ background: 'url(x)' })).problem?.code).toBe('validation')
    expect((await fit({ targets: [] })).problem?.code).toBe('validation')
  })

  it('comes back with the post where one channel alone shows it', async () => {
    const { body: fitted } = await fit()
    const { body: post } = await officer.post<Post>('/posts', {
      ...{ kind: 'news', tone: 'neutral', title: 'Cảng', sourceLanguage: 'vi', content: { vi: { text: 'Cảng' } } },
      mediaIds: [original.id],
      variants: [{ channelId, language: 'vi', mediaIds: [fitted.id] }],
    })
    expect(post.media.map(({ id }) => id)).toEqual([original.id])
    expect(post.ownMedia).toEqual([fitted])
  })
})
