import { setTimeout as sleep } from 'node:timers/promises'
import { type Account, ConnectorError, type ContentMedia } from '../../connectors/contract.ts'
import { serverOf } from '../../connectors/email/connect.ts'
import { issueMessage, type Message, noticeMessage } from '../../connectors/email/message.ts'
import { Issue, Sender } from '../../connectors/email/newsletter.ts'
import { newToken } from '../auth/token.ts'
import type { Db } from '../db/database.ts'
import { inTransaction } from '../db/database.ts'
import { isWriteRefused } from '../db/database-errors.ts'
import {
  claimMail,
  deferMail,
  endMail,
  giveMailBack,
  giveUpLostMails,
  type MailClaim,
  noteListWorks,
  restList,
  skipMailsOfLeavers,
  stopIssue,
} from '../db/newsletter-mailing.ts'
import {
  claimRequest,
  deferRequest,
  endRequest,
  forgetOldRequests,
  noteSoftBounce,
  type RequestClaim,
  suppress,
} from '../db/subscribers.ts'
import { requestLetter } from '../mail/request-letter.ts'
import type { MailFate, Smtp } from '../mail/smtp.ts'
import { noteChannelFault, noteChannelSuccess } from './channel-health.ts'
import { issuePath } from './newsletter.ts'
import { mediaPath } from './newsletter-archive.ts'

export interface MailingDependencies {
  readonly db: Db
  readonly smtp: Pick<Smtp, 'send'>
  readonly credentials: { accountFor(channelId: string): Promise<Account> }
  readonly contentMedia: (
    delivery: { readonly organizationId: string; readonly deliveryId: string },
    ids: readonly string[],
    language: string,
  ) => Promise<readonly Pick<ContentMedia, 'read'>[]>
  /** Where readers reach this office over HTTPS; null: nothing is mailed, since nobody could leave. */
  readonly publicAddress: () => string | null
  readonly onFate?: (fate: MailFate['fate'], mail: { readonly deliveryId: string; readonly channelId: string }) => void
  readonly timings?: Partial<MailingTimings>
}

/** How long, in milliseconds. Tests scale them. */
export interface MailingTimings {
  /** A process that is silent for so long over one mail is gone. Longer than a whole dialogue. */
  readonly leaseMs: number
  /** After each refusal for now; the last one again and again, up to `tries`. */
  readonly againAfterMs: readonly number[]
  /** About two days. */
  readonly tries: number
  /** After the mail server took nothing: doubled each time, up to the other. */
  readonly restMs: number
  readonly restAtMostMs: number
}

const minute = 60_000
const mailingTimings: MailingTimings = {
  leaseMs: 10 * minute,
  againAfterMs: [5 * minute, 30 * minute, 120 * minute, 360 * minute],
  tries: 11,
  restMs: minute / 2,
  restAtMostMs: 30 * minute,
}
/** A mailbox that was full or away so often in 30 days is given up. */
export const mostSoftBounces = 5

/** Mails what is in line. Any number of processes may at once; each mail is one process's. */
export interface Mailing {
  /** Sends one mail, or one question to somebody who wants to subscribe. @returns false when nothing is due */
  mailNext(): Promise<boolean>
  /** Gives up what a crash left half sent, and forgets questions that nobody answered. */
  tidy(): Promise<void>
}

export function createMailing(dependencies: MailingDependencies): Mailing {
  const { db, smtp, credentials, publicAddress } = dependencies
  const timings = { ...mailingTimings, ...dependencies.timings }

  /** @param claim what is sent with the channel's own sign-in */
  async function send(
    { channelId, settings }: Pick<MailClaim, 'channelId' | 'settings'>,
    compose: (sender: Sender) => Promise<Message>,
  ): Promise<MailFate> {
    const sender = Sender.parse(settings)
    const message = await compose(sender)
    try {
      const { credentials: own } = await credentials.accountFor(channelId)
      return await smtp.send(serverOf(sender, own.fields), message)
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      return { fate: 'away', code: error.fault.code, fault: error.fault }
    }
  }

  async function mailIssue(claim: MailClaim, token: string, address: string): Promise<void> {
    const issue = Issue.parse(claim.content)
    const listen = issue.episode && `${address}${mediaPath(claim.channelId, issue.episode.audio)}`
    const read = async (id: string) => {
      const [file] = await dependencies.contentMedia(claim, [id], issue.language)
      if (!file) throw new ConnectorError({ code: 'rejected', problem: 'media-missing' })
      return file.read()
    }
    const fate = await send(claim, (sender) =>
      issueMessage(
        issue,
        sender,
        { address: claim.address, key: claim.key, leave: `${address}/newsletters/leave/${token}` },
        { read: `${address}${issuePath(claim)}`, listen },
        { read },
      ),
    ).catch((error: unknown): MailFate => {
      // A picture that is not there any more is missing for everybody.
      if (error instanceof ConnectorError) return { fate: 'content', code: error.fault.code }
      throw error
    })
    await untilItHolds(() => settle(claim, fate))
    dependencies.onFate?.(fate.fate, claim)
  }

  async function settle(claim: MailClaim, fate: MailFate): Promise<void> {
    switch (fate.fate) {
      case 'accepted':
        await endMail(db, claim, 'accepted', fate.receipt)
        await noteListWorks(db, claim.channelId)
        return noteChannelSuccess(db, claim.channelId)
      case 'unknown':
        return endMail(db, claim, 'unconfirmed', fate.code)
      case 'refused':
        await endMail(db, claim, 'refused', fate.code)
        if (fate.isGone) await inTransaction(db, (trx) => suppress(trx, claim.subscriberId, 'bounced'))
        return
      case 'deferred':
        return tryLater(claim, fate.code)
      case 'content':
        await stopIssue(db, claim.deliveryId, fate.code)
        await giveMailBack(db, claim)
        return noteChannelFault(db, claim.channelId, {
          ...{ code: 'rejected', problem: 'permission' },
          detail: `The mail server refused what an issue says (${fate.code}); the rest of it was not mailed`,
        })
      case 'away': {
        await giveMailBack(db, claim)
        await rest(claim.channelId, fate)
        return noteChannelFault(db, claim.channelId, fate.fault)
      }
    }
  }

  async function tryLater(claim: MailClaim, code: string): Promise<void> {
    const { againAfterMs, tries } = timings
    if (claim.tries < tries)
      return deferMail(db, claim, code, againAfterMs[claim.tries - 1] ?? againAfterMs.at(-1) ?? minute)
    await endMail(db, claim, 'refused', code)
    await inTransaction(db, async (trx) => {
      if (await noteSoftBounce(trx, claim.subscriberId, mostSoftBounces))
        await suppress(trx, claim.subscriberId, 'bounced')
    })
  }

  function rest(channelId: string, { code, fault }: Extract<MailFate, { fate: 'away' }>): Promise<void> {
    const waitMs = fault.code === 'rate-limited' ? fault.retryAfterMs : timings.restMs
    return restList(db, channelId, { fault: code, waitMs, atMostMs: Math.max(waitMs, timings.restAtMostMs) })
  }

  async function ask(request: RequestClaim, token: string, address: string): Promise<void> {
    const fate = await send(request, (sender) =>
      noticeMessage(
        sender,
        { address: request.address, key: request.id },
        requestLetter(request, sender, `${address}/newsletters/confirm/${token}`),
      ),
    )
    await untilItHolds(async () => {
      if (fate.fate === 'accepted') return endRequest(db, request, 'mailed')
      const isForLater = (fate.fate === 'deferred' || fate.fate === 'away') && request.tries < mostSoftBounces
      if (isForLater) await deferRequest(db, request, (5 * minute) / 1000)
      else await endRequest(db, request, 'failed')
      if (fate.fate === 'away') await noteChannelFault(db, request.channelId, fate.fault)
    })
  }

  return {
    mailNext: async () => {
      const address = publicAddress()
      if (address === null) return false
      const { token, hash } = newToken()
      const request = await claimRequest(db, hash)
      if (request) await ask(request, token, address)
      const claim = request ? null : await claimMail(db, hash)
      if (claim) await mailIssue(claim, token, address)
      return request !== null || claim !== null
    },

    tidy: async () => {
      await giveUpLostMails(db, timings.leaseMs)
      await skipMailsOfLeavers(db)
      await forgetOldRequests(db, timings.leaseMs / minute)
    },
  }
}

/** What is known of a mail is written down, also when the database is away for a moment; else it counts as lost. */
async function untilItHolds(write: () => Promise<void>): Promise<void> {
  for (let waitMs = 100; ; waitMs *= 2) {
    try {
      return await write()
    } catch (error) {
      if (waitMs > 30_000 || isWriteRefused(error)) throw error
      await sleep(waitMs)
    }
  }
}
