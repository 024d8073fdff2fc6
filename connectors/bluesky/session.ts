import { z } from 'zod'
import { allWell, jsonOf, originOf, unlessRefused } from '../answers.ts'
import type { Account, Checkup, ConnectableAccount, ConnectorContext, Credentials } from '../contract.ts'
import { ConnectorError } from '../contract.ts'
import { profiles } from '../rules/profiles.ts'
import { sessionOf, xrpc } from './client.ts'
import type { BlueskySettings } from './settings.ts'

type Hosts = Pick<BlueskySettings, 'entry' | 'directory'>

const Session = z.object({
  accessJwt: z.string(),
  refreshJwt: z.string(),
  did: z.string().startsWith('did:'),
  handle: z.string(),
})
const Identity = z.object({ did: z.string().startsWith('did:') })
const IdentityDocument = z.object({ service: z.array(z.object({ id: z.string(), serviceEndpoint: z.string() })) })

/** @throws ConnectorError `credentials-revoked` when handle and app password do not belong together */
export async function signIn(
  input: Readonly<Record<string, string>>,
  hosts: Hosts,
  context: ConnectorContext,
): Promise<ConnectableAccount> {
  const identifier = (input['handle'] ?? '').replace(/^@/, '')
  const given = input['host'] ? originOf(input['host']) : hosts.entry
  // The entry only forwards: films are handed on in the name of the server that holds the account.
  const server = given === hosts.entry ? await findServer(identifier, hosts, context) : given
  const session = await xrpc(
    {
      server,
      method: 'com.atproto.server.createSession',
      json: { identifier, password: input['appPassword'] ?? '' },
      answer: Session,
    },
    context,
  )
  return {
    remoteAccountId: session.did,
    name: session.handle,
    handle: `@${session.handle}`,
    url: `https://bsky.app/profile/${session.did}`,
    settings: { pds: server },
    credentials: credentialsOf(session),
    capabilities: profiles.bluesky,
    missingPermissions: [],
  }
}

/** The old refresh token answers alike for two hours, so a lost answer can be asked for again. */
export async function refreshSession(account: Account, context: ConnectorContext): Promise<Credentials> {
  const { server, refreshJwt } = sessionOf(account)
  try {
    const session = await xrpc(
      { server, method: 'com.atproto.server.refreshSession', token: refreshJwt, json: null, answer: Session },
      context,
    )
    return credentialsOf(session)
  } catch (error) {
    // An expired refresh token cannot be refreshed: a person has to give a new app password.
    if (error instanceof ConnectorError && error.fault.code === 'credentials-expired')
      throw new ConnectorError({ code: 'credentials-revoked' }, { cause: error })
    throw error
  }
}

export async function endSession(account: Account, context: ConnectorContext): Promise<void> {
  const { server, refreshJwt } = sessionOf(account)
  const answer = z.unknown()
  await xrpc({ server, method: 'com.atproto.server.deleteSession', token: refreshJwt, json: null, answer }, context)
}

export async function checkSession(account: Account, context: ConnectorContext): Promise<Checkup> {
  const { server, accessJwt } = sessionOf(account)
  await xrpc({ server, method: 'com.atproto.server.getSession', token: accessJwt, answer: Identity }, context)
  return allWell
}

/** @returns null when the handle leads nowhere */
export async function resolveHandle(handle: string, server: string, context: ConnectorContext): Promise<string | null> {
  const method = 'com.atproto.identity.resolveHandle'
  const found = await unlessRefused(() => xrpc({ server, method, query: { handle }, answer: Identity }, context))
  return found?.did ?? null
}

/** Handle → identity → its document → the server that holds the account. */
async function findServer(identifier: string, hosts: Hosts, context: ConnectorContext): Promise<string> {
  const did = identifier.startsWith('did:') ? identifier : await resolveHandle(identifier, hosts.entry, context)
  if (!did)
    throw new ConnectorError({ code: 'rejected', problem: 'not-found', detail: `There is no account ${identifier}` })
  const url = did.startsWith('did:web:')
    ? `https://${decodeURIComponent(did.slice('did:web:'.length))}/.well-known/did.json`
    : `${hosts.directory}/${did}`
  const response = await context.http({ method: 'GET', url })
  const parsed = IdentityDocument.safeParse(jsonOf(response))
  const service = parsed.success ? parsed.data.service.find(({ id }) => id.endsWith('#atproto_pds')) : undefined
  if (!service) throw new ConnectorError({ code: 'rejected', problem: 'not-found', detail: `${did} names no server` })
  return originOf(service.serviceEndpoint)
}

function credentialsOf({ accessJwt, refreshJwt }: z.infer<typeof Session>): Credentials {
  return { fields: { accessJwt, refreshJwt }, expiresAt: expiryOf(accessJwt) }
}

/** When a token ends, as it says itself (`exp`, Unix seconds). */
function expiryOf(jwt: string): Date | null {
  const [, payload = ''] = jwt.split('.')
  try {
    const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp?: unknown }
    return typeof exp === 'number' ? new Date(exp * 1000) : null
  } catch {
    return null
  }
}
