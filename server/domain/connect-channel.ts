import type { ConnectableAccount, JsonObject } from '../../connectors/contract.ts'
import type { Platform } from '../../connectors/rules/platforms.ts'
import { recordAudit } from '../audit/record.ts'
import type { Vault } from '../auth/vault.ts'
import { attestChannel, revokeAttestation } from '../db/attestations.ts'
import {
  type ChannelFields,
  type ChannelRow,
  findChannel,
  findChannelOfAccount,
  insertChannel,
  reconnectChannel,
  storeCheckup,
} from '../db/channels.ts'
import { lockCredentials } from '../db/credentials.ts'
import type { Trx } from '../db/database.ts'
import { notifyWake } from '../db/live.ts'
import { mustBeUnit } from './channels.ts'
import { storeCredentials } from './credentials.ts'
import { DomainError } from './errors.ts'
import type { Actor } from './policy.ts'

/** What turning accounts into channels needs, within one transaction. */
export interface ConnectWork {
  readonly trx: Trx
  readonly vault: Vault
  readonly actor: Actor
  /** The actor states that the accounts are the office's own (rule of trust 1). */
  readonly attest: boolean
}

export interface Choice {
  readonly language: string
  readonly audience: string
  readonly unitId?: string | undefined
  /** Absent: as the platform calls the account, or as the channel is called already. */
  readonly name?: string | undefined
  /** The revision at which the person saw the connected channel that this choice takes over. */
  readonly move?: number | undefined
}

/**
 * Makes an account a channel. One that was a channel before is the same channel again, with everything that waits on
 * it: unasked when it was disconnected, and when it is connected only if the person chose to move it.
 * @param path where the choice stands in the request, for what is wrong with it
 * @throws DomainError `conflict` naming the channel that the account already is, `stale` when that channel is another
 *   than the person saw, `validation`
 */
export async function connectAccount(
  work: ConnectWork,
  where: { readonly platform: Platform; readonly practice: boolean },
  account: ConnectableAccount,
  choice: Choice,
  path: string,
): Promise<ChannelRow> {
  const { trx, actor } = work
  const identity = { ...where, remoteAccountId: account.remoteAccountId }
  const known = await findChannelOfAccount(trx, actor.organizationId, identity)
  if (known && known.state !== 'disconnected' && choice.move === undefined) throw alreadyConnected(known, path)
  const unitId = choice.unitId ?? known?.unitId ?? actor.unitId
  await mustBeUnit(trx, actor, unitId, `${path}.unitId`)
  const { language, audience } = choice
  if (known) {
    const name = choice.name ?? known.name
    return takeOver(work, known, account, { name, language, audience, unitId }, choice.move ?? known.revision, path)
  }
  if (choice.move !== undefined) throw new DomainError('not-found')
  const { handle, url, settings, capabilities } = account
  const id = await insertChannel(trx, {
    ...{ ...identity, name: choice.name ?? account.name, handle, url, settings, capabilities },
    ...{ language, audience, unitId },
    organizationId: actor.organizationId,
    createdBy: actor.memberId,
  })
  if (!id) throw alreadyConnected(await findChannelOfAccount(trx, actor.organizationId, identity), path)
  return finish(work, id, account, 'channel.connected')
}

/** Gives a channel new credentials; its name, language and everything scheduled stay. */
export async function reconnectAccount(
  work: ConnectWork,
  channel: ChannelRow,
  account: ConnectableAccount,
): Promise<ChannelRow> {
  await lockCredentials(work.trx, channel.id)
  await reconnectChannel(work.trx, channel.id, account)
  return finish(work, channel.id, account, 'channel.reconnected')
}

/**
 * Its deliveries stay as they are, released ones too: a release and the pauses go by the post, not by the channel's
 * unit. What is being sent goes on with the access it began with, to the same account. The public register names the
 * unit that a channel was attested for, so under another unit somebody has to state it anew.
 */
async function takeOver(
  work: ConnectWork,
  known: ChannelRow,
  account: ConnectableAccount,
  fields: Required<Omit<ChannelFields, 'zone'>>,
  revision: number,
  path: string,
): Promise<ChannelRow> {
  const { trx, attest } = work
  const changesUnit = fields.unitId !== known.unitId
  if (known.attested && changesUnit && !attest)
    throw new DomainError('validation', undefined, { errors: [{ path: `${path}.unitId`, code: 'attest-anew' }] })
  // A refresh under way would put the old grant in the place of the new one: it ends first.
  await lockCredentials(trx, known.id)
  if (!(await reconnectChannel(trx, known.id, account, { fields, revision })))
    throw new DomainError('stale', 'The channel was changed meanwhile', {
      errors: [{ path: `${path}.move`, code: 'channel-changed', values: { channel: known.name } }],
    })
  if (changesUnit) await revokeAttestation(trx, known.id)
  const before = { name: known.name, language: known.language, audience: known.audience, unitId: known.unitId }
  const action = known.state === 'disconnected' ? 'channel.connected' : 'channel.moved'
  return finish(work, known.id, account, action, { before, after: fields })
}

async function finish(
  { trx, vault, actor, attest }: ConnectWork,
  id: string,
  account: ConnectableAccount,
  action: string,
  more: JsonObject = {},
): Promise<ChannelRow> {
  const { organizationId, memberId, ip } = actor
  await storeCredentials(trx, vault, { id, organizationId }, account.credentials)
  const record = (verb: string, data: JsonObject) =>
    recordAudit(trx, { organizationId, memberId, ip, action: verb, objectType: 'channel', objectId: id, data })
  const { name, handle, missingPermissions } = account
  await storeCheckup(trx, id, { missingPermissions, quota: null, notices: [] })
  await record(action, { name, handle, missingPermissions, ...more })
  const channel = await findChannel(trx, organizationId, id)
  if (!channel) throw new DomainError('not-found')
  if (attest && !channel.attested) {
    await attestChannel(trx, channel, memberId)
    await record('channel.attested', { name, handle })
  }
  // What waits on this channel may go out again.
  await notifyWake(trx)
  return { ...channel, attested: channel.attested || attest }
}

function alreadyConnected(channel: ChannelRow | null, path: string): DomainError {
  const name = channel?.name ?? ''
  return new DomainError('conflict', `This account is already connected, as the channel "${name}"`, {
    errors: [{ path, code: 'already-connected', values: { channel: name, ...(channel && { channelId: channel.id }) } }],
  })
}
