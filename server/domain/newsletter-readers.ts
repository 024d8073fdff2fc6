import { isAddress } from '../../connectors/email/connect.ts'
import { addressKey, consume, limiter } from '../auth/request-limit.ts'
import { hashOfToken } from '../auth/token.ts'
import { type Db, inTransaction } from '../db/database.ts'
import { openList } from '../db/newsletter-issues.ts'
import {
  confirmRequest,
  findBouncingList,
  findList,
  findListToLeave,
  findMailByKey,
  findRequestedList,
  type ListRow,
  leaveList,
  noteReturned,
  noteSoftBounce,
  requestSubscription,
  suppress,
} from '../db/subscribers.ts'
import { readReport } from '../mail/bounce-report.ts'
import { DomainError } from './errors.ts'
import { mostSoftBounces } from './newsletter-mailing.ts'

/** Which words somebody agreed to: raised when they change. */
const consentVersion = 1
const perAddressAndHour = 20
const againAfterMinutes = 60

/** What anybody may do without signing in; a secret address says for whom. */
export interface NewsletterReaders {
  /**
   * Asks the owner of a mailbox whether they want the list's letters. Whether the address is known makes no difference
   * that can be seen. @throws DomainError `not-found` (no such list, or one that takes nobody), `validation`, `rate-limited`
   */
  subscribe(channelId: string, wish: { address: string; language: string; ip: string | null }): Promise<ListRow>
  /** The list a question in a mailbox is about; null when it is answered or old. Decides nothing. */
  requested(token: string): Promise<ListRow | null>
  /** @returns the list, or null as `requested` */
  confirm(token: string, language: string): Promise<ListRow | null>
  /** The list that a letter's own address leaves; null when no letter had it. Decides nothing. */
  toLeave(token: string): Promise<ListRow | null>
  /** Works for years, and again. @returns the list, or null as `toLeave` */
  leave(token: string): Promise<ListRow | null>
  /** A mail that came back, or a complaint, as it stands in the mailbox. @throws DomainError `not-found` for a wrong token */
  returned(token: string, raw: Buffer): Promise<void>
}

export function createNewsletterReaders({ db }: { db: Db }): NewsletterReaders {
  const perAddress = limiter(db, 'newsletter-address', perAddressAndHour, 3_600)

  return {
    subscribe: async (channelId, { address, language, ip }) => {
      const list = await findList(db, channelId)
      if (!list || list.state === 'disconnected') throw new DomainError('not-found')
      await consume(perAddress, addressKey(ip))
      const clean = cleanAddress(address)
      if (!isAddress(clean))
        throw new DomainError('validation', undefined, { errors: [{ path: 'address', code: 'bad-email' }] })
      await inTransaction(db, async (trx) => {
        await openList(trx, channelId)
        await requestSubscription(trx, list, { address: clean, language }, { againAfterMinutes })
      })
      return list
    },

    requested: (token) => findRequestedList(db, hashOfToken(token)),

    confirm: async (token, language) => {
      const consent = { how: 'page', language, version: consentVersion }
      const channelId = await inTransaction(db, (trx) => confirmRequest(trx, hashOfToken(token), consent))
      return channelId === null ? null : findList(db, channelId)
    },

    toLeave: (token) => findListToLeave(db, hashOfToken(token)),

    leave: async (token) => {
      const channelId = await inTransaction(db, (trx) => leaveList(trx, hashOfToken(token)))
      return channelId === null ? null : findList(db, channelId)
    },

    returned: async (token, raw) => {
      const list = await findBouncingList(db, hashOfToken(token))
      if (!list) throw new DomainError('not-found')
      const report = readReport(raw)
      const mail = report && (await findMailByKey(db, list.channelId, report.key))
      if (!mail) return
      await inTransaction(db, async (trx) => {
        await noteReturned(trx, report.key, report.kind === 'complaint' ? 'complained' : 'bounced')
        if (report.kind === 'complaint') await suppress(trx, mail.subscriberId, 'complained')
        else if (report.isHard || (await noteSoftBounce(trx, mail.subscriberId, mostSoftBounces)))
          await suppress(trx, mail.subscriberId, 'bounced')
      })
    },
  }
}

/** As lists compare addresses: without regard to capitals. */
export const cleanAddress = (address: string): string => address.trim().normalize('NFC').toLowerCase()
