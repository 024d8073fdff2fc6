import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, type Peer, startPeer } from './process.ts'

const room = import.meta.dirname

/** Bluesky's own server for accounts and posts (PDS), with a directory of identities beside it and no AppView behind
 *  it: what `app.bsky.…` reads (likes, profiles, feeds) answers 502. bluesky-network.ts has one. */
export interface BlueskyPeer extends Peer, BlueskyAccounts {}

/** What a test does at a PDS past the connector. */
export interface BlueskyAccounts {
  /** @param handle ends in `.test`; its first label has 3 to 18 characters
   *  @throws Error with the server's reason when it refuses */
  createAccount(handle: string): Promise<BlueskyAccount>
  /** Every post of an account, oldest record key first, as anyone can read them. */
  readPosts(did: string): Promise<BlueskyPost[]>
  /** Calls a procedure. @throws Error with the server's reason when it refuses */
  call(method: string, input: object, token?: string): Promise<Record<string, unknown>>
}

export interface BlueskyAccount {
  handle: string
  did: string
  email: string
  password: string
  appPassword: string
  /** A session of the person's own, good for two hours. */
  accessJwt: string
}

export interface BlueskyPost {
  uri: string
  cid: string
  /** The record as it was written: `text`, `createdAt`, `facets`, `embed`, `reply`, `langs` … */
  value: { text: string; createdAt: string; [field: string]: unknown }
}

export interface BlueskyOptions {
  /** The real limits with their headers, among them 30 sign-ins in 5 minutes for one account. Off by default. */
  rateLimits?: boolean
}

/** @throws Error when it does not start */
export async function startBluesky({ rateLimits = false }: BlueskyOptions = {}): Promise<BlueskyPeer> {
  const peer = await startPeer('bluesky', async ({ folder, port }) => {
    const plcPort = await freePort()
    return {
      command: process.execPath,
      args: [join(room, 'pds.mjs')],
      env: {
        NODE_OPTIONS: '', // those of a test runner are not meant for the PDS
        NODE_COMPILE_CACHE: join(room, '.cache', 'compiled', 'node'), // halves the start
        LOG_ENABLED: 'false',
        PLC_PORT: String(plcPort),
        PDS_PORT: String(port),
        PDS_HOSTNAME: 'localhost',
        PDS_DEV_MODE: 'true',
        PDS_DATA_DIRECTORY: folder,
        PDS_BLOBSTORE_DISK_LOCATION: join(folder, 'blobs'),
        PDS_BLOBSTORE_DISK_TMP_LOCATION: join(folder, 'uploads'),
        PDS_DID_PLC_URL: `http://localhost:${plcPort}`, // by name: the PDS resolves no identity through an IP address
        PDS_ENABLE_DID_DOC_WITH_SESSION: 'true', // as on bsky.social
        PDS_SERVICE_HANDLE_DOMAINS: '.test',
        PDS_INVITE_REQUIRED: 'false',
        PDS_DISABLE_SSRF_PROTECTION: 'true', // the directory of identities is on this machine
        PDS_RATE_LIMITS_ENABLED: String(rateLimits),
        PDS_JWT_SECRET: makeSecret(16),
        PDS_DPOP_SECRET: makeSecret(32),
        PDS_ADMIN_PASSWORD: makeSecret(16),
        PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: makeSecret(32),
        PDS_BSKY_APP_VIEW_URL: 'http://127.0.0.1:9', // nothing listens there
        PDS_BSKY_APP_VIEW_DID: 'did:example:none',
      },
      isReady: async () => (await fetch(`http://127.0.0.1:${port}/xrpc/_health`)).ok,
    }
  })

  return { ...peer, ...accountsAt(peer.url) }
}

/** @param url of a PDS that is running */
export function accountsAt(url: string): BlueskyAccounts {
  async function createAccount(handle: string): Promise<BlueskyAccount> {
    const email = `${handle.split('.')[0]}@portal.test`
    const password = makeSecret(8)
    const { did, accessJwt } = await call('com.atproto.server.createAccount', { handle, email, password })
    const created = await call('com.atproto.server.createAppPassword', { name: 'haidang' }, String(accessJwt))
    const appPassword = String(created['password'])
    return { handle, did: String(did), email, password, appPassword, accessJwt: String(accessJwt) }
  }

  async function readPosts(did: string): Promise<BlueskyPost[]> {
    const posts: BlueskyPost[] = []
    let cursor = ''
    do {
      const query = new URLSearchParams({ repo: did, collection: 'app.bsky.feed.post', limit: '100', reverse: 'true' })
      if (cursor) query.set('cursor', cursor)
      const response = await fetch(`${url}/xrpc/com.atproto.repo.listRecords?${query}`)
      if (!response.ok) throw new Error(`listRecords answers ${response.status}: ${await response.text()}`)
      const page = (await response.json()) as { records: BlueskyPost[]; cursor?: string }
      posts.push(...page.records)
      cursor = page.cursor ?? ''
    } while (cursor)
    return posts
  }

  async function call(method: string, input: object, token?: string): Promise<Record<string, unknown>> {
    const response = await fetch(`${url}/xrpc/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(input),
    })
    if (!response.ok) throw new Error(`${method} answers ${response.status}: ${await response.text()}`)
    return (await response.json()) as Record<string, unknown>
  }

  return { createAccount, readPosts, call }
}

/** What is not installed and the command that installs it; null when all is there. */
export function missingBluesky(): string | null {
  const packages = ['@atproto/pds', '@did-plc/server', 'better-sqlite3']
  const isThere = packages.every((name) => existsSync(join(room, 'node_modules', name, 'package.json')))
  return isThere ? null : 'The Bluesky PDS is not installed: run `npm run setup:peers`'
}

function makeSecret(bytes: number): string {
  return randomBytes(bytes).toString('hex')
}
