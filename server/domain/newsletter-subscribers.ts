import { isAddress } from '../../connectors/email/connect.ts'
import { recordAct } from '../audit/record.ts'
import { newToken } from '../auth/token.ts'
import type { ImportedSubscribers, NewsletterOverview, SubscriberExport } from '../contract/newsletters.ts'
import { type Db, inTransaction, type Queryable } from '../db/database.ts'
import { countIssues, listEveryIssue, openList } from '../db/newsletter-issues.ts'
import { listStopped, resumeIssues } from '../db/newsletter-mailing.ts'
import {
  countSubscribers,
  eraseSubscriber,
  type ImportedSubscriber,
  importSubscribers,
  readSubscriber,
} from '../db/subscriber-records.ts'
import { findList, type ListRow, storeBounceToken, takesBounces } from '../db/subscribers.ts'
import { DomainError } from './errors.ts'
import { issuePath } from './newsletter.ts'
import { cleanAddress } from './newsletter-readers.ts'
import type { Actor } from './policy.ts'

/** What administrators do for a list. Every function throws DomainError `not-found` for one that is not theirs. */
export interface NewsletterSubscribers {
  overview(actor: Actor, channelId: string): Promise<NewsletterOverview>
  /** Takes people in who gave consent elsewhere. Nobody who left, complained or bounced comes back by it. */
  import(actor: Actor, channelId: string, given: { csv: string; proof: string }): Promise<ImportedSubscribers>
  /** For the person who asks. @throws DomainError `not-found` also when nobody has this address here */
  export(actor: Actor, channelId: string, address: string): Promise<SubscriberExport>
  /** Nothing of the person is left; counts of earlier issues stay. @throws DomainError `not-found` as `export` */
  erase(actor: Actor, channelId: string, address: string): Promise<void>
  /** A new address for bounces; the one before ends. */
  newBounceAddress(actor: Actor, channelId: string): Promise<{ url: string }>
  /** Somebody looked at why issues were stopped: the rest of them goes out. */
  resume(actor: Actor, channelId: string): Promise<NewsletterOverview>
}

const listedIssues = 20
const feeds = ['rss.xml', 'atom.xml', 'feed.json', 'podcast.xml']

export function createNewsletterSubscribers({
  db,
  publicUrl,
}: {
  readonly db: Db
  /** Where people reach us, without a slash at the end. */
  readonly publicUrl: () => string
}): NewsletterSubscribers {
  async function overview(actor: Actor, channelId: string): Promise<NewsletterOverview> {
    await mustFind(db, actor, channelId)
    const page = `${publicUrl()}/newsletters/${channelId}`
    return {
      subscribers: await countSubscribers(db, channelId),
      page,
      feeds: feeds.map((name) => `${page}/${name}`),
      takesBounces: await takesBounces(db, channelId),
      stopped: await listStopped(db, channelId),
      issues: await recentIssues(channelId),
    }
  }

  async function recentIssues(channelId: string): Promise<NewsletterOverview['issues']> {
    const issues = await listEveryIssue(db, channelId, listedIssues)
    const ids = issues.map(({ deliveryId }) => deliveryId)
    const counts = new Map((await countIssues(db, ids)).map((row) => [row.deliveryId, row]))
    return issues.flatMap(({ deliveryId, title, publishedAt }) => {
      const count = counts.get(deliveryId)
      if (!count) return []
      const { isWithdrawn, recipients, accepted, waiting, unconfirmed, skipped, complaints, unsubscribed } = count
      return [
        {
          ...{ deliveryId, title, recipients, accepted, waiting, unconfirmed, skipped, complaints, unsubscribed },
          publishedAt: publishedAt.toISOString(),
          url: isWithdrawn ? null : `${publicUrl()}${issuePath({ channelId, deliveryId })}`,
          undelivered: count.refused + count.bounced,
        },
      ]
    })
  }

  return {
    overview,

    import: (actor, channelId, { csv, proof }) =>
      inTransaction(db, async (trx) => {
        const list = await mustFind(trx, actor, channelId)
        const { people, refused } = readPeople(csv, list.language)
        const consent = { how: 'import', proof, by: actor.memberId }
        const added = await importSubscribers(trx, list, people, consent)
        await openList(trx, channelId)
        const counts = { added, known: people.length - added }
        await recordAct(trx, actor, 'newsletter.imported', 'channel', channelId, { ...counts, proof })
        return { ...counts, refused }
      }),

    export: async (actor, channelId, address) => {
      await mustFind(db, actor, channelId)
      const record = await readSubscriber(db, channelId, cleanAddress(address))
      if (!record) throw new DomainError('not-found')
      await inTransaction(db, (trx) =>
        recordAct(trx, actor, 'newsletter.subscriber-exported', 'subscriber', record.id, {}),
      )
      const { language, consent, suppressedBecause, mails } = record
      return {
        ...{ address: record.address, language, consent, suppressedBecause, mails: [...mails] },
        since: record.createdAt.toISOString(),
        consentedAt: record.consentedAt?.toISOString() ?? null,
        unsubscribedAt: record.unsubscribedAt?.toISOString() ?? null,
        suppressedAt: record.suppressedAt?.toISOString() ?? null,
      }
    },

    erase: (actor, channelId, address) =>
      inTransaction(db, async (trx) => {
        await mustFind(trx, actor, channelId)
        const id = await eraseSubscriber(trx, channelId, cleanAddress(address))
        if (!id) throw new DomainError('not-found')
        await recordAct(trx, actor, 'newsletter.subscriber-erased', 'subscriber', id, {})
      }),

    newBounceAddress: (actor, channelId) =>
      inTransaction(db, async (trx) => {
        await mustFind(trx, actor, channelId)
        const { token, hash } = newToken()
        await openList(trx, channelId)
        await storeBounceToken(trx, channelId, hash)
        await recordAct(trx, actor, 'newsletter.bounce-address-made', 'channel', channelId, {})
        return { url: `${publicUrl()}/newsletters/bounces/${token}` }
      }),

    resume: async (actor, channelId) => {
      await inTransaction(db, async (trx) => {
        await mustFind(trx, actor, channelId)
        const resumed = await resumeIssues(trx, channelId)
        await recordAct(trx, actor, 'newsletter.resumed', 'channel', channelId, { resumed })
      })
      return overview(actor, channelId)
    },
  }
}

async function mustFind(db: Queryable, actor: Actor, channelId: string): Promise<ListRow> {
  const list = await findList(db, channelId)
  if (!list || list.organizationId !== actor.organizationId) throw new DomainError('not-found')
  return list
}

/** Lines of address, day of consent, language; a first line without an address is a heading. */
function readPeople(
  csv: string,
  language: string,
): { people: ImportedSubscriber[]; refused: ImportedSubscribers['refused'] } {
  const people = new Map<string, ImportedSubscriber>()
  const refused: ImportedSubscribers['refused'] = []
  for (const [index, cells] of readCsv(csv).entries()) {
    const [given = '', consentedAt = '', own = ''] = cells.map((cell) => cell.trim())
    if (given === '' || (index === 0 && !given.includes('@'))) continue
    const address = cleanAddress(given)
    const line = index + 1
    if (!isAddress(address)) refused.push({ line, code: 'bad-email' })
    else if (!isPastDay(consentedAt)) refused.push({ line, code: 'no-consent' })
    else if (people.has(address)) refused.push({ line, code: 'twice' })
    else people.set(address, { address, consentedAt, language: /^[a-z]{2,3}(-[A-Z]{2})?$/.test(own) ? own : language })
  }
  return { people: [...people.values()], refused }
}

function isPastDay(value: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/.test(value) ? Date.parse(value) : Number.NaN
  return at <= Date.now() && at > 0
}

/** RFC 4180, with semicolons as well: what a spreadsheet writes depends on its language. Empty lines count as lines. */
function readCsv(csv: string): string[][] {
  const rows: string[][] = []
  const text = csv.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  for (const line of text.split('\n')) {
    const cells = [...line.matchAll(/(?:^|[,;\t])(?:"((?:[^"]|"")*)"|([^,;\t]*))/g)]
    rows.push(cells.map(([, quoted, bare = '']) => quoted?.replaceAll('""', '"') ?? bare))
  }
  return rows
}
