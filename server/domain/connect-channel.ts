import type { ConnectableAccount, JsonObject } from '../../connectors/contract.ts'
import type { Platform } from '../../connectors/rules/platforms.ts'
import { recordAudit } from '../audit/record.ts'
import type { Vault } from '../auth/vault.ts'
import { attestChannel } from '../db/attestations.ts'
import {
  type ChannelRow,
  findChannel,
  findChannelOfAccount,
  insertChannel,
  reconnectChannel,
  storeCheckup,
} from '../db/channels.ts'
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
}

/**
 * Makes an account a channel. One that was a channel before and was disconnected is the same channel again, with
 * everything that waits on it.
 * @param path where the choice stands in the request, for what is wrong with it
 * @throws DomainError `conflict` naming the channel that the account already is, `validation`
 */
export async function connectAccount(
  work: ConnectWork,
  where: { readonly platform: Platform; readonly practice: boolean },
  account: ConnectableAccount,
  choice: Choice,
  path: string,
): Promise<ChannelRow> {
  const { trx, actor } = work
  const unitId = choice.unitId ?? actor.unitId
  await mustBeUnit(trx, actor, unitId, `${path}.unitId`)
  const { remoteAccountId, name, handle, url, settings, capabilities } = account
  const { language, audience } = choice
  const identity = { ...where, remoteAccountId }
  const known = await findChannelOfAccount(trx, actor.organizationId, identity)
  if (known && known.state !== 'disconnected') throw alreadyConnected(known, path)
  if (known) await reconnectChannel(trx, known.id, account, { language, audience, unitId })
  const id =
    known?.id ??
    (await insertChannel(trx, {
      ...{ ...identity, name, handle, url, settings, capabilities, language, audience, unitId },
      organizationId: actor.organizationId,
      createdBy: actor.memberId,
    }))
  if (!id) throw alreadyConnected(await findChannelOfAccount(trx, actor.organizationId, identity), path)
  return finish(work, id, account, 'channel.connected')
}

/** Gives a channel new credentials; its name, language and everything scheduled stay. */
export async function reconnectAccount(
  work: ConnectWork,
  channel: ChannelRow,
  account: ConnectableAccount,
): Promise<ChannelRow> {
  await reconnectChannel(work.trx, channel.id, account)
  return finish(work, channel.id, account, 'channel.reconnected')
}

async function finish(
  { trx, vault, actor, attest }: ConnectWork,
  id: string,
  account: ConnectableAccount,
  action: string,
): Promise<ChannelRow> {
  const { organizationId, memberId, ip } = actor
  await storeCredentials(trx, vault, { id, organizationId }, account.credentials)
  const record = (verb: string, data: JsonObject) =>
    recordAudit(trx, { organizationId, memberId, ip, action: verb, objectType: 'channel', objectId: id, data })
  const { name, handle, missingPermissions } = account
  await storeCheckup(trx, id, { missingPermissions, quota: null, notices: [] })
  await record(action, { name, handle, missingPermissions })
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
