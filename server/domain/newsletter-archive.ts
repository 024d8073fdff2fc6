import { Issue, type IssueFile } from '../../connectors/email/newsletter.ts'
import type { Db } from '../db/database.ts'
import { findIssueFile, findPublicIssue, type IssueRow, lastIssueChange, listIssues } from '../db/newsletter-issues.ts'
import { findList, type ListRow } from '../db/subscribers.ts'
import type { MediaCases, ServedFile } from './media.ts'

/** One issue as readers see it. */
export interface PublicIssue {
  readonly id: string
  readonly issue: Issue
  readonly publishedAt: Date
  readonly updatedAt: Date
}

/** A newsletter with its issues, newest first. */
export interface Archive {
  readonly list: ListRow
  readonly issues: readonly PublicIssue[]
  /** Of any issue, withdrawn ones included; null when there never was one. */
  readonly changedAt: Date | null
}

export interface NewsletterArchive {
  /** @returns null when there is no such newsletter */
  archive(channelId: string, limit?: number): Promise<Archive | null>
  /** @returns null when readers have no such issue */
  issue(channelId: string, deliveryId: string): Promise<{ readonly list: ListRow; readonly issue: PublicIssue } | null>
  /** A picture or sound of an issue in the archive. @returns null when no issue shows it */
  file(channelId: string, mediaId: string): Promise<ServedFile | null>
}

const mostIssues = 100

/** Names of files say what they are: directories of podcasts go by them. */
const extensions: Readonly<Record<string, string>> = {
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
}

/** Where readers and programs fetch a file of an issue. */
export const mediaPath = (channelId: string, { id, mimeType }: Pick<IssueFile, 'id' | 'mimeType'>) =>
  `/newsletters/${channelId}/media/${id}.${extensions[mimeType] ?? 'bin'}`

export function createNewsletterArchive({
  db,
  media,
  onBadIssue,
}: {
  readonly db: Db
  readonly media: Pick<MediaCases, 'file'>
  /** An issue that cannot be read is left out; the others are shown. */
  readonly onBadIssue: (deliveryId: string, error: unknown) => void
}): NewsletterArchive {
  function present({ deliveryId: id, content, publishedAt, updatedAt }: IssueRow): PublicIssue[] {
    const parsed = Issue.safeParse(content)
    if (parsed.success) return [{ id, issue: parsed.data, publishedAt, updatedAt }]
    onBadIssue(id, parsed.error)
    return []
  }

  return {
    archive: async (channelId, limit = mostIssues) => {
      const list = await findList(db, channelId)
      if (!list) return null
      const rows = await listIssues(db, channelId, limit)
      return { list, issues: rows.flatMap(present), changedAt: await lastIssueChange(db, channelId) }
    },

    issue: async (channelId, deliveryId) => {
      const list = await findList(db, channelId)
      const row = list && (await findPublicIssue(db, channelId, deliveryId))
      const [issue] = row ? present(row) : []
      return list && issue ? { list, issue } : null
    },

    file: async (channelId, mediaId) => {
      const owner = await findIssueFile(db, channelId, mediaId)
      return owner && media.file(owner, mediaId)
    },
  }
}
