// A Bluesky network on 127.0.0.1: a PDS on PDS_PORT, an AppView on APPVIEW_PORT that follows it, and what the two need
// of each other (the directory of identities, bsync). bluesky-network.ts starts it and ends it with SIGTERM.
import { Server } from 'node:net'
import { mockNetworkUtilities, TestBsky, TestBsync, TestPds, TestPlc } from '@atproto/dev-env'

// All of them listen on every interface and offer no setting for it; nobody but the test is to reach them.
const listen = Server.prototype.listen
Server.prototype.listen = function (port, ...rest) {
  return typeof port === 'number' ? listen.call(this, port, '127.0.0.1', ...rest) : listen.call(this, port, ...rest)
}

const pdsPort = Number(process.env.PDS_PORT)
const dbUrl = process.env.NETWORK_DATABASE_URL
const apiKey = 'bsync-key'
const plc = await TestPlc.create({})
const bsync = await TestBsync.create({ apiKeys: [apiKey], dbUrl, dbSchema: 'bsync' })
const appView = await TestBsky.create({
  port: Number(process.env.APPVIEW_PORT),
  plcUrl: plc.url,
  pdsPort,
  bsyncApiKey: apiKey,
  bsyncUrl: bsync.url,
  repoProvider: `ws://localhost:${pdsPort}`,
  dbPostgresUrl: dbUrl,
  dbPostgresSchema: 'appview', // letters and _ only
  redisHost: process.env.NETWORK_REDIS,
})
// It counts again after each event, in the background: two counts at once can overtake each other and leave the older.
appView.sub.background.queue.concurrency = 1
const pds = await TestPds.create({
  port: pdsPort,
  didPlcUrl: plc.url,
  enableDidDocWithSession: true, // as on bsky.social
  bskyAppViewUrl: appView.url,
  bskyAppViewDid: appView.ctx.cfg.serverDid,
})
mockNetworkUtilities(pds, appView) // handles in .test are resolved by the PDS, not by DNS
process.on('SIGTERM', () => process.exit(0)) // a clean end can hang; the data goes anyway
