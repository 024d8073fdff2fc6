import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { accountsAt, type BlueskyAccount, type BlueskyAccounts, missingBluesky } from './bluesky.ts'
import { missingPostgres, startPostgres } from './postgres.ts'
import { freePort, type Peer, startPeer } from './process.ts'
import { missingRedis, startRedis } from './redis.ts'

const room = import.meta.dirname

/** A PDS with Bluesky's own AppView behind it, which counts likes, reposts, replies, quotes, followers and posts. Both
 *  have a PostgreSQL and a Redis of their own. A count follows what happened within a second. */
export interface BlueskyNetwork extends Peer, BlueskyAccounts {
  /** Origin of the AppView; `url` is the PDS. */
  appView: string
  /** Somebody of the network writes a record (`app.bsky.feed.like`, `app.bsky.graph.follow` …). */
  write(person: BlueskyAccount, collection: string, record: object): Promise<{ uri: string; cid: string }>
}

/** @throws Error when one of its servers does not start */
export async function startBlueskyNetwork(): Promise<BlueskyNetwork> {
  const postgres = await startPostgres()
  try {
    const redis = await startRedis()
    try {
      const { peer, appView } = await startServers(postgres.superuserUrl, redis.port)
      const accounts = accountsAt(peer.url)
      return {
        ...peer,
        ...accounts,
        appView,
        write: async (person, collection, record) => {
          const dated = { $type: collection, createdAt: new Date().toISOString(), ...record }
          const input = { repo: person.did, collection, record: dated }
          const { uri, cid } = await accounts.call('com.atproto.repo.createRecord', input, person.accessJwt)
          return { uri: String(uri), cid: String(cid) }
        },
        stop: async () => {
          await peer.stop()
          await Promise.all([postgres.stop(), redis.stop()])
        },
      }
    } catch (error) {
      await redis.stop()
      throw error
    }
  } catch (error) {
    await postgres.stop()
    throw error
  }
}

async function startServers(databaseUrl: string, redisPort: number): Promise<{ peer: Peer; appView: string }> {
  let appView = ''
  const peer = await startPeer('bluesky-network', async ({ folder, port }) => {
    const appViewPort = await freePort()
    appView = `http://127.0.0.1:${appViewPort}`
    return {
      command: process.execPath,
      args: [join(room, 'bluesky-network.mjs')],
      env: {
        NODE_OPTIONS: '', // those of a test runner are not meant for the servers
        NODE_COMPILE_CACHE: join(room, '.cache', 'compiled', 'node'),
        LOG_ENABLED: 'false',
        TMPDIR: folder, // where the PDS keeps accounts and blobs
        PDS_PORT: String(port),
        APPVIEW_PORT: String(appViewPort),
        NETWORK_DATABASE_URL: databaseUrl,
        NETWORK_REDIS: `127.0.0.1:${redisPort}`,
      },
      isReady: async () => (await fetch(`http://127.0.0.1:${port}/xrpc/_health`)).ok,
    }
  })
  return { peer, appView }
}

/** What is not installed and the command that installs it; null when all is there. */
export function missingBlueskyNetwork(): string | null {
  const isThere = existsSync(join(room, 'node_modules', '@atproto', 'dev-env', 'package.json'))
  return (
    missingBluesky() ??
    missingPostgres() ??
    missingRedis() ??
    (isThere ? null : "Bluesky's AppView is not installed: run `npm run setup:peers`")
  )
}
