import type { ColumnType, Generated } from 'kysely'
import type { z } from 'zod'
import type { AbsentReason, Checkup, Fault, Json, JsonObject } from '../../connectors/contract.ts'
import type { Capabilities } from '../../connectors/rules/capabilities.ts'
import type { FittingStep } from '../../connectors/rules/fitting.ts'
import type { MetricName } from '../../connectors/rules/metrics.ts'
import type { Platform } from '../../connectors/rules/platforms.ts'
import type { MachineMarks, SourceText } from '../contract/content.ts'
import type { Preferences as PreferencesShape } from '../contract/people.ts'
import type { ImportMapping } from '../contract/plan-import.ts'
import type { Rule, UnreleasedBecause } from '../contract/series.ts'
import type { PatternStep } from '../contract/time-patterns.ts'
import type { Table } from '../tables/read.ts'
import type { CalendarFilters } from './calendar.ts'
import type { OwnPlanning } from './planning.ts'

/**
 * The tables as Kysely sees them, in camelCase; the migrations are the truth and a test compares the two. bigint is
 * read as number (all of ours stay under 2^53), dates of a calendar day and wall times as text, jsonb as its type.
 * Columns of JSON arrays are written as text, because `pg` turns a JavaScript array into a PostgreSQL array.
 */
type Preferences = z.infer<typeof PreferencesShape>

/** What somebody is told of. Everything but `held` and `channel-ends-week` needs somebody now. */
export type AlertKind =
  | 'overdue'
  | 'failed'
  | 'missed'
  | 'unconfirmed'
  | 'held'
  | 'channel-lost'
  | 'channel-ends-day'
  | 'channel-ends-week'

interface AlertTable {
  id: Generated<number>
  organizationId: string
  kind: AlertKind
  unitId: string
  channelId: string
  deliveryId: string | null
  revision: number
  noticedAt: Generated<Date>
}

interface AlertMailboxTable {
  memberId: string
  organizationId: string
  toldUpTo: Generated<number>
  toldAt: Date | null
  nextAt: Generated<Date>
  failures: Generated<number>
  fault: string | null
  token: string | null
  leaseUntil: Date | null
}

interface ApprovalTable {
  id: Generated<string>
  organizationId: string
  postId: string
  deliveryId: string | null
  seriesId: string | null
  level: Generated<number>
  decision: 'released' | 'approved' | 'returned'
  contentHash: string
  note: string | null
  memberId: string
  createdAt: Generated<Date>
  voidedAt: Date | null
}

interface AttemptTable {
  organizationId: string
  deliveryId: string
  revision: number
  number: number
  token: string
  worker: string
  step: Generated<'prepare' | 'commit' | 'confirm'>
  startedAt: Generated<Date>
  finishedAt: Date | null
  outcome: 'published' | 'fault' | 'handed-back' | 'absent' | 'unknown' | 'lost' | null
  fault: Fault | null
}

interface AuditEventTable {
  organizationId: string
  sequence: number
  at: Date
  memberId: string | null
  action: string
  objectType: string
  objectId: string | null
  ip: string | null
  data: Generated<JsonObject>
  previousHash: Buffer
  hash: Buffer
}

export interface CampaignTable {
  id: Generated<string>
  organizationId: string
  unitId: string
  name: string
  nameEn: string | null
  objective: Generated<string>
  audience: Generated<string>
  startsOn: string
  endsOn: string
  measures: ColumnType<readonly Json[], string | undefined, string>
  archivedAt: Date | null
  createdBy: string
  createdAt: Generated<Date>
  revision: Generated<number>
}

/** As JSON keeps it: instants are texts. */
interface StoredCheckup extends Omit<Checkup, 'quota'> {
  readonly quota: { readonly left: number; readonly max: number; readonly resetsAt: string | null } | null
}

export interface ChannelTable {
  id: Generated<string>
  organizationId: string
  unitId: string
  platform: Platform
  practice: Generated<boolean>
  remoteAccountId: string
  name: string
  handle: Generated<string>
  url: string | null
  language: string
  audience: Generated<string>
  zone: string
  state: Generated<'connected' | 'expiring' | 'needs-reconnect' | 'disconnected'>
  settings: Generated<JsonObject>
  capabilities: Capabilities
  capabilitiesAt: Generated<Date>
  lastSuccessAt: Date | null
  lastFault: Fault | null
  lastFaultAt: Date | null
  /** The platform asked not to be called before. */
  restsUntil: Date | null
  /** Our own limits leave room for nothing but urgent deliveries before. */
  pacedUntil: Date | null
  /** What the last look at the account found, and when. */
  checkup: ColumnType<StoredCheckup | null, Checkup | null, Checkup | null>
  checkedAt: Date | null
  revision: Generated<number>
  createdBy: string
  createdAt: Generated<Date>
}

interface MediaLinkTable {
  tokenHash: Buffer
  organizationId: string
  mediaId: string
  deliveryId: string
  expiresAt: Generated<Date>
}

interface ChannelAttestationTable {
  id: Generated<string>
  organizationId: string
  channelId: string
  unitId: string
  attestedBy: string
  attestedAt: Generated<Date>
  revokedAt: Date | null
}

interface ChannelSnapshotTable {
  id: Generated<number>
  organizationId: string
  channelId: string
  capturedAt: Generated<Date>
  followers: number | null
  posts: number | null
  raw: Generated<JsonObject>
}

export interface ConnectionTable {
  id: Generated<string>
  organizationId: string
  memberId: string
  platform: Platform
  stateHash: Buffer | null
  channelId: string | null
  keyId: string
  nonce: Buffer
  ciphertext: Buffer
  createdAt: Generated<Date>
  expiresAt: Date
}

export interface CredentialTable {
  id: Generated<string>
  organizationId: string
  channelId: string
  field: string
  keyId: string
  nonce: Buffer
  ciphertext: Buffer
  expiresAt: Date | null
  updatedAt: Generated<Date>
}

export interface DeliveryTable {
  id: Generated<string>
  organizationId: string
  postId: string
  variantId: string
  channelId: string
  platform: Platform
  state: Generated<
    | 'draft'
    | 'scheduled'
    | 'retrying'
    | 'sending'
    | 'published'
    | 'unconfirmed'
    | 'failed'
    | 'missed'
    | 'held'
    | 'cancelled'
    | 'removed'
  >
  revision: Generated<number>
  localTime: string | null
  zone: string | null
  dueAt: Date | null
  wakeAt: Date | null
  priority: Generated<number>
  latePolicy: Generated<'ask' | 'skip' | 'send'>
  lateLimitMinutes: Generated<number>
  exemptFromPause: Generated<boolean>
  contentHash: string | null
  releasedHash: string | null
  releasedBy: string | null
  releasedAt: Date | null
  textHash: string | null
  token: string | null
  leaseUntil: Date | null
  attempts: Generated<number>
  fault: Fault | null
  heldBy: string | null
  confirmAt: Date | null
  emptyLookups: Generated<number>
  remoteId: string | null
  url: string | null
  publishedAt: Date | null
  removedAt: Date | null
  removedBy: string | null
  settledBy: string | null
  seriesId: string | null
  occursOn: string | null
  unreleasedBecause: UnreleasedBecause | null
  createdBy: string
  createdAt: Generated<Date>
  updatedAt: Generated<Date>
}

/** What a published item says: its headline, and the text of each part. */
export interface Words {
  readonly title: string | null
  readonly parts: readonly string[]
}

export interface DeliveryEditTable {
  id: Generated<string>
  organizationId: string
  deliveryId: string
  memberId: string
  begunAt: Generated<Date>
  wordsBefore: Words | null
  wordsAfter: Words
  contentHash: string
  outcome: 'done' | 'refused' | 'unknown' | null
  fault: Fault | null
  done: Generated<number[]>
  settledAt: Date | null
}

interface DeliveryProgressTable {
  id: Generated<string>
  organizationId: string
  deliveryId: string
  contentHash: string
  keyId: string
  nonce: Buffer
  ciphertext: Buffer
  expiresAt: Date
}

interface DeliveryPartTable {
  organizationId: string
  deliveryId: string
  position: number
  marker: string
  payload: JsonObject
  contentHash: Generated<string>
  committingSince: Date | null
  remoteId: string | null
  url: string | null
  receipt: JsonObject | null
  committedAt: Date | null
}

interface DeliveryRecipientTable {
  organizationId: string
  deliveryId: string
  subscriberId: string
  state: Generated<'pending' | 'sending' | 'accepted' | 'refused' | 'deferred' | 'unconfirmed' | 'bounced' | 'skipped'>
  receipt: string | null
  at: Generated<Date>
  key: Generated<string>
  tokenHash: Buffer | null
  claim: string | null
  claimedAt: Date | null
  nextAt: Generated<Date>
  tries: Generated<number>
  complainedAt: Date | null
  unsubscribedAt: Date | null
}

interface IdempotencyKeyTable {
  organizationId: string
  memberId: string
  key: string
  requestHash: Buffer
  status: number | null
  body: JsonObject | null
  createdAt: Generated<Date>
}

interface InstallationTable {
  id: Generated<boolean>
  keyFingerprint: string | null
  createdAt: Generated<Date>
}

/** What was changed to make a picture fit, and what its original was called. */
interface MediaFitting {
  readonly fileName: string
  readonly steps: readonly FittingStep[]
}

export interface MediaTable {
  id: Generated<string>
  organizationId: string
  hash: string
  kind: 'image' | 'video' | 'audio' | 'document'
  mimeType: string
  bytes: number
  width: number | null
  height: number | null
  durationMs: number | null
  fileName: string
  alt: Generated<Record<string, string>>
  licence: Generated<string>
  source: Generated<string>
  tags: Generated<string[]>
  machineMade: Generated<boolean>
  derivedFrom: string | null
  fitting: ColumnType<MediaFitting | null, string | null | undefined, never>
  createdBy: string
  createdAt: Generated<Date>
}

export interface MediaUploadTable {
  id: Generated<string>
  organizationId: string
  memberId: string
  fileName: string
  bytes: number
  fingerprint: string
  mediaId: string | null
  createdAt: Generated<Date>
  touchedAt: Generated<Date>
}

export interface MemberTable {
  id: Generated<string>
  organizationId: string
  unitId: string
  name: string
  email: string
  passwordHash: string | null
  role: 'admin' | 'officer' | 'approver' | 'manager' | 'contributor'
  language: Generated<string>
  preferences: Generated<Preferences>
  disabledAt: Date | null
  createdAt: Generated<Date>
}

interface MetricSnapshotTable {
  id: Generated<number>
  organizationId: string
  deliveryId: string
  channelId: string
  capturedAt: Generated<Date>
  ageMinutes: number
  views: number | null
  impressions: number | null
  reach: number | null
  reactions: number | null
  comments: number | null
  shares: number | null
  saves: number | null
  clicks: number | null
  watchSeconds: number | null
  delivered: number | null
  opens: number | null
  absent: Generated<Partial<Record<MetricName, AbsentReason>>>
  raw: Generated<JsonObject>
  definitionVersion: Generated<number>
}

interface NewsletterIssueTable {
  deliveryId: string
  organizationId: string
  channelId: string
  marker: string
  content: JsonObject
  publishedAt: Generated<Date>
  updatedAt: Generated<Date>
  withdrawnAt: Date | null
  stoppedAt: Date | null
  stoppedBecause: string | null
}

interface NewsletterListTable {
  channelId: string
  organizationId: string
  mailAfter: Generated<Date>
  failures: Generated<number>
  fault: string | null
  bounceTokenHash: Buffer | null
}

export interface OrganizationTable {
  id: Generated<string>
  name: string
  zone: Generated<string>
  language: Generated<string>
  latePolicy: Generated<'ask' | 'skip' | 'send'>
  lateLimitMinutes: Generated<number>
  practice: Generated<boolean>
  altRequired: Generated<boolean>
  /** Always written as text. */
  planning: ColumnType<OwnPlanning, string | undefined, string>
  createdAt: Generated<Date>
}

export interface PlanImportTable {
  id: Generated<string>
  organizationId: string
  memberId: string
  fileName: string
  cells: ColumnType<Table, string, never>
  mapping: ColumnType<ImportMapping, string, string>
  /** Posts by line. */
  made: ColumnType<Readonly<Record<string, string>> | null, undefined, string>
  createdAt: Generated<Date>
  importedAt: Date | null
}

interface TimePatternTable {
  id: Generated<string>
  organizationId: string
  unitId: string
  name: string
  steps: ColumnType<PatternStep[], string, string>
  createdAt: Generated<Date>
}

interface SavedViewTable {
  id: Generated<string>
  organizationId: string
  memberId: string
  name: string
  search: string
  shared: Generated<boolean>
  createdAt: Generated<Date>
}

interface PostCommentTable {
  id: Generated<string>
  organizationId: string
  postId: string
  authorId: string
  replyTo: string | null
  text: string
  createdAt: Generated<Date>
  editedAt: Date | null
  removedAt: Date | null
  resolvedAt: Date | null
  resolvedBy: string | null
}

interface CommentMentionTable {
  commentId: string
  organizationId: string
  memberId: string
  seenAt: Date | null
}

interface CalendarFeedTable {
  id: Generated<string>
  organizationId: string
  memberId: string
  name: string
  tokenHash: Buffer
  filters: ColumnType<CalendarFilters, string, never>
  createdAt: Generated<Date>
  lastReadAt: Date | null
}

interface PauseTable {
  id: Generated<string>
  organizationId: string
  scope: 'organization' | 'unit' | 'platform' | 'channel' | 'campaign'
  scopeId: string | null
  reason: string
  createdBy: string
  createdAt: Generated<Date>
  endedBy: string | null
  endedAt: Date | null
}

interface PlatformAppTable {
  id: Generated<string>
  organizationId: string
  platform: Platform
  host: string
  clientId: string
  keyId: string
  nonce: Buffer
  ciphertext: Buffer
  createdAt: Generated<Date>
}

export interface PostTable {
  id: Generated<string>
  organizationId: string
  unitId: string
  campaignId: string | null
  submissionId: string | null
  correctsPostId: string | null
  authorId: string
  state: Generated<'draft' | 'in-review' | 'returned' | 'approved' | 'archived'>
  kind:
    | 'news'
    | 'infographic'
    | 'short_video'
    | 'video'
    | 'podcast'
    | 'photo_story'
    | 'newsletter'
    | 'statement'
    | 'correction'
  tone: Generated<'positive' | 'neutral' | 'corrective' | 'critical'>
  toneSuggestion: string | null
  title: string
  content: Generated<Record<string, SourceText>>
  sourceLanguage: Generated<string>
  source: string | null
  machineMarks: Generated<MachineMarks>
  urgent: Generated<boolean>
  exemptFromPause: Generated<boolean>
  latePolicy: 'ask' | 'skip' | 'send' | null
  lateLimitMinutes: number | null
  revision: Generated<number>
  createdAt: Generated<Date>
  updatedAt: Generated<Date>
}

interface PostMediaTable {
  organizationId: string
  postId: string
  mediaId: string
  position: number
}

interface PostRevisionTable {
  organizationId: string
  postId: string
  revision: number
  snapshot: JsonObject
  memberId: string
  createdAt: Generated<Date>
}

export interface PracticeItemTable {
  id: Generated<number>
  organizationId: string | null
  platform: Platform
  account: string
  marker: string
  text: string
  title: string | null
  language: string | null
  media: ColumnType<readonly Json[], string | undefined, string>
  replyTo: number | null
  options: Generated<JsonObject>
  seed: number
  createdAt: Generated<Date>
  removedAt: Date | null
  editedAt: Date | null
}

interface ProcessTable {
  id: string
  role: string
  host: string
  queue: string
  startedAt: Generated<Date>
  seenAt: Generated<Date>
}

interface RateLimitTable {
  key: string
  points: Generated<number>
  expire: number | null
}

interface SendLimitTable {
  key: string
  uses: Generated<JsonObject[]>
  updatedAt: Generated<Date>
}

export interface SeriesTable {
  id: Generated<string>
  organizationId: string
  postId: string
  rule: Rule
  exceptions: Generated<string[]>
  ruleSince: Generated<Date>
  releasedHash: string | null
  releasedBy: string | null
  releasedAt: Date | null
  lookAt: Generated<Date | null>
  endedAt: Date | null
  revision: Generated<number>
  createdBy: string
  createdAt: Generated<Date>
}

interface SeriesVariantTable {
  organizationId: string
  seriesId: string
  variantId: string
}

interface SessionTable {
  id: Generated<string>
  organizationId: string
  memberId: string
  tokenHash: Buffer
  ip: string | null
  userAgent: string | null
  createdAt: Generated<Date>
  lastSeenAt: Generated<Date>
  expiresAt: Date
}

interface SlotTable {
  organizationId: string
  channelId: string
  weekday: number
  localTime: string
}

interface SubmissionTable {
  id: Generated<string>
  organizationId: string
  unitId: string
  authorId: string
  state: Generated<
    | 'draft'
    | 'submitted'
    | 'in-triage'
    | 'changes-requested'
    | 'accepted'
    | 'merged'
    | 'declined'
    | 'withdrawn'
    | 'published'
  >
  kind: string
  title: string
  content: Generated<JsonObject>
  source: Generated<string>
  rights: Generated<string>
  contact: Generated<string>
  wishedChannelIds: Generated<string[]>
  wishedAt: Date | null
  usefulUntil: Date | null
  campaignId: string | null
  assigneeId: string | null
  mergedIntoId: string | null
  reason: string | null
  note: string | null
  revision: Generated<number>
  submittedAt: Date | null
  decidedAt: Date | null
  createdAt: Generated<Date>
}

interface SubscriberTable {
  id: Generated<string>
  organizationId: string
  channelId: string
  address: string
  language: string
  consentedAt: Date | null
  unsubscribedAt: Date | null
  createdAt: Generated<Date>
  consent: Generated<JsonObject>
  suppressedAt: Date | null
  suppressedBecause: 'bounced' | 'complained' | null
  softBounces: Generated<Date[]>
  erasedAt: Date | null
}

interface SubscriptionRequestTable {
  id: Generated<string>
  organizationId: string
  subscriberId: string
  state: Generated<'waiting' | 'sending' | 'mailed' | 'failed'>
  language: string
  askedAt: Generated<Date>
  expiresAt: Generated<Date>
  nextAt: Generated<Date>
  tries: Generated<number>
  claim: string | null
  claimedAt: Date | null
  tokenHash: Buffer | null
}

export interface TaskTable {
  id: Generated<string>
  organizationId: string
  unitId: string
  assigneeId: string | null
  campaignId: string | null
  postId: string | null
  submissionId: string | null
  state: Generated<'open' | 'in-progress' | 'done' | 'dropped'>
  title: string
  work: Generated<string>
  progress: Generated<string>
  product: Generated<string>
  effect: Generated<string>
  dueAt: Date | null
  createdBy: string
  createdAt: Generated<Date>
  endedAt: Generated<Date | null>
  endedBy: Generated<string | null>
  revision: Generated<number>
}

export interface UnitTable {
  id: Generated<string>
  organizationId: string
  parentId: string | null
  name: string
  nameEn: string | null
  createdAt: Generated<Date>
}

export interface VariantTable {
  id: Generated<string>
  organizationId: string
  postId: string
  channelId: string
  language: string
  title: string | null
  parts: ColumnType<string[] | null, string | null | undefined, string | null>
  mediaIds: string[] | null
  options: Generated<JsonObject>
  droppedAt: Date | null
  createdAt: Generated<Date>
}

export interface Database {
  alert: AlertTable
  alertMailbox: AlertMailboxTable
  approval: ApprovalTable
  attempt: AttemptTable
  auditEvent: AuditEventTable
  calendarFeed: CalendarFeedTable
  campaign: CampaignTable
  channel: ChannelTable
  channelAttestation: ChannelAttestationTable
  channelSnapshot: ChannelSnapshotTable
  connection: ConnectionTable
  credential: CredentialTable
  delivery: DeliveryTable
  deliveryEdit: DeliveryEditTable
  deliveryPart: DeliveryPartTable
  deliveryProgress: DeliveryProgressTable
  deliveryRecipient: DeliveryRecipientTable
  idempotencyKey: IdempotencyKeyTable
  installation: InstallationTable
  media: MediaTable
  member: MemberTable
  metricSnapshot: MetricSnapshotTable
  newsletterIssue: NewsletterIssueTable
  newsletterList: NewsletterListTable
  organization: OrganizationTable
  pause: PauseTable
  planImport: PlanImportTable
  savedView: SavedViewTable
  timePattern: TimePatternTable
  postComment: PostCommentTable
  commentMention: CommentMentionTable
  platformApp: PlatformAppTable
  post: PostTable
  postMedia: PostMediaTable
  postRevision: PostRevisionTable
  practiceItem: PracticeItemTable
  process: ProcessTable
  rateLimit: RateLimitTable
  sendLimit: SendLimitTable
  series: SeriesTable
  seriesVariant: SeriesVariantTable
  session: SessionTable
  mediaLink: MediaLinkTable
  mediaUpload: MediaUploadTable
  slot: SlotTable
  submission: SubmissionTable
  subscriber: SubscriberTable
  subscriptionRequest: SubscriptionRequestTable
  task: TaskTable
  unit: UnitTable
  variant: VariantTable
}
