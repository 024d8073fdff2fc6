import { z } from 'zod'
import { FaultShape, Platform } from './channels.ts'
import { Id, Instant, Language, LocalTime, line, listOf, Revision, text, Zone } from './common.ts'
import { Kind, LatePolicy, MachineMarks, Media, PostState, SourceText, Tone, Variant } from './content.ts'

export const DeliveryState = z.enum([
  'draft',
  'scheduled',
  'retrying',
  'sending',
  'published',
  'unconfirmed',
  'failed',
  'missed',
  'held',
  'cancelled',
  'removed',
])
export type DeliveryState = z.infer<typeof DeliveryState>

/** One delivery as the calendar shows it; small, because a month holds thousands. */
export const DeliveryItem = z.object({
  id: Id,
  postId: Id,
  channelId: Id,
  platform: Platform,
  practice: z.boolean(),
  state: DeliveryState,
  title: z.string(),
  language: z.string(),
  campaignId: Id.nullable(),
  unitId: Id,
  dueAt: z.string().nullable(),
  localTime: z.string().nullable(),
  zone: z.string().nullable(),
  /** In a paused scope right now: it will be held, not sent. */
  paused: z.boolean(),
  /** The series it is a day of. */
  seriesId: Id.nullable(),
  revision: Revision,
})
export type DeliveryItem = z.infer<typeof DeliveryItem>

export const DeliveryQuery = z.object({
  from: Instant,
  to: Instant,
  channel: listOf(Id),
  platform: listOf(Platform),
  state: listOf(DeliveryState),
  campaign: listOf(Id),
  unit: listOf(Id),
  /** Who wrote the post. */
  author: listOf(Id),
  /** Who released the delivery. */
  approver: listOf(Id),
  kind: listOf(Kind),
  tone: listOf(Tone),
  language: listOf(Language),
  text: text(200).optional(),
  /** `exact`: the text's diacritics count. Left out: they do not, neither in what is asked nor in what is found. */
  match: z.enum(['loose', 'exact']).optional(),
})
export type DeliveryQuery = z.infer<typeof DeliveryQuery>

const Attempt = z.object({
  id: Id,
  number: z.int(),
  step: z.enum(['prepare', 'commit', 'confirm']),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  outcome: z.string().nullable(),
  fault: FaultShape.nullable(),
})

/** What can be changed of an item that is out, or why nothing can. */
const EditingShape = z.object({
  offered: z.boolean(),
  /** Its platform has no way; not for what was published in this form; its last moment is over. */
  because: z.enum(['not-offered', 'not-in-this-form', 'too-late']).nullable(),
  title: z.boolean(),
  /** What a change begins from: what stands out there, or else what the post says now. */
  words: z.object({ title: z.string().nullable(), parts: z.array(z.string()) }),
  /** Of its variant: the limits of its words depend on them. */
  options: Variant.shape.options,
  /** `words` is what stands out there. */
  known: z.boolean(),
  /** Its pictures go as the post has them now. */
  whole: z.boolean(),
  until: z.string().nullable(),
  /** Other deliveries of the same variant that are still to go out. */
  waiting: z.int(),
})

/** One change of an item that is out, by the person who released the new words. */
const DeliveryEdit = z.object({
  id: Id,
  at: z.string(),
  by: z.string(),
  /** `under-way`: the platform is being asked. `unknown`: it may have taken them or not. */
  outcome: z.enum(['under-way', 'done', 'refused', 'unknown']),
  fault: FaultShape.nullable(),
  /** What was to be changed; `before` null where it is not known. */
  title: z.object({ before: z.string().nullable(), after: z.string().nullable() }).nullable(),
  parts: z.array(z.object({ position: z.int(), before: z.string().nullable(), after: z.string() })),
})
export type DeliveryEdit = z.infer<typeof DeliveryEdit>

export const DeliveryDetail = z.object({
  ...DeliveryItem.shape,
  channelName: z.string(),
  channelHandle: z.string(),
  url: z.string().nullable(),
  remoteId: z.string().nullable(),
  publishedAt: z.string().nullable(),
  removedAt: z.string().nullable(),
  wakeAt: z.string().nullable(),
  latePolicy: LatePolicy,
  lateLimitMinutes: z.int(),
  fault: FaultShape.nullable(),
  releasedBy: z.string().nullable(),
  releasedAt: z.string().nullable(),
  /** What will be sent was changed after it was released: it must be released again. */
  changedSinceRelease: z.boolean(),
  /** What can be done now, in the order to offer it: the safe step first. */
  actions: z.array(z.string()),
  parts: z.array(z.object({ text: z.string(), media: z.array(Media), url: z.string().nullable(), out: z.boolean() })),
  /** The headline it carries on the platform, where that has one. */
  headline: z.string().nullable(),
  machineMarks: MachineMarks,
  /** null while it is not published. */
  editing: EditingShape.nullable(),
  /** Latest first. */
  edits: z.array(DeliveryEdit),
  attempts: z.array(Attempt),
  /** Last known figures, null while there are none. A figure that is absent carries its reason. */
  metrics: z
    .object({
      capturedAt: z.string(),
      values: z.record(z.string(), z.number()),
      absent: z.record(z.string(), z.string()),
    })
    .nullable(),
})
export type DeliveryDetail = z.infer<typeof DeliveryDetail>

export const MoveDelivery = z.object({ revision: Revision, localTime: LocalTime, zone: Zone.optional() })
export const ActOnDelivery = z.object({ revision: Revision })
/** Other words for what is out; who asks for them releases them. */
export const EditDelivery = z.object({
  revision: Revision,
  /** Left out where the platform has no headline or keeps it. */
  title: text(300).nullable().default(null),
  /** Of every part, also of those that stay. */
  parts: z.array(text(60_000)).min(1, 'required').max(50, 'too-many'),
  /** What a machine helped with, where that was marked wrongly. */
  machineMarks: MachineMarks.optional(),
  /** The post says it this way from now on, too. */
  carryOver: z.boolean(),
})
/** A person looked at the channel and says what is there. */
export const ResolveDelivery = z.discriminatedUnion('outcome', [
  z.object({
    revision: Revision,
    outcome: z.literal('published'),
    url: z.url({ protocol: /^https?$/, error: 'bad-link' }).max(2000, 'too-long'),
  }),
  z.object({ revision: Revision, outcome: z.literal('not-published') }),
])

const PauseScope = z.enum(['organization', 'unit', 'platform', 'channel', 'campaign'])
export const Pause = z.object({
  id: Id,
  scope: PauseScope,
  scopeId: z.string().nullable(),
  reason: z.string(),
  createdBy: z.string(),
  createdAt: z.string(),
  /** null while it is in force. */
  endedAt: z.string().nullable(),
  /** Deliveries that came due under it and still wait for a decision. */
  held: z.int(),
})
export type Pause = z.infer<typeof Pause>
export const CreatePause = z
  .object({ scope: PauseScope, scopeId: z.string().max(64).nullable(), reason: line(500) })
  .refine((value) => (value.scope === 'organization') === (value.scopeId === null), {
    path: ['scopeId'],
    error: 'required',
  })

/** Why something that is due will not go out. */
export const WhyNot = z.enum([
  'not-released',
  'changed',
  'paused',
  'channel-broken',
  /** Its access ends before the delivery is due. */
  'channel-expires',
  'not-attested',
  /** Its platform asked to wait, or takes no more for now. */
  'resting',
  'late',
  /** It failed, was missed or held, or nobody knows whether it is out: a person decides. */
  'stopped',
])
export type WhyNot = z.infer<typeof WhyNot>

/** Kinds of trouble, the most pressing first: it may be out, it did not go out, it was too late, it waits, it is late, it
 *  will not go out as it is. */
export const troubleKinds = ['unconfirmed', 'failed', 'missed', 'held', 'overdue', 'changed'] as const
export type TroubleKind = (typeof troubleKinds)[number]

/** Everything a person has to look at: deliveries in trouble and broken channels, worst first. */
export const Attention = z.object({
  /** How many deliveries there are of each kind, listed or not. */
  counts: z.record(z.enum(troubleKinds), z.int()),
  /** When the first of them last changed. */
  oldest: z.string().nullable(),
  /** The most pressing kind first; within one what was due first, at most 200 of each. */
  deliveries: z.array(
    DeliveryDetail.pick({
      id: true,
      postId: true,
      channelId: true,
      platform: true,
      practice: true,
      state: true,
      title: true,
      language: true,
      dueAt: true,
      revision: true,
      channelName: true,
      fault: true,
      actions: true,
      url: true,
      changedSinceRelease: true,
      lateLimitMinutes: true,
    }).extend({
      kind: z.enum(troubleKinds),
      attempts: z.int(),
      since: z.string(),
      /** What keeps one that waits from going out. */
      whyNot: z.array(WhyNot),
    }),
  ),
  channels: z.array(
    z.object({
      id: Id,
      platform: Platform,
      practice: z.boolean(),
      name: z.string(),
      state: z.string(),
      lastFault: FaultShape.nullable(),
      expiresAt: z.string().nullable(),
      waiting: z.int(),
    }),
  ),
  pauses: z.array(Pause),
  /** Comments of colleagues that name this person, who has not looked since; latest first, at most 50. */
  mentions: z.array(
    z.object({ commentId: Id, postId: Id, title: z.string(), author: z.string(), text: z.string(), at: z.string() }),
  ),
  /** For administrators: nothing of this is told by mail, or the mail server does not take it. null: all is well. */
  mail: z.enum(['off', 'failing']).nullable(),
})
export type Attention = z.infer<typeof Attention>

/** A whole post, as the composer edits it. */
export const Post = z.object({
  id: Id,
  unitId: Id,
  campaignId: Id.nullable(),
  state: PostState,
  kind: Kind,
  tone: Tone,
  title: z.string(),
  sourceLanguage: z.string(),
  content: z.record(z.string(), SourceText),
  media: z.array(Media),
  /** Files that stand in variants only: pictures made to fit one channel. */
  ownMedia: z.array(Media),
  source: z.string().nullable(),
  machineMarks: MachineMarks,
  urgent: z.boolean(),
  exemptFromPause: z.boolean(),
  latePolicy: LatePolicy.nullable(),
  lateLimitMinutes: z.int().nullable(),
  variants: z.array(Variant),
  deliveries: z.array(DeliveryItem),
  authorId: Id,
  authorName: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  revision: Revision,
})
export type Post = z.infer<typeof Post>
export const PostSummary = Post.pick({
  id: true,
  state: true,
  kind: true,
  tone: true,
  title: true,
  campaignId: true,
  unitId: true,
  authorName: true,
  updatedAt: true,
  revision: true,
})
export type PostSummary = z.infer<typeof PostSummary>
export const PostQuery = z.object({
  text: text(200).optional(),
  state: listOf(PostState),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})

/** What travels in the event stream: ids only, the page refetches what it may see. */
export const LiveEvent = z.object({
  type: z.enum(['delivery', 'channel', 'post', 'pause', 'presence', 'comment', 'task']),
  changes: z.array(z.object({ id: Id, revision: z.int() })).nullable(),
})
export type LiveEvent = z.infer<typeof LiveEvent>
