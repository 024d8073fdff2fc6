import { Agent } from 'node:https'
import { connect } from 'node:net'
import { TwitterApi } from 'twitter-api-v2'
import { afterAll, describe, expect, it } from 'vitest'
import { startSimulatedX } from '../../server/practice/x/index.ts'
import { testFilm } from '../support/film.ts'
import { redirectUri, testPicture } from './support.ts'

const server = await startSimulatedX({ processingMs: 0 })
afterAll(() => server.stop())

/** The library always speaks to api.x.com by TLS: the connection alone leads elsewhere. */
class ToSimulation extends Agent {
  override createConnection(_options: unknown, connected: () => void) {
    return connect(Number(new URL(server.url).port), '127.0.0.1', connected)
  }
}
const settings = { httpAgent: new ToSimulation() }
const { clientId, clientSecret } = server.app

async function signIn() {
  const client = new TwitterApi({ clientId, clientSecret }, settings)
  const scope = ['tweet.read', 'tweet.write', 'users.read', 'media.write', 'offline.access'] as const
  const { url, codeVerifier } = client.generateOAuth2AuthLink(redirectUri, { scope: [...scope] })
  const { search } = new URL(url)
  const body = new URLSearchParams(search)
  const answer = await fetch(`${server.url}/i/oauth2/authorize`, { method: 'POST', body, redirect: 'manual' })
  const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? ''
  return client.loginWithOAuth2({ code, codeVerifier, redirectUri })
}

describe('a client for X that others wrote', () => {
  it('signs in, renews its access with a token that works once, and gives it back on the simulation', async () => {
    const { client, refreshToken = '', scope } = await signIn()
    expect(scope).toContain('media.write')
    expect((await client.v2.me()).data).toMatchObject({ username: 'haiphong', name: 'Cảng Hải Phòng' })
    const app = new TwitterApi({ clientId, clientSecret }, settings)
    const renewed = await app.refreshOAuth2Token(refreshToken)
    expect((await renewed.client.v2.me()).data.username).toBe('haiphong')
    await app.revokeOAuth2Token(renewed.accessToken, 'access_token')
    await expect(renewed.client.v2.me()).rejects.toMatchObject({ code: 401 })
    await expect(app.refreshOAuth2Token(refreshToken)).rejects.toMatchObject({ code: 400 })
  })

  it('posts, answers, looks up, lists and deletes', async () => {
    const { client } = await signIn()
    const { data: first } = await client.v2.tweet('Chào từ thư viện, example.vn')
    const { data: second } = await client.v2.reply('Trả lời', first.id)
    const looked = await client.v2.tweets([first.id, '5'], { 'tweet.fields': ['entities', 'public_metrics'] })
    expect(looked.data[0]).toMatchObject({ id: first.id, public_metrics: { reply_count: 1 } })
    expect(looked.data[0]?.entities?.urls[0]?.expanded_url).toBe('http://example.vn')
    expect(looked.errors?.[0]).toMatchObject({ resource_id: '5', title: 'Not Found Error' })
    const listed = await client.v2.userTimeline(server.owner.id, { max_results: 5 })
    expect(listed.tweets.map(({ id }) => id)).toEqual([second.id, first.id])
    expect((await client.v2.deleteTweet(second.id)).data.deleted).toBe(true)
    await expect(client.v2.tweet('Chào từ thư viện, example.vn')).rejects.toMatchObject({ code: 403 })
  })

  it('uploads a picture with its description, and a film in pieces, and posts them', async () => {
    const { client } = await signIn()
    const picture = Buffer.from(await (await testPicture('')).read())
    const pictureId = await client.v2.uploadMedia(picture, { media_type: 'image/png', media_category: 'tweet_image' })
    await client.v2.createMediaMetadata(pictureId, { alt_text: { text: 'Bến cảng' } })
    const film = Buffer.from(await testFilm({ seconds: 1 }))
    const filmId = await client.v2.uploadMedia(film, { media_type: 'video/mp4', media_category: 'tweet_video' })
    await client.v2.tweet('Ảnh', { media: { media_ids: [pictureId] } })
    await client.v2.tweet('Phim', { media: { media_ids: [filmId] } })
    const [withPicture, withFilm] = server.posts().slice(-2)
    expect(withPicture?.media[0]?.alt).toBe('Bến cảng')
    expect(withFilm?.media[0]?.category).toBe('tweet_video')
  })

  it('reads the limits that the simulation tells', async () => {
    const { client } = await signIn()
    await client.v2.tweet('Giới hạn', {}).catch(() => null)
    const { rateLimit } = await client.v2.get<{ rateLimit: object }>('users/me', {}, { fullResponse: true })
    expect(rateLimit).toMatchObject({ limit: 75 })
  })
})
