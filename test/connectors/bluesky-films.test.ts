import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { createBlueskyConnector } from '../../connectors/bluesky/index.ts'
import type { Account, CommittedPart, ConnectorContext, ContentMedia } from '../../connectors/contract.ts'
import { createHttp } from '../../server/net/http.ts'
import {
  type SimulatedVideoService,
  type SimulatedVideoServiceOptions,
  startSimulatedVideoService,
} from '../../server/practice/bluesky/video.ts'
import { type BlueskyPeer, missingBluesky, startBluesky } from '../peers/bluesky.ts'
import { describePeer } from '../peers/require.ts'
import { film } from './bluesky-support.ts'
import { publishWith, testContent, testMedium, testProgress } from './support.ts'

describePeer('Films on Bluesky', missingBluesky, () => {
  let peer: BlueskyPeer
  let account: Account
  const running: SimulatedVideoService[] = []
  beforeAll(async () => {
    peer = await startBluesky()
    const { handle, appPassword } = await peer.createAccount('cang.test')
    const { connect } = createBlueskyConnector()
    if (connect.kind !== 'form') throw new Error('Bluesky is connected by a form')
    const [found] = await connect.accounts({ handle, appPassword, host: peer.url }, contextOf(peer.url))
    if (!found) throw new Error('No account was found')
    account = found
  })
  afterEach(async () => {
    for (const service of running.splice(0)) await service.stop()
  })
  afterAll(() => peer?.stop())

  const contextOf = (...urls: string[]): ConnectorContext => {
    const http = createHttp({ allowHosts: urls.map((url) => new URL(url).host) })
    return { http: http(), signal: AbortSignal.timeout(60_000), now: () => new Date() }
  }
  async function serviceWith(options: Partial<SimulatedVideoServiceOptions> = {}) {
    const service = await startSimulatedVideoService({ pds: () => peer.url, processingMs: 60, ...options })
    running.push(service)
    const connector = createBlueskyConnector({ video: service.url, pollMs: [10], processingTimeoutMs: 2_000 })
    const context = contextOf(peer.url, service.url)
    const publish = async (medium: ContentMedia) => {
      const given = testContent({ parts: [{ text: 'Phim', media: [medium] }] })
      const [out] = await publishWith(connector, given, account, context)
      return out as CommittedPart
    }
    return { service, publish }
  }
  const embedOf = async ({ remoteId }: CommittedPart) =>
    (await peer.readPosts(account.remoteAccountId)).find(({ uri }) => uri === remoteId)?.value['embed']
  const countPosts = async () => (await peer.readPosts(account.remoteAccountId)).length
  const looks = (service: SimulatedVideoService) =>
    service.received.filter(({ path }) => path.endsWith('getJobStatus')).length

  it('are converted before the post appears, and stored by the service with a token for that alone', async () => {
    const { service, publish } = await serviceWith()
    const medium = await film('Tàu vào cảng')
    const embed = await embedOf(await publish(medium))
    expect(embed).toMatchObject({ video: { mimeType: 'video/mp4', size: medium.bytes }, alt: 'Tàu vào cảng' })
    expect(looks(service)).toBeGreaterThan(1)
  })

  it('are converted once, however often they are sent', async () => {
    const { service, publish } = await serviceWith()
    const medium = await film()
    const [first, again] = [await publish(medium), await publish(medium)]
    expect(await embedOf(again)).toEqual(await embedOf(first))
    expect(service.countJobs()).toBe(1)
  })

  it('are understood when the service wraps its answer as its lexicon says', async () => {
    const { publish } = await serviceWith({ switches: { wraps: true } })
    expect(await embedOf(await publish(await film()))).toMatchObject({ $type: 'app.bsky.embed.video' })
  })

  it('go straight to the account’s own server where no service is set', async () => {
    const context = contextOf(peer.url)
    const given = testContent({ parts: [{ text: 'Phim', media: [await film('Cầu mới')] }] })
    const [out] = await publishWith(createBlueskyConnector({ video: null }), given, account, context)
    expect(await embedOf(out as CommittedPart)).toMatchObject({ video: { mimeType: 'video/mp4' }, alt: 'Cầu mới' })
  })

  it.each([
    ['VideoTooLong', { code: 'rejected', problem: 'media-duration' }],
    ['VideoTooLarge', { code: 'rejected', problem: 'media-too-large' }],
    ['BadAspectRatio', { code: 'rejected', problem: 'media-size' }],
    ['UnsupportedContentType', { code: 'rejected', problem: 'media-type' }],
    ['ProcessingFailed', { code: 'rejected', problem: 'media-processing' }],
    ['UploadForbidden', { code: 'rejected', problem: 'permission' }],
    ['DailyLimitExceeded', { code: 'rate-limited' }],
    ['ServiceOverloaded', { code: 'platform-down' }],
  ])('that fail with %s are no posts, and it is told why', async (failsWith, fault) => {
    const { publish } = await serviceWith({ switches: { failsWith } })
    const before = await countPosts()
    await expect(publish(await film())).rejects.toMatchObject({ fault })
    expect(await countPosts()).toBe(before)
  })

  it('that are longer than three minutes are refused by the service', async () => {
    const { publish } = await serviceWith()
    await expect(publish(await film('', 181))).rejects.toMatchObject({ fault: { problem: 'media-duration' } })
  })

  it('that are no films are refused', async () => {
    const { publish } = await serviceWith()
    const text = testMedium(Buffer.from('no film at all'), { mimeType: 'video/mp4' })
    await expect(publish(text)).rejects.toMatchObject({ fault: { problem: 'media-type' } })
  })

  it('wait when the day’s films are used up, and none of the film is sent', async () => {
    const { service, publish } = await serviceWith({ switches: { videosPerDay: 1 } })
    await publish(await film())
    await expect(publish(await film())).rejects.toMatchObject({ fault: { code: 'rate-limited' } })
    expect(service.received.filter(({ path }) => path.endsWith('uploadVideo'))).toHaveLength(1)
  })

  it('wait when the day’s bytes are used up', async () => {
    const medium = await film()
    const { publish } = await serviceWith({ switches: { bytesPerDay: medium.bytes - 1 } })
    await expect(publish(medium)).rejects.toMatchObject({ fault: { code: 'rate-limited' } })
  })

  it('need a confirmed mail address, and it is said so', async () => {
    const { publish } = await serviceWith({ switches: { mayUpload: false } })
    await expect(publish(await film())).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'permission', detail: 'Email is not verified' },
    })
  })

  it('that take too long are tried again later', async () => {
    const { publish } = await serviceWith({ processingMs: 60_000 })
    await expect(publish(await film())).rejects.toMatchObject({ fault: { code: 'platform-down' } })
  })

  it('are sent once when a try ended while they were converted: the next one asks for the job', async () => {
    const { service } = await serviceWith({ processingMs: 500 })
    const settings = { video: service.url, pollMs: [10] }
    const given = testContent({ parts: [{ text: 'Phim', media: [await film()] }] })
    const context = { ...contextOf(peer.url, service.url), progress: testProgress() }
    const hasty = createBlueskyConnector({ ...settings, processingTimeoutMs: 50 })
    await expect(hasty.prepare(given, account, context)).rejects.toMatchObject({ fault: { code: 'platform-down' } })
    const patient = createBlueskyConnector({ ...settings, processingTimeoutMs: 5_000 })
    expect(await embedOf((await publishWith(patient, given, account, context))[0] as CommittedPart)).toBeDefined()
    expect(service.received.filter(({ path }) => path.endsWith('uploadVideo'))).toHaveLength(1)
  })

  it('are sent anew when the service knows nothing of the job any more', async () => {
    const { service } = await serviceWith()
    const connector = createBlueskyConnector({ video: service.url, pollMs: [10] })
    const given = testContent({ parts: [{ text: 'Phim', media: [await film()] }] })
    const progress = testProgress()
    await progress.keep({ jobId: 'forgotten' }, 0)
    await connector.prepare(given, account, { ...contextOf(peer.url, service.url), progress })
    expect(service.countJobs()).toBe(1)
  })

  it.each([
    ['the upload', 'POST /xrpc/app.bsky.video.uploadVideo', 'outcome-unknown'],
    ['a look', 'GET /xrpc/app.bsky.video.getJobStatus', 'outcome-unknown'],
  ])('whose answer to %s is lost are found the next time', async (_what, on, code) => {
    const { service, publish } = await serviceWith()
    const medium = await film()
    service.fail({ on, acts: true, what: { kind: 'hang-up' } })
    await expect(publish(medium)).rejects.toMatchObject({ fault: { code } })
    await publish(medium)
    expect(service.countJobs()).toBe(1)
  })
})
