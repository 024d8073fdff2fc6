import { z } from 'zod'
import { Id, InterfaceLanguage, line, text, Zone } from './common.ts'

export const Role = z.enum(['admin', 'officer', 'approver', 'manager', 'contributor'])
export type Role = z.infer<typeof Role>

const Email = z
  .email('bad-email')
  .max(254, 'too-long')
  .transform((value) => value.toLowerCase())
/** Length is what makes a password strong; the upper bound keeps hashing cheap. */
const Password = text(200).refine((value) => value.length >= 12, 'password-too-short')

/** The demo office says itself who can be signed in as; nothing in it is real. */
export const DemoAccounts = z.object({
  password: z.string(),
  people: z.array(z.object({ name: z.string(), email: z.string(), role: Role })),
})
export type DemoAccounts = z.infer<typeof DemoAccounts>
export const SetUpState = z.object({ needed: z.boolean(), demo: DemoAccounts.nullable() })
export const SetUp = z.object({
  code: text(64, 1),
  organizationName: line(200),
  zone: Zone,
  language: InterfaceLanguage,
  name: line(120),
  email: Email,
  password: Password,
})
export type SetUp = z.infer<typeof SetUp>

export const SignIn = z.object({ email: Email, password: text(200, 1) })

export const Preferences = z.object({
  colorScheme: z.enum(['light', 'dark', 'auto']).optional(),
  contrast: z.enum(['auto', 'more', 'normal']).optional(),
  calendarView: z.string().max(20).optional(),
  /** The calendar's filters as its address holds them: `channel=…&state=failed`. */
  calendarFilters: text(4000).optional(),
  /** The clock shown beside the office's; "": none. */
  calendarZone: z.union([Zone, z.literal('')]).optional(),
  /** Shortcuts of one key; on when absent. */
  singleKeys: z.boolean().optional(),
  /** Which alerts come by mail; all when absent. */
  alerts: z.enum(['all', 'urgent', 'off']).optional(),
})
export const Organization = z.object({
  id: Id,
  name: z.string(),
  zone: z.string(),
  language: InterfaceLanguage,
  latePolicy: z.enum(['ask', 'skip', 'send']),
  lateLimitMinutes: z.int(),
  /** A picture is described before it is released. */
  altRequired: z.boolean(),
  practice: z.boolean(),
})
export type Organization = z.infer<typeof Organization>

export const Member = z.object({
  id: Id,
  unitId: Id,
  name: z.string(),
  email: z.string(),
  role: Role,
  language: InterfaceLanguage,
  disabled: z.boolean(),
})
export type Member = z.infer<typeof Member>
/** What everybody who sees the plan may know of the others: enough to choose one by name. */
export const Colleague = Member.pick({ id: true, name: true }).extend({
  /** Whether comments on posts may be meant for them. */
  mayReadPosts: z.boolean(),
})
export type Colleague = z.infer<typeof Colleague>

/** The signed-in person and what the page needs at once. `can` lists actions of the policies this role holds. */
export const Me = z.object({
  member: Member,
  organization: Organization,
  preferences: Preferences,
  can: z.array(z.string()),
  /** Practice network on: practice channels can be connected. */
  practice: z.boolean(),
  /** Alerts leave by mail. */
  mail: z.boolean(),
  /** Demo office with made-up figures. */
  demo: z.boolean(),
})
export type Me = z.infer<typeof Me>

export const UpdateMe = z.object({
  name: line(120).optional(),
  language: InterfaceLanguage.optional(),
  preferences: Preferences.optional(),
})
/** One's own password; the one held until now shows that it is still the same person. */
export const ChangePassword = z.object({ current: text(200, 1), password: Password })
/** For somebody who forgot theirs. */
export const GivePassword = z.object({ password: Password })
export const UpdateOrganization = z.object({
  name: line(200).optional(),
  zone: Zone.optional(),
  latePolicy: z.enum(['ask', 'skip', 'send']).optional(),
  lateLimitMinutes: z.int().min(1).max(10080).optional(),
  altRequired: z.boolean().optional(),
})

export const Unit = z.object({ id: Id, parentId: Id.nullable(), name: z.string(), nameEn: z.string().nullable() })
export type Unit = z.infer<typeof Unit>
export const CreateUnit = z.object({
  parentId: Id.nullable(),
  name: line(200),
  nameEn: line(200).nullable().optional(),
})
/** Renames a unit or puts it under another one. */
export const UpdateUnit = z.object({
  parentId: Id.nullable().optional(),
  name: line(200).optional(),
  nameEn: line(200).nullable().optional(),
})

export const CreateMember = z.object({
  unitId: Id,
  name: line(120),
  email: Email,
  role: Role,
  language: InterfaceLanguage,
  password: Password,
})
export const UpdateMember = z.object({
  name: line(120).optional(),
  role: Role.optional(),
  unitId: Id.optional(),
  disabled: z.boolean().optional(),
})
