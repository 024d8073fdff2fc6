import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Post } from '../../server/contract/deliveries.ts'
import type { FreeSlots, Slots } from '../../server/contract/slots.ts'
import type { TestClient } from '../support/client.ts'
import { connectPractice } from '../support/practice-channel.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'

let app: WholeApp
let officer: TestClient
let channelId: string
beforeAll(async () => {
  app = await startWholeApp()
  officer = await app.signIn('officer')
  channelId = await connectPractice(await app.signIn('admin'))
})
afterAll(() => app.close())

const daily = (times: readonly string[]) =>
  [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => times.map((time) => ({ weekday, time })))
const put = (slots: unknown) => officer.request<Slots>('PUT', `/channels/${channelId}/slots`, { body: { slots } })
const free = async (count: number) =>
  (await officer.get<FreeSlots>(`/slots/free?channel=${channelId}&count=${count}`)).body.channels[0]?.free ?? []

let posts = 0
async function write(languages: readonly string[] = ['vi'], channels: readonly string[] = [channelId]): Promise<Post> {
  posts += 1
  const content = Object.fromEntries(languages.map((language) => [language, { text: `Tin ${posts} ${language}` }]))
  const { body } = await officer.post<Post>('/posts', {
    ...{ kind: 'news', tone: 'neutral', title: `Tin ${posts}`, sourceLanguage: 'vi', content },
    variants: channels.flatMap((id) => languages.map((language) => ({ channelId: id, language }))),
  })
  return body
}
const intoSlots = (post: Post) =>
  officer.post<Post>(`/posts/${post.id}/schedule`, {
    revision: post.revision,
    deliveries: post.variants.map(({ language }) => ({ channelId, language, localTime: null, slot: 'next' })),
  })
const timesOf = ({ deliveries }: Post) => deliveries.map(({ localTime }) => localTime)

describe('slots of a channel', () => {
  it('are none at first, and those that were put, each once and in the order of the week', async () => {
    expect((await officer.get<Slots>(`/channels/${channelId}/slots`)).body).toEqual({ slots: [] })
    const twice = [at(3, '08:00'), at(1, '17:00'), at(1, '08:00'), at(1, '08:00')]
    const sorted = [at(1, '08:00'), at(1, '17:00'), at(3, '08:00')]
    expect((await put(twice)).body).toEqual({ slots: sorted })
    expect((await put([])).body).toEqual({ slots: [] })
  })

  it('refuse what is no time of a week, and more than fifty', async () => {
    for (const slots of [
      [at(1, '24:00')],
      [at(8, '08:00')],
      [at(0, '08:00')],
      [at(1, '8:00')],
      [at(1.5, '08:00')],
      null,
    ])
      expect((await put(slots)).problem, JSON.stringify(slots)).toMatchObject({ status: 422, code: 'validation' })
    const many = Array.from({ length: 51 }, (_unused, minute) => at(1, `08:${String(minute % 60).padStart(2, '0')}`))
    expect((await put(many)).problem).toMatchObject({ errors: [{ code: 'too-many' }] })
    expect((await officer.get(`/slots/free?channel=${randomUUID()}`)).status).toBe(404)
  })

  it('that are free are told, and one that is taken is passed over', async () => {
    await put(daily(['08:00', '20:00']))
    const [first, second] = await free(2)
    const scheduled = await intoSlots(await write())
    expect(scheduled.status, scheduled.text).toBe(200)
    expect(timesOf(scheduled.body)).toEqual([first?.localTime])
    expect((await free(1))[0]).toEqual(second)
  })

  it('give the versions of one post one after the other', async () => {
    const expected = (await free(2)).map(({ localTime }) => localTime)
    const { body } = await intoSlots(await write(['vi', 'en']))
    expect(timesOf(body).toSorted()).toEqual(expected)
  })

  it('are never given to two people at once', async () => {
    const written: Post[] = []
    for (let index = 0; index < 20; index += 1) written.push(await write())
    const answers = await Promise.all(written.map(intoSlots))
    const times = answers.flatMap(({ body }) => timesOf(body))
    expect(new Set(times).size).toBe(20)
  })

  it('stay with whoever asks again, and are free for the post that holds them', async () => {
    const { body: post } = await intoSlots(await write())
    const [own] = timesOf(post)
    expect(timesOf((await intoSlots(post)).body)).toEqual([own])
    const { body } = await officer.get<FreeSlots>(`/slots/free?channel=${channelId}&post=${post.id}`)
    expect(body.channels[0]?.free[0]?.localTime).toBe(own)
  })

  it('are given to many posts for the same channels at once, in whatever order they name them', async () => {
    const other = await connectPractice(await app.signIn('admin'), 'mastodon')
    await officer.request('PUT', `/channels/${other}/slots`, { body: { slots: daily(['08:00', '20:00']) } })
    const written: Post[] = []
    for (let index = 0; index < 12; index += 1) written.push(await write(['vi'], [channelId, other]))
    const answers = await Promise.all(
      written.map((post, index) => {
        const channels = index % 2 === 0 ? [channelId, other] : [other, channelId]
        return officer.post<Post>(`/posts/${post.id}/schedule`, {
          revision: post.revision,
          deliveries: channels.map((id) => ({ channelId: id, language: 'vi', localTime: null, slot: 'next' })),
        })
      }),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200))
  })

  it('that are not there refuse, and nothing is put in line', async () => {
    await put([])
    const post = await write()
    expect((await intoSlots(post)).problem).toMatchObject({
      status: 422,
      code: 'no-slots',
      errors: [{ path: 'deliveries.0.slot' }],
    })
    const both = { channelId, language: 'vi', localTime: '2031-01-01T09:00', slot: 'next' }
    const answer = await officer.post(`/posts/${post.id}/schedule`, { revision: post.revision, deliveries: [both] })
    expect(answer.problem).toMatchObject({ errors: [{ code: 'slot-or-time' }] })
  })
})

function at(weekday: number, time: string) {
  return { weekday, time }
}
