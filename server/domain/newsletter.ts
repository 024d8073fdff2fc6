import { ConnectorError } from '../../connectors/contract.ts'
import { asJson, type Newsletter, type PublishedIssue } from '../../connectors/email/newsletter.ts'
import { type Db, inTransaction } from '../db/database.ts'
import {
  changeIssue,
  countIssues,
  countList,
  findIssue,
  findIssueByMarker,
  type IssueRow,
  publishIssue,
  withdrawIssue,
} from '../db/newsletter-issues.ts'
import type { Smtp } from '../mail/smtp.ts'

export interface NewsletterDependencies {
  readonly db: Db
  readonly smtp: Pick<Smtp, 'signIn'>
  /** Where readers reach this office over HTTPS; null: nowhere. */
  readonly publicAddress: () => string | null
}

/** Where an issue can be read. */
export const issuePath = ({ channelId, deliveryId }: Pick<IssueRow, 'channelId' | 'deliveryId'>) =>
  `/newsletters/${channelId}/${deliveryId}`

/** The desk behind the e-mail connector: issues, their mails in line, and what became of them. */
export function createNewsletter({ db, smtp, publicAddress }: NewsletterDependencies): Newsletter {
  const present = async (issue: IssueRow): Promise<PublishedIssue> => {
    const [counts] = await countIssues(db, [issue.deliveryId])
    return {
      id: issue.deliveryId,
      url: `${publicAddress() ?? ''}${issuePath(issue)}`,
      recipients: counts?.recipients ?? 0,
    }
  }

  return {
    publicAddress,
    signIn: (server, signal) => smtp.signIn(server, signal),

    publish: async (marker, issue, signal) => {
      signal.throwIfAborted()
      const found = await inTransaction(db, async (trx) =>
        (await publishIssue(trx, marker, issue.deliveryId, asJson(issue))) ? findIssue(trx, issue.deliveryId) : null,
      )
      if (!found) throw new ConnectorError({ code: 'rejected', problem: 'not-found' })
      // An issue goes to its readers once, whatever is released afterwards under the same delivery.
      if (found.marker !== marker) throw new ConnectorError({ code: 'rejected', problem: 'duplicate' })
      return present(found)
    },

    find: async (marker) => {
      const issue = await findIssueByMarker(db, marker)
      return issue && present(issue)
    },

    change: async (id, issue) => {
      if (!(await changeIssue(db, id, asJson(issue))))
        throw new ConnectorError({ code: 'rejected', problem: 'not-found' })
    },

    withdraw: (id) => inTransaction(db, (trx) => withdrawIssue(trx, id)),

    figures: async (ids) =>
      (await countIssues(db, ids)).map(({ deliveryId, ...counts }) => ({ id: deliveryId, ...counts })),

    standing: (listKey) => countList(db, listKey),
  }
}
