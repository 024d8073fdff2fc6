// A Bluesky PDS on 127.0.0.1:PDS_PORT and the PLC directory it registers identities in, on 127.0.0.1:PLC_PORT.
// bluesky.ts starts it with all of its other PDS_… settings and ends it with SIGTERM.
import { Server } from 'node:net'
import { envToCfg, envToSecrets, PDS, readEnv } from '@atproto/pds'
import { Database, PlcServer } from '@did-plc/server'

// Both listen on every interface and offer no setting for it; nobody but the test is to reach them.
const listen = Server.prototype.listen
Server.prototype.listen = function (port, ...rest) {
  return typeof port === 'number' ? listen.call(this, port, '127.0.0.1', ...rest) : listen.call(this, port, ...rest)
}

const plc = PlcServer.create({ db: Database.mock(), port: Number(process.env.PLC_PORT) })
await plc.start()
const env = readEnv()
const config = envToCfg(env)
// For a host other than localhost the address would be https without a port; as localhost it may mean ::1.
config.service.publicUrl = `http://127.0.0.1:${config.service.port}`
config.oauth.issuer = config.service.publicUrl
const pds = await PDS.create(config, envToSecrets(env))
await pds.start()
process.on('SIGTERM', () => process.exit(0)) // a clean end would wait for open connections; the data goes anyway
