import {
  type AlertKind,
  type Audience,
  claimMailbox,
  giveMailboxBack,
  type MailboxClaim,
  noteNotTold,
  noteTold,
  noticeAlerts,
  readAlertsFor,
} from '../db/alerts.ts'
import type { Db } from '../db/database.ts'
import { writeAlertLetter } from '../mail/alert-letter.ts'
import { type Mailer, MailFault } from '../mail/mailer.ts'
import { policies } from './policy.ts'

/** How often and how long, in milliseconds. Tests scale them. */
interface AlertTimings {
  /** Between two mails to one person. */
  readonly restMs: number
  /** After the mail server did not take one: doubled each time, up to the other. */
  readonly retryMs: number
  readonly retryAtMostMs: number
  /** A process that is silent for so long while it writes a mail is gone. Longer than all time-outs of a mail. */
  readonly leaseMs: number
}

const alertTimings: AlertTimings = {
  restMs: 5 * 60_000,
  retryMs: 30_000,
  retryAtMostMs: 5 * 60_000,
  leaseMs: 3 * 60_000,
}

export interface AlertsDependencies {
  readonly db: Db
  /** null: no mail server is set; alerts stand on the pages alone. */
  readonly mailer: Pick<Mailer, 'send'> | null
  /** null: mails have no links. */
  readonly publicUrl: string | null
  readonly onMailFault: (fault: MailFault, memberId: string) => void
  readonly timings?: Partial<AlertTimings>
}

/** What is told by mail to those who can do something about it. Any number of processes may at once. */
export interface Alerts {
  /** Writes down what is wrong now, and tells open pages. */
  notice(): Promise<void>
  /** Writes to everybody who was not told yet; stops early when the mail server does not answer. */
  tell(signal: AbortSignal): Promise<void>
}

/** The most urgent first: nothing says yet what became of it, then what waits for a decision, then what lies ahead. */
const kinds: readonly AlertKind[] = [
  ...(['overdue', 'channel-lost', 'unconfirmed', 'failed', 'missed', 'channel-ends-day'] as const),
  ...(['held', 'channel-ends-week'] as const),
]
const listed = 20

/** Administrators are told of everything, whoever else may release of what is theirs or their unit's. */
const audience: Audience = {
  everywhere: policies['organization.edit'],
  concerned: policies['deliveries.release'],
  urgent: kinds.filter((kind) => kind !== 'held' && kind !== 'channel-ends-week'),
}

export function createAlerts({ db, mailer, publicUrl, onMailFault, timings: given }: AlertsDependencies): Alerts {
  const timings = { ...alertTimings, ...given }

  /** @returns false when the mail server answers nobody */
  async function write(claim: MailboxClaim, to: Pick<Mailer, 'send'>): Promise<boolean> {
    const { upTo, total, alerts } = await readAlertsFor(db, claim, audience, { kinds, limit: listed })
    if (alerts.length === 0) {
      await giveMailboxBack(db, claim)
      return true
    }
    try {
      await to.send({
        to: { name: claim.name, address: claim.email },
        id: `alerts-${claim.memberId}-${upTo}`,
        ...writeAlertLetter({ ...claim, publicUrl, alerts, total }),
      })
    } catch (error) {
      if (!(error instanceof MailFault)) throw error
      const { retryMs: waitMs, retryAtMostMs: waitAtMostMs } = timings
      await noteNotTold(db, claim, { fault: error.message, waitMs, waitAtMostMs })
      onMailFault(error, claim.memberId)
      return error.isAboutRecipient
    }
    await noteTold(db, claim, upTo, timings.restMs)
    return true
  }

  return {
    notice: () => noticeAlerts(db),
    async tell(signal) {
      if (!mailer) return
      while (!signal.aborted) {
        const claim = await claimMailbox(db, audience, timings.leaseMs)
        if (!claim || !(await write(claim, mailer))) return
      }
    },
  }
}
